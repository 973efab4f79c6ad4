"""Everything that was laid counted by what the product itself counts with, day by day.

The fold takes what was touched, line by line. Where all is new, each day is counted whole, as the
night's recount counts it, and written at once; then the recount itself looks at some of the days.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

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


def count_all(tell: Tell) -> int:
    """Count every day of every source; how many facts that is. In the caller's transaction."""
    known = [(source, set(source.days())) for source in sources()]
    days = sorted({day for _source, own in known for day in own})
    above = halves.upper(set(Unit.objects.values_list("pk", flat=True)))
    sums: defaultdict[halves.Row, int] = defaultdict(int)
    count = 0
    folding.hold()
    with bulk.bare(TABLES):
        for number, day in enumerate(days, start=1):
            found = _of_day([source for source, own in known if day in own], day)
            since = halves.since(day)
            for (measure, place, _team, part), amount in found.items():
                sums[measure, above.get(place, place), part, since] += amount
            count += bulk.write("dashboards_fact", FACT, _facts(found, day))
            tell(number, len(days))
        bulk.write("dashboards_halfmonth", HALF, _halves(sums))
    bulk.count_on([Fact, HalfMonth])
    periods.touch({(source.name, day) for source, own in known for day in own})
    # Every place of every day was counted, whatever had been touched.
    Touched.objects.all().delete()
    return count


def count_periods(tell: Tell, *, now: datetime) -> int:
    """Count what is counted once a period, of every period there is; how many."""
    total = PeriodMark.objects.count()
    for number in range(1, total + 1):
        if not periods.count_one(now=now):
            return number - 1
        tell(number, total)
    return total


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


type Key = tuple[str, UUID, UUID, str]


def _of_day(listed: Iterable[Source], day: date) -> dict[Key, int]:
    found: defaultdict[Key, int] = defaultdict(int)
    for source in listed:
        for one in source.count(day, None):
            found[one.measure, one.place, one.team, one.part] += one.amount
    return {key: amount for key, amount in found.items() if amount}


def _facts(found: dict[Key, int], day: date) -> Iterator[tuple[Cell, ...]]:
    said = day.isoformat()
    for (measure, place, team, part), amount in found.items():
        yield measure, place.hex, team.hex, part, said, amount


def _halves(sums: dict[halves.Row, int]) -> Iterator[tuple[Cell, ...]]:
    for (measure, place, part, since), amount in sums.items():
        if amount:
            yield measure, place.hex, part, since.isoformat(), amount
