"""Who can be given something to do by a committee, and who can answer for it there."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.common import clock
from lms.meetings.models import Action
from lms.meetings.services import telling
from lms.places.models import Unit
from lms.places.services import succession
from lms.users.models import Agency, Official, User

UNIT, AGENCY = "unit", "agency"


@dataclass(frozen=True)
class Choice:
    """One that can be given something."""

    key: str
    name: str


def holders(unit: Unit) -> list[tuple[str, list[Choice]]]:
    """Agencies and units in the reach of a committee, or of the one that goes on with what it
    left open, in two groups; two queries."""
    unit = succession.standing(unit)
    agencies = [Choice(f"{AGENCY}:{one.pk}", one.name) for one in _agencies(unit)]
    units = [Choice(f"{UNIT}:{one.pk}", one.name) for one in _units(unit)]
    return [(_("Cơ quan, đơn vị"), agencies), (_("Tỉnh, xã, phường"), units)]


def holder(unit: Unit, key: str) -> Unit | Agency | None:
    """Whoever a key of `holders` means; None for anything else."""
    unit = succession.standing(unit)
    kind, _colon, written = key.partition(":")
    try:
        pk = UUID(written)
    except ValueError:
        return None
    if kind == AGENCY:
        return _agencies(unit).filter(pk=pk).first()
    return _units(unit).filter(pk=pk).first() if kind == UNIT else None


def answerers(action: Action) -> QuerySet[User]:
    """Who can answer for an action: those who manage its place, and the agency's own officials."""
    today = clock.today()
    people = Q(pk__in=telling.in_charge([action])[action.pk])
    if action.agency_id:
        posts = Official.objects.filter(agency=action.agency_id).serving_on(today)
        people |= Q(pk__in=posts.values("person"))
    return User.objects.filter(people, is_active=True).order_by("sort_key", "pk")


def _agencies(unit: Unit) -> QuerySet[Agency]:
    rows = Agency.objects.filter(unit__path__startswith=unit.path, valid_to=None)
    return rows.order_by("sort_key", "pk")


def _units(unit: Unit) -> QuerySet[Unit]:
    levels = (Unit.Level.PROVINCE, Unit.Level.COMMUNE)
    rows = Unit.objects.within(unit).filter(level__in=levels).valid_on(clock.today())
    return rows.sorted()
