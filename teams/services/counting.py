"""What the teams reached in a whole period, each person, home, village and team counted once."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat

from courses.models import Enrolment
from lms.common import clock
from lms.common.measures import Periodic, Word, register_periodic
from lms.places.models import Unit
from lms.places.services.spreading import distinct
from teams.models import Attendance, Session, Team, TeamMembership

HELD = ("teams.sessions",)


def add() -> None:
    for name, word, count, sources in (
        ("teams.people", Word.PEOPLE, _people, HELD),
        ("teams.homes", Word.NONE, _homes, HELD),
        ("teams.teams_at_work", Word.NONE, _teams_at_work, HELD),
        ("teams.villages_reached", Word.NONE, _villages_reached, HELD),
        ("teams.villages_with_team", Word.NONE, _villages_with_team, ("teams.teams",)),
        (
            "teams.members_trained",
            Word.NONE,
            _members_trained,
            ("courses.learning", "teams.members"),
        ),
    ):
        register_periodic(Periodic(name, word, count, sources))


def _held(first: date, last: date) -> QuerySet[Session]:
    return Session.objects.verified().held_between(first, last)


def _people(first: date, last: date) -> Mapping[UUID, int]:
    """Those known by a card, a code or by sight; who was only counted is nobody we know."""
    lines = Attendance.objects.filter(
        session__status=Session.Status.VERIFIED,
        session__held_on__range=(first, last),
        person__isnull=False,
    )
    return distinct(lines, unit="session__unit", thing="person", on=last)


def _homes(first: date, last: date) -> Mapping[UUID, int]:
    """A home by what its team calls it; without a name each visit is a home of its own."""
    visits = _held(first, last).filter(type=Session.Type.HOME)
    named = visits.exclude(household="")
    home = Concat(Cast("team", CharField()), Value(" "), F("household"), output_field=CharField())
    known = distinct(named.annotate(home=home), unit="unit", thing="home", on=last)
    unknown = distinct(visits.filter(household=""), unit="unit", thing="pk", on=last)
    return {place: known.get(place, 0) + unknown.get(place, 0) for place in {*known, *unknown}}


def _teams_at_work(first: date, last: date) -> Mapping[UUID, int]:
    return distinct(_held(first, last), unit="unit", thing="team", on=last)


def _villages_reached(first: date, last: date) -> Mapping[UUID, int]:
    held = _held(first, last).filter(unit__level=Unit.Level.VILLAGE)
    return distinct(held, unit="unit", thing="unit", on=last)


def _villages_with_team(first: date, last: date) -> Mapping[UUID, int]:  # noqa: ARG001
    """On the last day of the period."""
    teams = Team.objects.working_on(last).filter(
        valid_from__lte=last, unit__level=Unit.Level.VILLAGE
    )
    return distinct(teams, unit="unit", thing="unit", on=last)


def _members_trained(first: date, last: date) -> Mapping[UUID, int]:
    """Members on the last day who finished a course in the period."""
    begin, end = clock.span(first, last)
    trained = Enrolment.objects.filter(completed_at__gte=begin, completed_at__lt=end)
    members = TeamMembership.objects.valid_on(last).filter(person__in=trained.values("learner"))
    return distinct(members, unit="team__unit", thing="pk", on=last)
