"""Teams and who is in them, from day to day."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from lms.audit import services as audit
from lms.common import clock, text
from lms.places.models import Unit
from lms.users.models import User
from lms.users.services import people
from teams.models import Team, TeamMembership
from teams.services import visits

Role = TeamMembership.Role


class HasTeam(Exception):
    """The village or commune has a team at work; there is one in each."""


class LeaderTaken(Exception):
    """The team has a leader; end that membership first, or hand over."""


class Overlaps(Exception):
    """The person was in this team on that day already."""


def open_team(name: str, *, unit: Unit, by: User | None, on: date, **fields: object) -> Team:
    """A team with an address of its own, made from its unit's name and its commune's.

    Raises HasTeam where the unit has one; a village's team stands below its commune's.
    """
    village = unit.level == Unit.Level.VILLAGE
    team = Team(
        level=Team.Level.VILLAGE if village else Team.Level.COMMUNE,
        unit=unit,
        parent=Team.objects.open().filter(unit=unit.parent).first() if village else None,
        valid_from=on,
        **fields,
    )
    team.rename(name)
    above = unit.parent.name if village and unit.parent else ""
    with transaction.atomic():
        hold_unit(unit.pk)
        if Team.objects.open().at(unit).exists():
            # One whose end is a day to come: the database only knows those without any.
            raise HasTeam
        _insert(team, text.slug(f"{unit.name} {above}"))
        if not village:
            below = Team.objects.open().filter(unit__parent=unit)
            below.filter(parent=None).update(parent=team)
        audit.record("team.opened", subject=team, actor=by)
    return team


def hold_unit(unit_id: UUID) -> None:
    """Whoever opens a team there, or says when one works, does so one after the other.

    The database knows of no two teams without an end only; one with an end to come it lets stand.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit_id)


def _insert(team: Team, base: str) -> None:
    """Under a code free when it is written: names that differ in marks alone draw the same."""
    while True:
        team.code = _free_code(base)
        try:
            with transaction.atomic():
                team.save(force_insert=True)
        except IntegrityError as error:
            if Team.objects.open().filter(unit=team.unit).exists():
                raise HasTeam from error
            if not Team.objects.filter(code=team.code).exists():
                raise
        else:
            return


def describe(team: Team, name: str, *, by: User, **fields: object) -> None:
    """Change what the team is called and what its decision says; the address stays."""
    team.rename(name)
    for field, value in fields.items():
        setattr(team, field, value)
    with transaction.atomic():
        team.save(update_fields=["name", "name_fold", "sort_key", *fields])
        audit.record("team.described", subject=team, actor=by)


def join(
    team: Team,
    person: User,
    *,
    role: str = Role.MEMBER,
    on: date,
    by: User | None,
    organisation: str = "",
    households: int = 0,
) -> TeamMembership:
    """A place in the team from `on`; whoever has one already takes the new role from that day.

    Raises LeaderTaken when somebody else leads, Overlaps when the person was in it on that day.
    """
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        mine = team.memberships.open().filter(person=person).first()
        if mine is not None and mine.role == role:
            return mine
        leads = team.memberships.open().filter(role=Role.LEADER).exclude(person=person)
        if role == Role.LEADER and leads.exists():
            raise LeaderTaken
        if mine is not None:
            place = change_role(mine, role, on=on)
        else:
            if team.memberships.filter(person=person, valid_to__gte=on).exists():
                raise Overlaps
            place = team.memberships.create(
                person=person,
                role=role,
                valid_from=on,
                organisation=organisation,
                households_count=households,
            )
        people.release_from_lists(person)
        audit.record("team.joined", subject=team, actor=by, person=person.pk, role=role)
    return place


def lead(team: Team, person: User, *, on: date, by: User, organisation: str = "") -> TeamMembership:
    """Make the person leader from `on`; who led until then stays as a member."""
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        for leader in team.memberships.open().filter(role=Role.LEADER).exclude(person=person):
            change_role(leader, Role.MEMBER, on=on)
        return join(team, person, role=Role.LEADER, on=on, by=by, organisation=organisation)


def leave(place: TeamMembership, *, on: date, by: User | None, now: datetime) -> bool:
    """End a membership with the day `on`; true only for the call that ended it."""
    with transaction.atomic():
        if not end_place(place, on=on, ended_at=now):
            return False
        audit.record("team.left", subject=place.team, actor=by, person=place.person_id)
        visits.hand_over(place.person, place.team, by=by, now=now)
    return True


def may_come_back(place: TeamMembership, *, now: datetime) -> bool:
    """Whether the end was written down this very day, and may have been a slip."""
    if place.ended_at is None or place.valid_to is None or not place.person.is_active:
        return False
    return clock.local(place.ended_at).date() == clock.local(now).date()


def come_back(place: TeamMembership, *, by: User, now: datetime) -> bool:
    """Undo an end of today; raises LeaderTaken when another leads by now."""
    if not may_come_back(place, now=now):
        return False
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=place.team_id)
        others = TeamMembership.objects.open().filter(team=place.team_id)
        if place.role == Role.LEADER and others.filter(role=Role.LEADER).exists():
            raise LeaderTaken
        if others.filter(person=place.person_id).exists():
            return False
        ended = TeamMembership.objects.filter(pk=place.pk, ended_at=place.ended_at)
        if not ended.update(valid_to=None, ended_at=None):
            return False
        audit.record("team.came_back", subject=place.team, actor=by, person=place.person_id)
    return True


def change_role(place: TeamMembership, role: str, *, on: date) -> TeamMembership:
    """From `on`; a role that began that day or later was a slip and is put right in place."""
    if on <= place.valid_from:
        place.role = role
        place.save(update_fields=["role"])
        return place
    end_place(place, on=on - timedelta(days=1), ended_at=None)
    return TeamMembership.objects.create(
        team_id=place.team_id,
        person_id=place.person_id,
        role=role,
        valid_from=on,
        organisation=place.organisation,
        households_count=place.households_count,
    )


def end_place(place: TeamMembership, *, on: date, ended_at: datetime | None) -> bool:
    last = max(on, place.valid_from)
    held = TeamMembership.objects.open().filter(pk=place.pk)
    return bool(held.update(valid_to=last, ended_at=ended_at))


def _free_code(base: str) -> str:
    taken = set(Team.objects.filter(code__startswith=base[:50]).values_list("code", flat=True))
    codes = [base[:50], *(f"{base[:50]}-{n}" for n in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)
