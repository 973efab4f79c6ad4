"""R03: a team's month: sessions, people, turns, results, what was hard, what comes next."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from teams.models import (
    Difficulty,
    Outcome,
    PlannedSession,
    Session,
    SessionAct,
    SessionTurn,
    Team,
    Topic,
)
from teams.models.sessions import SessionQuerySet
from teams.services import months

PLANS_SHOWN = 8
DIFFICULTIES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class TeamMonth:
    """What was confirmed of a month, and the two lists beside it. Each count with its word."""

    team: Team
    first: date
    last: date
    sessions_count: int
    waiting_count: int
    """Sessions the commune has not decided about; they count nowhere yet."""
    heads_count: int
    female_count: int
    older_count: int
    vulnerable_count: int
    first_time_count: int
    minutes: int
    turns: list[tuple[str, int]]
    acts: list[tuple[str, int]]
    difficulties: list[tuple[str, int]]
    notes: list[str]
    plans: list[PlannedSession]
    plans_count: int


def of(team: Team, first: date) -> TeamMonth:
    """The month that begins with `first`; the same number of queries whatever was held."""
    last = months.last_of(first)
    held = Session.objects.filter(team=team).held_between(first, last)
    confirmed = held.verified().order_by()
    names = ("heads", "female", "older", "vulnerable", "first_time")
    sums = confirmed.aggregate(
        sessions=Count("pk"),
        minutes=Sum("duration_minutes"),
        **{name: Sum(f"{name}_count") for name in names},
    )
    planned = PlannedSession.objects.standing().filter(
        team=team, planned_on__gt=last, planned_on__lte=months.last_of(months.shift(first, 1))
    )
    listed = planned.select_related("topic").order_by("planned_on", "starts_at")
    notes = confirmed.exclude(difficulty_note="").order_by("held_on")
    return TeamMonth(
        team=team,
        first=first,
        last=last,
        sessions_count=sums["sessions"],
        waiting_count=held.filter(status=Session.Status.RECEIVED).count(),
        minutes=sums["minutes"] or 0,
        turns=_named(Topic, _counts(SessionTurn, confirmed, "topic")),
        acts=_named(Outcome, _counts(SessionAct, confirmed, "kind"), by="code"),
        difficulties=_difficulties(confirmed),
        notes=[*notes.values_list("difficulty_note", flat=True)[:DIFFICULTIES_SHOWN]],
        plans=list(listed[:PLANS_SHOWN]),
        plans_count=planned.count(),
        **{f"{name}_count": sums[name] or 0 for name in names},
    )


def _counts(
    model: type[SessionTurn | SessionAct], sessions: SessionQuerySet, by: str
) -> dict[object, int]:
    rows = model._default_manager.filter(session__in=sessions).order_by()  # noqa: SLF001 (ours)
    return dict(rows.values_list(by).annotate(Sum("count")))


def _named(
    model: type[Topic | Outcome], counts: dict[object, int], *, by: str = "pk"
) -> list[tuple[str, int]]:
    rows = model._default_manager.filter(**{f"{by}__in": [*counts]})  # noqa: SLF001 (ours)
    return [(one.name, counts[getattr(one, by)]) for one in rows.order_by("position", "name")]


def _difficulties(sessions: SessionQuerySet) -> list[tuple[str, int]]:
    rows = Difficulty.objects.filter(sessions__in=sessions).order_by()
    counts = Counter(dict(rows.values_list("name").annotate(Count("sessions"))))
    return counts.most_common(DIFFICULTIES_SHOWN)
