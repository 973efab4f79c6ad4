"""Which period and which unit a page of figures is asked for."""

from uuid import UUID

from django.http import HttpRequest

from lms.common import clock
from lms.dashboards.services import naming
from lms.dashboards.services.naming import Named
from lms.places.models import Unit


def period(request: HttpRequest) -> Named:
    """The period that was chosen, else the month people work on."""
    today = clock.today()
    found = naming.chosen(request.GET.get("ky", ""), on=today)
    return found or naming.usual(today)


def unit_of(units: list[Unit], written: str) -> Unit | None:
    """The one of these that was chosen; None for anything else."""
    try:
        wanted = UUID(written)
    except ValueError:
        return None
    return next((unit for unit in units if unit.pk == wanted), None)


def province() -> Unit | None:
    return Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(clock.today()).first()


def province_and_communes() -> list[Unit]:
    """The units of today, the province first."""
    levels = (Unit.Level.PROVINCE, Unit.Level.COMMUNE)
    found = Unit.objects.filter(level__in=levels).valid_on(clock.today()).sorted()
    return sorted(found, key=lambda unit: unit.level != Unit.Level.PROVINCE)
