"""The teams of a commune as one looks them over: what is missing first."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from lms.common import clock
from lms.places.models import Unit
from lms.places.services import succession
from lms.users.models import User
from teams.models import Session, Team, TeamMembership
from teams.models.teams import TeamQuerySet

Role = TeamMembership.Role
MOST_OVER = 50


@dataclass(frozen=True)
class Overview:
    """The units of a commune that lack a team, and its teams, those without a leader first."""

    missing: list[Unit]
    teams: list[Team]
    over: list[Team]
    """Those whose time has ended, the last first."""

    @property
    def leaderless_count(self) -> int:
        return sum(not team.leaders for team in self.teams)  # type: ignore[attr-defined]


def overview(commune: Unit, *, on: date) -> Overview:
    """The commune and its villages of a day, and their teams; a fixed number of queries."""
    units = Unit.objects.within(commune).valid_on(on).exclude(level=Unit.Level.FORMER_DISTRICT)
    teams = list(with_people(commune, on=on))
    stands_for = succession.restate((team.unit_id for team in teams), on=on)
    served = {team.unit_id for team in teams} | {one.unit.pk for one in stands_for.values()}
    missing = [unit for unit in units.sorted() if unit.pk not in served]
    missing.sort(key=lambda unit: unit.level != Unit.Level.COMMUNE)
    teams.sort(key=lambda team: bool(team.leaders))  # type: ignore[attr-defined]
    over = Team.objects.within(commune).filter(valid_to__lt=on)
    return Overview(missing, teams, list(over.order_by("-valid_to", "sort_key")[:MOST_OVER]))


def with_people(commune: Unit, *, on: date) -> TeamQuerySet:
    """Open teams in Vietnamese order, each with `leaders` and `members_count` of the day."""
    held = Q(memberships__valid_from__lte=on) & (
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=on)
    )
    leaders = TeamMembership.objects.valid_on(on).filter(role=Role.LEADER)
    return (
        Team.objects.open()
        .within(commune)
        .select_related("unit")
        .annotate(members_count=Count("memberships", filter=held))
        .prefetch_related(
            Prefetch("memberships", leaders.select_related("person"), to_attr="leaders")
        )
        .order_by("level", "sort_key")
    )


@dataclass(frozen=True)
class Seat:
    """Somebody in the team, how to call them, and how many sessions they logged this month."""

    place: TeamMembership
    initials: str
    number: str
    sessions_count: int


def roster(team: Team, *, on: date) -> list[Seat]:
    """The team of a day, for a phone."""
    month = team.sessions.filter(held_on__gte=on.replace(day=1), held_on__lte=on)
    month = month.exclude(status=Session.Status.WITHDRAWN).order_by()
    logged = dict(month.values_list("logged_by").annotate(Count("pk")))
    return [
        Seat(
            place, _initials(place.person), number_of(place.person), logged.get(place.person_id, 0)
        )
        for place in members(team, on=on)
    ]


def _initials(person: User) -> str:
    return f"{person.family_middle[:1]}{person.given_name[:1]}".upper()


def number_of(person: User) -> str:
    """Where somebody is rung, as +84…; "" when no number is known."""
    numbers = sorted(row.number for row in person.login_phones.all())
    return person.contact_phone or next(iter(numbers), "")


def members(team: Team, *, on: date) -> list[TeamMembership]:
    """Who is in the team on a day: leader, deputies, secretary, members, each by given name."""
    rows = team.memberships.valid_on(on).select_related("person__home_unit")
    order = {role: place for place, role in enumerate(Role.values)}
    places = rows.prefetch_related("person__login_phones")
    return sorted(places, key=lambda place: (order[place.role], place.person.sort_key))


def former(team: Team) -> list[TeamMembership]:
    """Who was in the team, the latest first."""
    ended = team.memberships.filter(valid_to__lt=clock.today()) | team.memberships.filter(
        ended_at__isnull=False
    )
    return list(ended.select_related("person").order_by("-valid_to", "-pk")[:100])
