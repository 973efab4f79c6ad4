"""What the teams' rows come to, day by day: sessions, stocks of teams and members, bottlenecks."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from lms.common.measures import Amount, Source, Word, register
from teams.models import (
    Evidence,
    Feedback,
    Session,
    SessionAct,
    SessionTurn,
    Team,
    TeamMembership,
)

PROMPT = timedelta(days=7)
SESSIONS = {
    "teams.sessions": Word.NONE,
    "teams.heads": Word.HEADS,
    "teams.heads_female": Word.HEADS,
    "teams.heads_older": Word.HEADS,
    "teams.heads_vulnerable": Word.HEADS,
    "teams.heads_first": Word.HEADS,
    "teams.sessions_prompt": Word.NONE,
    "teams.sessions_shown": Word.NONE,
    "teams.minutes": Word.NONE,
    "teams.acts": Word.ACTS,
    "teams.turns": Word.TURNS,
    "teams.logs": Word.NONE,
    "teams.logs_twice": Word.NONE,
}
"""Of confirmed sessions all but the last two, which are of every log that came."""
TEAMS = {"teams.teams": Word.NONE, "teams.households": Word.NONE}
MEMBERS = {"teams.members": Word.NONE, "teams.members_led": Word.NONE}
"""Members, and those of them who do not lead."""
FEEDBACK = {"teams.feedback": Word.NONE, "teams.feedback_settled": Word.NONE}
_SUMS = {
    "teams.sessions": Count("pk"),
    "teams.heads": Sum("heads_count"),
    "teams.heads_female": Sum("female_count"),
    "teams.heads_older": Sum("older_count"),
    "teams.heads_vulnerable": Sum("vulnerable_count"),
    "teams.heads_first": Sum("first_time_count"),
    "teams.sessions_prompt": Count("pk", filter=Q(reviewed_at__lte=F("created_at") + PROMPT)),
    "teams.sessions_shown": Count("pk", filter=Q(has_evidence=True)),
}


def add() -> None:
    register(Source("teams.sessions", SESSIONS, _sessions, _session_days))
    register(Source("teams.teams", TEAMS, _teams, _spans(Team.objects.all()), is_stock=True))
    members = TeamMembership.objects.all()
    register(Source("teams.members", MEMBERS, _members, _spans(members), is_stock=True))
    register(Source("teams.feedback", FEEDBACK, _feedback, _feedback_days))


def _sessions(day: date, places: Collection[UUID] | None) -> Iterator[Amount]:
    logs = Session.objects.filter(held_on=day)
    if places is not None:
        logs = logs.filter(unit__in=places)
    held = logs.verified()
    shown = Evidence.objects.filter(session=OuterRef("pk"), dropped_at=None)
    rows = held.annotate(has_evidence=Exists(shown))
    for place, team, kind, *amounts in _grouped(
        rows, "unit", "team", "venue_kind", *_SUMS.values()
    ):
        for name, amount in zip(_SUMS, amounts, strict=True):
            yield Amount(name, place, amount or 0, team, kind or "")
    helped = held.filter(helpers__isnull=False)
    for place, team, minutes in _grouped(helped, "unit", "team", Sum("duration_minutes")):
        yield Amount("teams.minutes", place, minutes or 0, team)
    ids = held.values("pk")
    yield from _parts("teams.acts", SessionAct.objects.filter(session__in=ids), "kind")
    yield from _parts("teams.turns", SessionTurn.objects.filter(session__in=ids), "topic__code")
    twice = Count("pk", filter=Q(duplicate_of__isnull=False))
    for place, team, count, twice_count in _grouped(logs, "unit", "team", Count("pk"), twice):
        yield Amount("teams.logs", place, count, team)
        yield Amount("teams.logs_twice", place, twice_count, team)


def _grouped(rows: QuerySet[Any], *asked: Any) -> Iterable[tuple[Any, ...]]:
    """The columns that are named, and the totals over the rows in which they are the same."""
    names = [one for one in asked if isinstance(one, str)]
    totals = {f"total_{number}": one for number, one in enumerate(asked[len(names) :])}
    return rows.order_by().values(*names).annotate(**totals).values_list(*names, *totals)


def _parts(measure: str, rows: QuerySet[Any], part: str) -> Iterator[Amount]:
    columns = ("session__unit", "session__team", part)
    for place, team, said, total in _grouped(rows, *columns, Sum("count")):
        yield Amount(measure, place, total or 0, team, said)


def _session_days() -> Iterable[date]:
    return Session.objects.order_by().values_list("held_on", flat=True).distinct()


def _came_and_went(
    rows: QuerySet[Any], day: date, places: Collection[UUID] | None, unit: str
) -> Iterator[tuple[Any, int]]:
    """Each row that began on the day with 1, each whose last day was the one before with -1."""
    if places is not None:
        rows = rows.filter(**{f"{unit}__in": places})
    yield from ((row, 1) for row in rows.filter(valid_from=day))
    yield from ((row, -1) for row in rows.filter(valid_to=day - timedelta(days=1)))


def _teams(day: date, places: Collection[UUID] | None) -> Iterator[Amount]:
    working = Team.objects.filter(status=Team.Status.ACTIVE)
    for team, sign in _came_and_went(working, day, places, "unit"):
        yield Amount("teams.teams", team.unit_id, sign, team.pk)
        yield Amount("teams.households", team.unit_id, sign * team.households_count, team.pk)


def _members(day: date, places: Collection[UUID] | None) -> Iterator[Amount]:
    rows = TeamMembership.objects.select_related("team")
    for place, sign in _came_and_went(rows, day, places, "team__unit"):
        team = place.team
        leads = place.role == TeamMembership.Role.LEADER
        yield Amount("teams.members", team.unit_id, sign, team.pk)
        yield Amount("teams.members_led", team.unit_id, 0 if leads else sign, team.pk)


def _feedback(day: date, places: Collection[UUID] | None) -> Iterator[Amount]:
    rows = Feedback.objects.live().filter(raised_on=day)
    if places is not None:
        rows = rows.filter(unit__in=places)
    settled = Count("pk", filter=Q(status__in=("answered", "closed")))
    for place, team, raised, answered in _grouped(rows, "unit", "team", Count("pk"), settled):
        yield Amount("teams.feedback", place, raised, team)
        yield Amount("teams.feedback_settled", place, answered, team)


def _feedback_days() -> Iterable[date]:
    return Feedback.objects.order_by().values_list("raised_on", flat=True).distinct()


def _spans(rows: QuerySet[Any]) -> Any:
    def days() -> Iterator[date]:
        for first, last in rows.order_by().values_list("valid_from", "valid_to").distinct():
            yield first
            if last:
                yield last + timedelta(days=1)

    return days
