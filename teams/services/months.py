"""A commune's month: what was confirmed, in all and team by team; each count with its word.

People who came, turns and acts are three counts: none is ever added to another.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, Sum

from lms.places.models import Unit
from teams.models import Outcome, Session, SessionAct, SessionTurn, Team, Topic
from teams.models.sessions import SessionQuerySet


@dataclass
class Line:
    """One team's month."""

    team: Team
    sessions_count: int = 0
    heads_count: int = 0
    acts_count: int = 0


@dataclass
class Month:
    """Confirmed sessions, people who came (one at two sessions is two), turns and acts by kind."""

    first: date
    last: date
    sessions_count: int = 0
    heads_count: int = 0
    acts: list[tuple[str, int]] = field(default_factory=list)
    turns: list[tuple[str, int]] = field(default_factory=list)
    """By topic; only topics for which some session counted."""
    uncounted_count: int = 0
    """Sessions that say nothing of turns."""
    lines: list[Line] = field(default_factory=list)

    @property
    def acts_count(self) -> int:
        return sum(count for _, count in self.acts)

    @property
    def turns_count(self) -> int:
        return sum(count for _, count in self.turns)

    @property
    def idle_count(self) -> int:
        """Teams without a confirmed session."""
        return sum(not line.sessions_count for line in self.lines)


def confirmed(commune: Unit, first: date) -> SessionQuerySet:
    """The sessions that count in the month that begins with `first`."""
    return Session.objects.within(commune).verified().held_between(first, last_of(first))


def of_commune(commune: Unit, first: date) -> Month:
    """The month that begins with `first`; teams with nothing stand first, in Vietnamese order."""
    month = Month(first, last_of(first))
    found = confirmed(commune, first)
    lines = {team.pk: Line(team) for team in _teams(commune, month)}
    rows = found.order_by().values_list("team").annotate(Count("pk"), Sum("heads_count"))
    for team_id, sessions, heads in rows:
        if team_id in lines:
            lines[team_id].sessions_count, lines[team_id].heads_count = sessions, heads
        month.sessions_count += sessions
        month.heads_count += heads
    counts: dict[str, int] = {}
    done = SessionAct.objects.filter(session__in=found).order_by()
    for team_id, kind, count in done.values_list("session__team", "kind").annotate(Sum("count")):
        if team_id in lines:
            lines[team_id].acts_count += count
        counts[kind] = counts.get(kind, 0) + count
    month.acts = _named(counts)
    month.turns, month.uncounted_count = _turns(found), month.sessions_count
    if month.turns:
        month.uncounted_count = found.filter(turns=None).count()
    month.lines = sorted(lines.values(), key=lambda line: line.sessions_count > 0)
    return month


def _turns(found: SessionQuerySet) -> list[tuple[str, int]]:
    taken = SessionTurn.objects.filter(session__in=found).order_by().values_list("topic")
    counts = dict(taken.annotate(Sum("count")))
    topics = Topic.objects.filter(pk__in=counts).order_by("position", "name")
    return [(topic.name, counts[topic.pk]) for topic in topics] if counts else []


def _named(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Every outcome on offer, and a retired one where somebody got it done."""
    wanted = Outcome.objects.filter(Q(is_offered=True) | Q(code__in=counts))
    return [(one.name, counts.get(one.code, 0)) for one in wanted.order_by("position", "name")]


def last_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def shift(first: date, months: int) -> date:
    """The first day of the month so many months away."""
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def _teams(commune: Unit, month: Month) -> list[Team]:
    """Teams that worked in the month, by their dates or by what they did."""
    there = Q(valid_from__lte=month.last) & (Q(valid_to=None) | Q(valid_to__gte=month.first))
    there |= Q(pk__in=confirmed(commune, month.first).order_by().values("team"))
    teams = Team.objects.within(commune).filter(there)
    return list(teams.order_by("level", "sort_key"))
