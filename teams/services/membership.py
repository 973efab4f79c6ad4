"""Teams and who is in them, from day to day."""

from datetime import date

from django.db import transaction

from lms.audit import services as audit
from lms.common import text
from lms.places.models import Unit
from lms.users.models import User
from teams.models import Team, TeamMembership


class LeaderTaken(Exception):
    """The team has a leader; end that membership first."""


def open_team(name: str, *, unit: Unit, by: User | None, on: date, **fields: object) -> Team:
    """A team with an address of its own, made from its name and its commune's."""
    village = unit.level == Unit.Level.VILLAGE
    team = Team(
        level=Team.Level.VILLAGE if village else Team.Level.COMMUNE,
        unit=unit,
        valid_from=on,
        **fields,
    )
    team.rename(name)
    above = unit.parent.name if village and unit.parent else ""
    team.code = _free_code(text.slug(f"{unit.name} {above}"))
    with transaction.atomic():
        team.save(force_insert=True)
        audit.record("team.opened", subject=team, actor=by)
    return team


def join(
    team: Team,
    person: User,
    *,
    role: str = TeamMembership.Role.MEMBER,
    on: date,
    by: User | None,
    organisation: str = "",
) -> TeamMembership:
    """A place in the team from `on`; whoever has one already takes the new role from that day.

    Raises LeaderTaken when somebody else leads.
    """
    with transaction.atomic():
        mine = TeamMembership.objects.filter(team=team, person=person, valid_to=None).first()
        if mine is not None and mine.role == role:
            return mine
        leaders = TeamMembership.objects.filter(
            team=team, valid_to=None, role=TeamMembership.Role.LEADER
        ).exclude(person=person)
        if role == TeamMembership.Role.LEADER and leaders.exists():
            raise LeaderTaken
        if mine is not None:
            _end(mine, on=on)
        place = TeamMembership.objects.create(
            team=team, person=person, role=role, valid_from=on, organisation=organisation
        )
        audit.record("team.joined", subject=team, actor=by, person=person.pk, role=role)
    return place


def leave(place: TeamMembership, *, on: date, by: User) -> bool:
    """End a membership with the day `on`; true only for the call that ended it."""
    with transaction.atomic():
        if not _end(place, on=on):
            return False
        audit.record("team.left", subject=place.team, actor=by, person=place.person_id)
    return True


def _end(place: TeamMembership, *, on: date) -> bool:
    last = max(on, place.valid_from)
    ended = TeamMembership.objects.filter(pk=place.pk, valid_to=None).update(valid_to=last)
    return bool(ended)


def _free_code(base: str) -> str:
    taken = set(Team.objects.filter(code__startswith=base[:50]).values_list("code", flat=True))
    codes = [base[:50], *(f"{base[:50]}-{n}" for n in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)
