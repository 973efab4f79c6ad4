"""How many live where: the newest figure of each unit, the only denominator of coverage."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

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
    said are missing. The number of queries grows with nothing."""
    found = counts_on(units, groups, days=[on])
    return {(pk, group): count for (_day, pk, group), count in found.items()}


def counts_on(
    units: Collection[UUID],
    groups: Collection[str],
    *,
    days: Collection[date],
    at: datetime | None = None,
) -> dict[tuple[date, UUID, str], int]:
    """The same as of several days, in five queries, however many units, groups and days; with `at`
    as it stood then."""
    if not (units and groups and days):
        return {}
    # Communes of today lie below a province, those of before below a district of it.
    below = Q(parent__in=units) | Q(parent__parent__in=units)
    rows = list(Unit.objects.filter(Q(pk__in=units) | below & Q(level=Unit.Level.COMMUNE)))
    asked_for = set(units)
    listed = [one for one in rows if one.pk in asked_for]
    provinces = [one for one in listed if one.level == Unit.Level.PROVINCE]
    communes = {
        above.pk: [
            one
            for one in rows
            if one.level == Unit.Level.COMMUNE and one.path.startswith(above.path)
        ]
        for above in provinces
    }
    own = {one.pk for one in listed} - {one.pk for one in provinces}
    asked = own | {one.pk for found in communes.values() for one in found}
    said = _Said(groups, max(days), at)
    said.read(asked | communes.keys())
    said.read_parts(asked, days)
    known: dict[tuple[date, UUID, str], int] = {}
    for day in days:
        for group in groups:
            each = {pk: said.count(pk, group, day) for pk in asked}
            for pk, found in communes.items():
                valid = [each[one.pk] for one in found if one.is_valid_on(day)]
                sums = [count for count in valid if count is not None]
                each[pk] = said.own(pk, group, day)
                if each[pk] is None and sums:
                    each[pk] = sum(sums)
            for pk in own | communes.keys():
                if (count := each[pk]) is not None:
                    known[day, pk, group] = count
    return known


class _Said:
    """What was said of units of some groups up to a day, each as of every day it was said for."""

    def __init__(self, groups: Collection[str], last: date, at: datetime | None) -> None:
        self.groups, self.last, self.at = groups, last, at
        self.rows: defaultdict[tuple[UUID, str], list[tuple[date, int]]] = defaultdict(list)
        self.villages: defaultdict[UUID, list[Unit]] = defaultdict(list)
        self.before: defaultdict[UUID, list[UUID]] = defaultdict(list)
        self.later: defaultdict[UUID, set[UUID]] = defaultdict(set)

    def read(self, units: Collection[UUID]) -> None:
        found = (
            Population.objects.standing() if self.at is None else Population.objects.stood(self.at)
        )
        rows = found.filter(unit__in=units, group__in=self.groups, as_of__lte=self.last)
        for unit, group, day, count in rows.order_by("as_of", "pk").values_list(
            "unit", "group", "as_of", "count"
        ):
            self.rows[unit, group].append((day, count))

    def read_parts(self, units: Collection[UUID], days: Collection[date]) -> None:
        """The villages and predecessors of those that are not known themselves everywhere."""
        rest = {
            pk
            for pk in units
            if any(self.own(pk, group, day) is None for group in self.groups for day in days)
        }
        if not rest:
            return
        for village in Unit.objects.filter(parent__in=rest, level=Unit.Level.VILLAGE):
            if village.parent_id:
                self.villages[village.parent_id].append(village)
        lines = UnitLineage.objects.filter(later__later_lineage__later__in=rest).distinct()
        for earlier, later in lines.values_list("earlier", "later"):
            if earlier != later:
                self.later[earlier].add(later)
                if later in rest:
                    self.before[later].append(earlier)
        parts = {one.pk for found in self.villages.values() for one in found}
        parts |= {one for found in self.before.values() for one in found}
        self.read(parts - set(units))

    def own(self, unit: UUID, group: str, day: date) -> int | None:
        counts = [count for said, count in self.rows.get((unit, group), ()) if said <= day]
        return counts[-1] if counts else None

    def count(self, unit: UUID, group: str, day: date) -> int | None:
        """As `of_each` says of one."""
        if (own := self.own(unit, group, day)) is not None:
            return own
        villages = [one.pk for one in self.villages.get(unit, ()) if one.is_valid_on(day)]
        said = [count for pk in villages if (count := self.own(pk, group, day)) is not None]
        if said:
            return sum(said)
        listed = self.before.get(unit, ())
        told = {pk: count for pk in listed if (count := self.own(pk, group, day)) is not None}
        said = [count for pk, count in told.items() if not self.later[pk] & told.keys()]
        return sum(said) if said else None


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
