"""Sums of facts over half a month, of communes with their villages, kept up with the facts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from lms.common import clock
from lms.dashboards.models import HalfMonth
from lms.places.models import Unit

BATCH = 1000
MIDDLE = 15

type Row = tuple[str, UUID, str, date]
"""Measure, place, part, since."""


def since(day: date) -> date:
    """The first day of the half month a day lies in."""
    return day.replace(day=MIDDLE if day.day >= MIDDLE else 1)


def last_of(since: date) -> date:
    """The last day of the half month that begins on a day."""
    return since.replace(day=MIDDLE - 1) if since.day == 1 else clock.last_of_month(since)


def upper(places: Collection[UUID]) -> dict[UUID, UUID]:
    """Under which place each is summed: a village under its commune, everything else by itself."""
    villages = Unit.objects.filter(pk__in=places, level=Unit.Level.VILLAGE)
    pairs = villages.values_list("pk", "parent")
    return {village: commune for village, commune in pairs if commune}


def add(changes: Iterable[tuple[str, UUID, str, date, int]]) -> None:
    """Add to the sums what facts (measure, place, part, day) grew by; within the fold's hold."""
    listed = list(changes)
    above = upper({place for _measure, place, _part, _day, _by in listed})
    grown: defaultdict[Row, int] = defaultdict(int)
    for measure, place, part, day, by in listed:
        grown[measure, above.get(place, place), part, since(day)] += by
    rows = {row: by for row, by in grown.items() if by}
    known = kept(
        {row[0] for row in rows}, since={row[3] for row in rows}, places={row[1] for row in rows}
    )
    HalfMonth.objects.bulk_create(
        (
            HalfMonth(
                measure=row[0],
                place=row[1],
                part=row[2],
                since=row[3],
                amount=known.get(row, 0) + by,
            )
            for row, by in rows.items()
        ),
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=["amount"],
        unique_fields=["measure", "since", "place", "part"],
    )


def kept(
    measures: Collection[str], *, since: Collection[date], places: Collection[UUID] | None = None
) -> dict[Row, int]:
    """What is kept for these measures, halves and places (all for None)."""
    rows = HalfMonth.objects.filter(measure__in=measures, since__in=since)
    if places is not None:
        rows = rows.filter(place__in=places)
    return {
        (measure, place, part, first): amount
        for measure, place, part, first, amount in rows.values_list(
            "measure", "place", "part", "since", "amount"
        )
    }
