"""Opening state bodies in their tree."""

from lms.places.models import Unit
from lms.users.models import Agency


def open_agency(
    name: str, *, code: str, kind: str, unit: Unit, parent: Agency | None = None
) -> Agency:
    """The agency with this code, made below `parent` if it is not there yet."""
    known = Agency.objects.filter(code=code).first()
    if known is not None:
        return known
    agency = Agency(code=code, kind=kind, unit=unit, parent=parent)
    agency.rename(name)
    agency.path = f"{parent.path if parent else ''}{agency.pk.hex}/"
    agency.save(force_insert=True)
    return agency
