"""How many live where: the newest figure of each unit, the only denominator of coverage."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lms.dashboards.models import Population
from lms.places.models import Unit, UnitLineage

MEASURE = "population."
"""What a denominator begins with that is a group of the population."""


@dataclass(frozen=True, slots=True)
class Known:
    """A number of people, of how many units it is the sum, and the oldest day and source in it."""

    count: int
    as_of: date
    source: str
    units_count: int
    missing_count: int
    """Units that should be in the sum and of which nobody has said anything."""


def of(unit: Unit, group: str, *, on: date, at: datetime | None = None) -> Known | None:
    """How many of a group live in a unit, by the newest figures as of `on` or before.

    Of a province what was said of it itself, else the sum of its communes, each as `of_each` says;
    None where nothing was said. With `at`, as it stood then. At most six queries, however many
    communes.
    """
    if unit.level != Unit.Level.PROVINCE:
        return of_each([unit.pk], group, on=on, at=at).get(unit.pk)
    if own := _newest([unit.pk], group, on, at):
        return _sum(own.values(), 1)
    communes = Unit.objects.within(unit).filter(level=Unit.Level.COMMUNE).valid_on(on)
    asked = set(communes.values_list("pk", flat=True))
    found = of_each(asked, group, on=on, at=at)
    return _together(found.values(), len(asked)) if found else None


def of_each(
    units: Collection[UUID], group: str, *, on: date, at: datetime | None = None
) -> dict[UUID, Known]:
    """The same of many communes or villages, in at most four queries.

    What was said of the unit itself, else the sum of its villages, else of what it took over; of
    that, what was said latest on the way: never a unit and one that it took over, too.
    """
    own = _newest(units, group, on, at)
    known = {pk: _sum([row], 1) for pk, row in own.items()}
    rest = set(units) - known.keys()
    if not rest:
        return known
    parts: defaultdict[UUID, list[UUID]] = defaultdict(list)
    villages = Unit.objects.filter(parent__in=rest, level=Unit.Level.VILLAGE).valid_on(on)
    for pk, parent in villages.values_list("pk", "parent"):
        if parent:
            parts[parent].append(pk)
    before: defaultdict[UUID, list[UUID]] = defaultdict(list)
    lines = UnitLineage.objects.filter(later__later_lineage__later__in=rest).distinct()
    later: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for earlier_pk, later_pk in lines.values_list("earlier", "later"):
        if earlier_pk != later_pk:
            later[earlier_pk].add(later_pk)
            if later_pk in rest:
                before[later_pk].append(earlier_pk)
    asked = {pk for listed in (*parts.values(), *before.values()) for pk in listed}
    said = _newest(asked, group, on, at)
    for pk in rest:
        for listed in (parts[pk], [one for one in before[pk] if not later[one] & said.keys()]):
            if found := [said[one] for one in listed if one in said]:
                known[pk] = _sum(found, len(listed))
                break
    return known


def of_all(
    units: Iterable[Unit], group: str, *, on: date, at: datetime | None = None
) -> dict[UUID, Known]:
    """The same of units of any level; the province costs its own queries, the others the same."""
    listed = {unit.pk: unit for unit in units}
    provinces = [unit for unit in listed.values() if unit.level == Unit.Level.PROVINCE]
    known = of_each(listed.keys() - {unit.pk for unit in provinces}, group, on=on, at=at)
    for unit in provinces:
        if found := of(unit, group, on=on, at=at):
            known[unit.pk] = found
    return known


def counts(
    units: Collection[UUID], groups: Collection[str], *, on: date
) -> dict[tuple[UUID, str], int]:
    """How many of each group live in each of these units, as `of` says; those of whom nothing was
    said are missing. The number of queries grows with groups and provinces alone."""
    listed = list(Unit.objects.filter(pk__in=units))
    return {
        (pk, group): known.count
        for group in groups
        for pk, known in of_all(listed, group, on=on).items()
    }


def _newest(
    units: Iterable[UUID], group: str, on: date, at: datetime | None
) -> dict[UUID, Population]:
    rows = Population.objects.standing() if at is None else Population.objects.stood(at)
    rows = rows.filter(unit__in=units, group=group, as_of__lte=on)
    return {row.unit_id: row for row in rows.order_by("as_of", "pk")}


def _sum(found: Collection[Population], asked_count: int) -> Known:
    return _together([Known(row.count, row.as_of, row.source, 1, 0) for row in found], asked_count)


def _together(found: Collection[Known], asked_count: int) -> Known:
    oldest = min(found, key=lambda one: one.as_of)
    return Known(
        count=sum(one.count for one in found),
        as_of=oldest.as_of,
        source=oldest.source,
        units_count=len(found),
        missing_count=asked_count - len(found),
    )
