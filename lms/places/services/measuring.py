"""How many villages there are where: a stock, as what came and went each day."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from lms.common.measures import BEGINNING, Amount, Source, Word, register
from lms.places.models import Unit

VILLAGES = "places.villages"


def add() -> None:
    register(Source("places.villages", {VILLAGES: Word.NONE}, _count, _days, is_stock=True))


def _count(day: date, places: Collection[UUID] | None) -> Iterable[Amount]:
    rows = Unit.objects.filter(level=Unit.Level.VILLAGE)
    if places is not None:
        rows = rows.filter(pk__in=places)
    came = rows.filter(valid_from=None) if day == BEGINNING else rows.filter(valid_from=day)
    went = rows.filter(valid_to=day - timedelta(days=1))
    yield from (Amount(VILLAGES, pk, 1) for pk in came.values_list("pk", flat=True))
    yield from (Amount(VILLAGES, pk, -1) for pk in went.values_list("pk", flat=True))


def _days() -> Iterable[date]:
    for first, last in (
        Unit.objects.filter(level=Unit.Level.VILLAGE)
        .values_list("valid_from", "valid_to")
        .distinct()
    ):
        yield first or BEGINNING
        if last:
            yield last + timedelta(days=1)
