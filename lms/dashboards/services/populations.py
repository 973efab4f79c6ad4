"""How many live where: the newest figure of each unit, the only denominator of coverage."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.dashboards.models import Population
from lms.places.models import Unit, UnitLineage


@dataclass(frozen=True, slots=True)
class Known:
    """A number of people, of how many units it is the sum, and the oldest day and source in it."""

    count: int
    as_of: date
    source: str
    units_count: int
    missing_count: int
    """Units that should be in the sum and of which nobody has said anything."""


def of(unit: Unit, group: str, *, on: date) -> Known | None:
    """How many of a group live in a unit, by the newest figures as of `on` or before.

    What was said of the unit itself, else the sum of what was said of the units below it, else of
    what it took over; None where nothing was said. At most four queries.
    """
    own = _newest([unit.pk], group, on)
    if own:
        return _sum(own, {unit.pk})
    below = set(Unit.objects.filter(parent=unit).valid_on(on).values_list("pk", flat=True))
    if found := _newest(below, group, on):
        return _sum(found, below)
    lines = UnitLineage.objects.filter(later=unit).exclude(earlier=unit)
    before = set(lines.values_list("earlier", flat=True))
    found = _newest(before, group, on)
    return _sum(found, before) if found else None


def counts(
    units: Collection[UUID], groups: Collection[str], *, on: date
) -> dict[tuple[UUID, str], int]:
    """How many of each group live in each of these units, by the rules of `of`; those of whom
    nothing was said are missing. At most five queries, however many units."""
    found = _counted(units, groups, on)
    missing = {unit for unit in units for group in groups if (unit, group) not in found}
    if not missing:
        return found
    below = Unit.objects.filter(parent__in=missing).valid_on(on).values_list("pk", "parent")
    found = _added(dict(below), groups, on) | found
    missing = {unit for unit in missing for group in groups if (unit, group) not in found}
    if not missing:
        return found
    lines = UnitLineage.objects.filter(later__in=missing).exclude(earlier__in=missing)
    return _added(dict(lines.values_list("earlier", "later")), groups, on) | found


def _counted(
    units: Collection[UUID], groups: Collection[str], on: date
) -> dict[tuple[UUID, str], int]:
    rows = Population.objects.standing().filter(unit__in=units, group__in=groups, as_of__lte=on)
    said = rows.order_by("as_of", "pk").values_list("unit", "group", "count")
    return {(unit, group): count for unit, group, count in said}


def _added(
    above: dict[UUID, UUID | None], groups: Collection[str], on: date
) -> dict[tuple[UUID, str], int]:
    """Sums of what was said of some units, under the ones they stand for."""
    total: defaultdict[tuple[UUID, str], int] = defaultdict(int)
    for (unit, group), count in _counted(above.keys(), groups, on).items():
        if upper := above[unit]:
            total[upper, group] += count
    return dict(total)


def _newest(units: Iterable[UUID], group: str, on: date) -> list[Population]:
    rows = Population.objects.standing().filter(unit__in=units, group=group, as_of__lte=on)
    newest = {row.unit_id: row for row in rows.order_by("as_of", "pk")}
    return list(newest.values())


def _sum(found: list[Population], asked: set[UUID]) -> Known:
    oldest = min(found, key=lambda row: row.as_of)
    return Known(
        count=sum(row.count for row in found),
        as_of=oldest.as_of,
        source=oldest.source,
        units_count=len(found),
        missing_count=len(asked) - len(found),
    )
