"""Who a new member is: somebody known, found by name and number, or a new person."""

from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.db import transaction
from django.db.models import Q

from lms.common import text
from lms.common.ids import public_id
from lms.places.models import Unit, UnitLineage
from lms.places.services import succession
from lms.users.models import User
from lms.users.services import people
from teams.models import Team, TeamMembership
from teams.services import membership

SALT = "teams.new_member"
MOST_FOUND = 20


class NotOffered(Exception):
    """The person chosen is none of those found, or the ticket for a new one is not ours."""


@dataclass(frozen=True)
class Recruit:
    """What is known of somebody who joins a team."""

    full_name: str
    number: str
    role: str
    organisation: str
    on: date
    takes_over: bool = False
    birth_year: int | None = None
    households: int = 0


def found(recruit: Recruit, team: Team) -> list[User]:
    """People of just this name, who use the number, or live or serve in the team's commune.

    Both name and number must be known: nobody learns here whose a number is.
    """
    commune = succession.standing(commune_of(team.unit))
    lines = UnitLineage.objects.filter(later__path__startswith=commune.path)
    known = Q(home_unit__in=lines.values("earlier"))
    known |= Q(posts__agency__unit__path__startswith=commune.path, posts__ended_on=None)
    known |= Q(team_memberships__team__in=Team.objects.within(commune))
    if recruit.number:
        known |= Q(login_phones__number=recruit.number)
    same = User.objects.filter(known, name_fold=text.fold(recruit.full_name), is_active=True)
    return list(same.select_related("home_unit__parent").distinct().order_by("pk")[:MOST_FOUND])


def ticket(team: Team) -> str:
    """A name drawn for a new person of this team; sent twice, it makes one person."""
    return signing.dumps([str(team.pk), public_id()], salt=SALT)


def take_in(team: Team, recruit: Recruit, *, chosen: str, new: str, by: User) -> TeamMembership:
    """Give the person found under the id `chosen`, or a new one on ticket `new`, a place.

    Raises NotOffered, names.NameRefused, people.TooManyPeople, membership.LeaderTaken or
    membership.Overlaps; then nothing is written.
    """
    with transaction.atomic():
        person = _offered(team, recruit, chosen) if chosen else _new(team, recruit, new, by=by)
        return _seat(team, person, recruit, by=by)


def _seat(team: Team, person: User, recruit: Recruit, *, by: User) -> TeamMembership:
    on, role, organisation = recruit.on, recruit.role, recruit.organisation
    if recruit.takes_over and role == TeamMembership.Role.LEADER:
        return membership.lead(team, person, on=on, by=by, organisation=organisation)
    return membership.join(
        team,
        person,
        role=role,
        on=on,
        by=by,
        organisation=organisation,
        households=recruit.households,
    )


def commune_of(unit: Unit) -> Unit:
    """The commune a team works in: its own unit or the one above."""
    if unit.level == Unit.Level.VILLAGE and unit.parent:
        return unit.parent
    return unit


def _offered(team: Team, recruit: Recruit, chosen: str) -> User:
    for person in found(recruit, team):
        if person.public_id == chosen:
            return person
    raise NotOffered


def _new(team: Team, recruit: Recruit, new: str, *, by: User) -> User:
    try:
        team_id, drawn = signing.loads(new, salt=SALT, max_age=24 * 60 * 60)
    except (signing.BadSignature, ValueError) as error:
        raise NotOffered from error
    if team_id != str(team.pk):
        raise NotOffered
    if made := User.objects.filter(public_id=drawn, is_active=True).first():
        return made
    person = people.create_person(
        recruit.full_name,
        home_unit=succession.standing(team.unit),
        birth_year=recruit.birth_year,
        contact_phone=recruit.number,
        public_id=drawn,
        by=by,
    )
    if recruit.number:
        people.attach_phone(person, recruit.number, verified_at=None, by=by)
    return person
