"""Writing new units: the only way a unit comes to be."""

from collections.abc import Iterable

from django.db import transaction

from lms.common import text
from lms.places.models import Unit, UnitLineage


def open_units(units: Iterable[Unit]) -> list[Unit]:
    """Write units not yet saved, each parent before its children, in a constant query count.

    Name, search and sort columns and `path` are filled here; the rest is the caller's.
    """
    opened = [_completed(unit) for unit in units]
    with transaction.atomic():
        Unit.objects.bulk_create(opened)
        UnitLineage.objects.bulk_create(UnitLineage(earlier=unit, later=unit) for unit in opened)
    return opened


def _completed(unit: Unit) -> Unit:
    unit.name = text.nfc(unit.name)
    unit.name_fold = text.fold(unit.name)
    unit.sort_key = text.sort_key(unit.name)
    above = unit.parent.path if unit.parent else ""
    unit.path = f"{above}{unit.pk.hex}/"
    return unit
