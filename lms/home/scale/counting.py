"""Everything that was laid counted by what the product itself counts with, day by day.

The fold takes what was touched, line by line. Where all is new, each day is counted whole, as the
night's recount counts it, and written at once; then the recount itself looks at some of the days.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import chain

from django.db import connection
from django.db.models import F

from lms.common.measures import Source, sources
from lms.dashboards.models import Fact, HalfMonth, PeriodMark, Touched
from lms.dashboards.services import folding, halves, periods, recounting
from lms.home.scale import bulk
from lms.home.scale.bulk import Cell
from lms.places.models import Unit

FACT = ("measure", "place", "team", "part", "day", "amount")
HALF = ("measure", "place", "part", "since", "amount")
TABLES = ("dashboards_fact", "dashboards_halfmonth")
LOOKED_AT = 6
"""So many days are held against the rows at the end, and the half months they lie in."""
type Tell = Callable[[int, int], None]
"""How many of how many are done."""


class Differs(Exception):
    """The recount found something else than was counted."""


def count_all(tell: Tell) -> None:
    """Count every day of every source, in the caller's transaction."""
    known = [(source, set(source.days())) for source in sources()]
    days = sorted({day for _source, own in known for day in own})
    upper = halves.upper(set(Unit.objects.values_list("pk", flat=True)))
    above = {village.int: commune.int for village, commune in upper.items()}
    sums: defaultdict[tuple[str, int, str, date], int] = defaultdict(int)
    folding.hold()
    with bulk.bare(TABLES):
        for number, day in enumerate(days, start=1):
            found = _of_day([source for source, own in known if day in own], day)
            since = halves.since(day)
            for (measure, place, _team, part), amount in found.items():
                sums[measure, above.get(place, place), part, since] += amount
            bulk.write("dashboards_fact", FACT, _facts(found, day))
            tell(number, len(days))
        bulk.write("dashboards_halfmonth", HALF, _halves(sums))
    bulk.count_on([Fact, HalfMonth])
    periods.touch({(source.name, day) for source, own in known for day in own})
    # Every place of every day was counted, whatever had been touched.
    Touched.objects.all().delete()


def count_periods(tell: Tell, *, now: datetime) -> None:
    """Count what is counted once a period, of every period that was not counted since it was
    touched; on PostgreSQL two at a time, for it is the database that works."""
    due = list(PeriodMark.objects.filter(counted_count__lt=F("touched_count")).order_by("pk"))
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        for number, mark in enumerate(due, start=1):
            periods.count(mark, now=now)
            tell(number, len(due))
        return
    with ThreadPoolExecutor(2) as pool:
        counted = pool.map(lambda mark: _count_apart(mark, now), due)
        try:
            for number, _none in enumerate(counted, start=1):
                tell(number, len(due))
        finally:
            # Whoever breaks off waits for the two at hand, not for the rest.
            pool.shutdown(cancel_futures=True)


def _count_apart(mark: PeriodMark, now: datetime) -> None:
    try:
        with bulk.at_hand():
            periods.count(mark, now=now)
    finally:
        # Another thread has another connection.
        connection.close()


def look() -> list[date]:
    """Hold some days, the first and the last among them, against the rows; which ones.

    Raises Differs.
    """
    days = recounting.days()
    step = max((len(days) - 1) // (LOOKED_AT - 1), 1)
    some = {*days[::step], days[-1]} if days else set()
    listed = sorted(some | {halves.since(day) for day in some})
    if found := recounting.suspects(listed):
        raise Differs(found)
    return listed


def _of_day(listed: Iterable[Source], day: date) -> folding.Found:
    # No two sources have a measure in common.
    found = chain.from_iterable(folding.count(one, day, None).items() for one in listed)
    return {key: amount for key, amount in found if amount}


def _facts(found: folding.Found, day: date) -> Iterator[tuple[Cell, ...]]:
    said = day.isoformat()
    for (measure, place, team, part), amount in found.items():
        yield measure, f"{place:032x}", f"{team:032x}", part, said, amount


def _halves(sums: dict[tuple[str, int, str, date], int]) -> Iterator[tuple[Cell, ...]]:
    for (measure, place, part, since), amount in sums.items():
        if amount:
            yield measure, f"{place:032x}", part, since.isoformat(), amount
