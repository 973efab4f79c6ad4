"""Sessions that look like one logged twice: told to whoever sends and reviews, never refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import reduce
from itertools import islice
from operator import or_
from uuid import UUID

from django.db.models import Q

from lms.common import text
from teams.models import Session

NEAR_MINUTES = 120
MOST_TOLD = 20
"""Whoever is told of so many records knows enough; each is looked for all the same."""


@dataclass
class _Seen:
    pk: UUID
    record_id: UUID
    team: UUID
    held_on: date
    start_time: time | None
    venue: str
    topics: set[str] = field(default_factory=set)

    def looks_like(self, other: "_Seen") -> bool:
        """Same team, day and topic, and the same place or hour; never hours apart."""
        if self.pk == other.pk or (self.team, self.held_on) != (other.team, other.held_on):
            return False
        near = _are_near(self.start_time, other.start_time)
        if near is False or not self.topics & other.topics:
            return False
        return near is True or text.fold(self.venue) == text.fold(other.venue)


def among(sessions: Sequence[Session]) -> dict[UUID, list[UUID]]:
    """By key, the records that look like each session; one query for any number of them."""
    if not sessions:
        return {}
    seen = _seen({(one.team_id, one.held_on) for one in sessions})
    by_day: dict[tuple[UUID, date], list[_Seen]] = {}
    for one in seen.values():
        by_day.setdefault((one.team, one.held_on), []).append(one)
    found: dict[UUID, list[UUID]] = {}
    for session in sessions:
        here = seen.get(session.pk)
        beside = by_day.get((session.team_id, session.held_on), [])
        alike = (one.record_id for one in beside if here and here.looks_like(one))
        if told := [*islice(alike, MOST_TOLD)]:
            found[session.pk] = told
    return found


def twins(session: Session) -> list[Session]:
    """The sessions that look like this one, for a page."""
    ids = among([session]).get(session.pk, [])
    rows = Session.objects.filter(record_id__in=ids)
    rows = rows.select_related("logged_by", "submission", "unit")
    return list(rows.order_by("start_time", "pk"))


def _seen(days: Iterable[tuple[UUID, date]]) -> dict[UUID, _Seen]:
    """All that these teams logged on just these days, however many sessions there are in all."""
    by_team: dict[UUID, set[date]] = {}
    for team, day in days:
        by_team.setdefault(team, set()).add(day)
    of_days = [Q(team=team, held_on__in=held) for team, held in by_team.items()]
    rows = Session.objects.filter(reduce(or_, of_days))
    rows = rows.exclude(status=Session.Status.WITHDRAWN).order_by()
    named = ("pk", "record_id", "team", "held_on", "start_time", "venue", "topics__code")
    seen: dict[UUID, _Seen] = {}
    for *facts, topic in rows.values_list(*named):
        seen.setdefault(facts[0], _Seen(*facts)).topics.add(topic or "")
    for one in seen.values():
        one.topics.discard("")
    return seen


def _are_near(one: time | None, other: time | None) -> bool | None:
    """None where one of them does not say when it began."""
    if one is None or other is None:
        return None
    minutes = (one.hour - other.hour) * 60 + one.minute - other.minute
    return abs(minutes) <= NEAR_MINUTES
