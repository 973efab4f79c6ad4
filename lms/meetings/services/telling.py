"""Who is told of an action: who does it, and the committee that gave it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lms.common import clock
from lms.meetings.models import Action
from lms.notifications import inbox
from lms.places.models import Unit
from lms.places.services import succession
from lms.users.models import RoleGrant

Role = RoleGrant.Role
IN_CHARGE = (Role.COMMUNE_MANAGER, Role.AGENCY_MANAGER, Role.PROVINCE_ADMIN)


def in_charge(actions: Sequence[Action]) -> dict[UUID, set[int]]:
    """Whoever does each of these, by primary key; one query."""
    units = {one.unit_id for one in actions if one.unit_id}
    agencies = {one.agency_id for one in actions if one.agency_id}
    grants = RoleGrant.objects.valid_on(clock.today()).filter(role__in=IN_CHARGE)
    rows = grants.filter(Q(unit__in=units) | Q(agency__in=agencies, role=Role.AGENCY_MANAGER))
    found: defaultdict[UUID, set[int]] = defaultdict(set)
    for place, agency, person in rows.values_list("unit", "agency", "person"):
        key: UUID | None = place if place is not None else agency
        if key is not None:
            found[key].add(person)
    told = {}
    for one in actions:
        people = set(found[one.holder_key])
        told[one.pk] = people | ({one.answerer_id} if one.answerer_id else set())
    return told


def committee(units: Iterable[Unit]) -> dict[UUID, set[int]]:
    """Who sits on the committee of each unit, or of what stands for it today, and who serves it,
    by primary key; two queries."""
    asked = list(units)
    stands = succession.restate(one.pk for one in asked)
    by_unit = {one.pk: stands[one.pk].unit.pk if one.pk in stands else one.pk for one in asked}
    grants = RoleGrant.objects.valid_on(clock.today()).filter(unit__in=by_unit.values())
    roles = (Role.STEERING_MEMBER, Role.PROVINCE_ADMIN, Role.COMMUNE_MANAGER)
    found: dict[UUID | None, set[int]] = {key: set() for key in by_unit.values()}
    for unit, person in grants.filter(role__in=roles).values_list("unit", "person"):
        found[unit].add(person)
    return {key: found[stand] for key, stand in by_unit.items()}


def those_in_charge(action: Action, *, key: str, title: str, body: str, now: datetime) -> None:
    people = in_charge([action])[action.pk]
    _tell(people, action, key=key, title=title, body=body, now=now)


def the_committee(action: Action, *, key: str, title: str, body: str, now: datetime) -> None:
    unit = action.decision.meeting.unit
    people = committee([unit])[unit.pk]
    _tell(people, action, key=key, title=title, body=body, now=now)


def _tell(
    people: set[int], action: Action, *, key: str, title: str, body: str, now: datetime
) -> None:
    url = action.get_absolute_url()
    inbox.tell(sorted(people), key=key, title=title, body=body, url=url, now=now)
