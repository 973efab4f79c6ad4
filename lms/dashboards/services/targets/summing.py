"""Sums of measures over spans, each measure in the spans it is wanted in and in no others.

A measure has eight or nine parts and a place a row of each for every half month, so what is not
asked for is not read: parts only where somebody wants one, months only where somebody looks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Func, Q, QuerySet, Sum

from lms.dashboards.models import Fact, HalfMonth
from lms.dashboards.services import halves
from lms.dashboards.services.amounts import Span, split

type Key = tuple[str, str, str, UUID]
"""Span, measure, part ("" for all of them together), and the place or team."""
type Amounts = defaultdict[Key, int]
type Wanted = dict[str, set[str]]
"""By measure, or one part of it ("teams.acts/e_identity"), the names of spans."""
type Range = tuple[date | None, date]
FEW = 60
"""So many places are asked for by name. More are nearly all there are, and a list of hundreds keeps
PostgreSQL from finding the half months by their index."""
TOGETHER = UUID(int=1)
"""In place of a place: all places of the holder who asks most."""


@dataclass(frozen=True)
class Sums:
    """Which measures are wanted in which of these spans; `has_parts` if every part is."""

    spans: Mapping[str, Span]
    wanted: Wanted
    has_parts: bool = False

    def coarse(self, total: Amounts, places: Collection[UUID]) -> None:
        """Of communes and agencies, whose half months are kept; at most three queries."""
        parts = {name: split(self.spans[name]) for name in self._names}
        wholes = {name: [whole] for name, (whole, _edges) in parts.items() if whole}
        if wholes:
            few = len(places) <= FEW
            rows = HalfMonth.objects.filter(self._inside("since", wholes, one_by_one=few))
            if few:
                rows = rows.filter(place__in=places)
            for row in _grouped(rows, [*self._by, "place"], "since", wholes):
                if row["place"] in places:
                    self._add(total, row, wholes, row["place"])
        edges: dict[str, list[Range]] = {
            name: list(edges) for name, (_whole, edges) in parts.items() if edges
        }
        if edges:
            facts = Fact.objects.filter(self._inside("day", edges))
            found = list(_grouped(facts, [*self._by, "place"], "day", edges))
            above = halves.upper({row["place"] for row in found})
            for row in found:
                place = above.get(row["place"], row["place"])
                if place in places:
                    self._add(total, row, edges, place)

    def together(self, total: Amounts, places: Collection[UUID]) -> None:
        """Of all these places in one; spans of whole half months; one query."""
        wholes: dict[str, list[Range]] = {}
        for name in self._names:
            whole, edges = split(self.spans[name])
            if edges or whole is None:
                message = f"{name} is not of whole half months"
                raise ValueError(message)
            wholes[name] = [whole]
        few = len(places) <= FEW
        rows = HalfMonth.objects.filter(self._inside("since", wholes, one_by_one=few))
        rows = rows.filter(Q(place__in=places) if few else _Among("place", places))
        sums = rows.order_by().values(*self._by, "since").annotate(total=Sum("amount"))
        for row in sums:
            for name, ((first, last),) in wholes.items():
                if (first is None or first <= row["since"]) and row["since"] <= last:
                    self._put(total, name, row, TOGETHER, row["total"])

    def fine(
        self,
        total: Amounts,
        places: Collection[UUID],
        villages: Collection[UUID],
        teams: Collection[UUID],
    ) -> None:
        """Of villages and teams, a few rows each, from the facts of these places; one query."""
        inside: dict[str, list[Range]] = {
            name: [(self.spans[name].first, self.spans[name].last)] for name in self._names
        }
        facts = Fact.objects.filter(self._inside("day", inside), place__in=places)
        for row in _grouped(facts, [*self._by, "place", "team"], "day", inside):
            if row["place"] in villages:
                self._add(total, row, inside, row["place"])
            if row["team"] in teams:
                self._add(total, row, inside, row["team"])

    @cached_property
    def _names(self) -> list[str]:
        return sorted(set().union(*self.wanted.values()))

    @cached_property
    def _ways(self) -> dict[str, set[str]]:
        """Of each measure the parts of it that are wanted; "" where the whole is."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for measure in self.wanted:
            name, _slash, part = measure.partition("/")
            found[name].add(part)
        return found

    @cached_property
    def _is_split(self) -> bool:
        """Whether parts have to be told apart: not where each measure is wanted in one way only."""
        return self.has_parts or any(len(ways) > 1 for ways in self._ways.values())

    @property
    def _by(self) -> list[str]:
        return ["measure", "part"] if self._is_split else ["measure"]

    def _inside(
        self, column: str, ranges: Mapping[str, list[Range]], *, one_by_one: bool = False
    ) -> Q:
        """Rows of what is wanted, in the spans it is wanted in. Half months that lie apart, or are
        wanted of a few places, are found by the index one by one; between the first and the last
        it would go through all places of each."""
        alike: defaultdict[tuple[Range, ...], Q] = defaultdict(lambda: Q(pk__in=[]))
        plain: defaultdict[tuple[Range, ...], list[str]] = defaultdict(list)
        for measure, names in self.wanted.items():
            days = tuple(_merged(column, (one for key in names for one in ranges.get(key, ()))))
            name, _slash, part = measure.partition("/")
            if part:
                alike[days] |= Q(measure=name, part=part)
            else:
                plain[days].append(name)
        for days, listed in plain.items():
            alike[days] |= Q(measure__in=listed)
        found = Q(pk__in=[])
        for days, rows in alike.items():
            apart = one_by_one or len(days) > 1
            halves_ = _listed(days) if column == "since" and apart else []
            inside = Q(since__in=halves_) if halves_ else _any_of(column, days)
            found |= rows & inside
        return found

    def _add(
        self, total: Amounts, row: Mapping[str, Any], spans: Iterable[str], place: UUID
    ) -> None:
        for n, name in enumerate(spans):
            if amount := row[f"s{n}"]:
                self._put(total, name, row, place, amount)

    def _put(
        self, total: Amounts, span: str, row: Mapping[str, Any], place: UUID, amount: int
    ) -> None:
        if self._is_split:
            put(total, span, row, place, amount)
        else:
            (part,) = self._ways[row["measure"]]
            total[span, row["measure"], part, place] += amount


class _Among(Func):
    """Whether a column holds one of these keys, however many: one value on PostgreSQL, which joins
    them to the rows, where a list of hundreds is gone through for each row."""

    output_field = BooleanField()

    def __init__(self, column: str, keys: Iterable[UUID], **extra: Any) -> None:
        super().__init__(column, **extra)
        self.keys = tuple(keys)

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> Any:  # type: ignore[override]  # noqa: ARG002  named by Django
        """One place holder for each."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        holders = ", ".join(["%s"] * len(self.keys))
        return f"{column} IN ({holders})", [*params, *(one.hex for one in self.keys)]

    def as_postgresql(self, compiler: Any, _connection: Any, **_extra: Any) -> Any:
        """All of them in one array."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} IN (SELECT unnest(%s::uuid[]))", [*params, list(self.keys)]


def put(total: Amounts, span: str, row: Mapping[str, Any], place: UUID, amount: int) -> None:
    """Add a row to the whole of its measure and to its part."""
    total[span, row["measure"], "", place] += amount
    if row["part"]:
        total[span, row["measure"], row["part"], place] += amount


def _grouped(
    rows: QuerySet[Any], by: list[str], column: str, ranges: Mapping[str, list[Range]]
) -> Iterable[dict[str, Any]]:
    """One row for each of `by`, with the sum of each span as s0, s1 and so on."""
    sums = {
        f"s{n}": Sum("amount", filter=_any_of(column, days))
        for n, days in enumerate(ranges.values())
    }
    found: Iterable[dict[str, Any]] = rows.order_by().values(*by).annotate(**sums)
    return found


def _any_of(column: str, ranges: Iterable[Range]) -> Q:
    found = Q(pk__in=[])
    for first, last in ranges:
        begun = Q(**{f"{column}__gte": first}) if first else Q()
        found |= begun & Q(**{f"{column}__lte": last})
    return found


def _listed(ranges: Iterable[Range]) -> list[date]:
    """Every half month in these, by its first day; none where one of them has no beginning."""
    found = []
    for first, last in ranges:
        if first is None:
            return []
        half = first
        while half <= last:
            found.append(half)
            half = halves.last_of(half) + timedelta(days=1)
    return found


def _merged(column: str, ranges: Iterable[Range]) -> Iterator[Range]:
    """The same in as few ranges as they are; half months go by their first days."""
    ordered = sorted(set(ranges), key=lambda one: (one[0] or date.min, one[1]))
    held: Range | None = None
    for first, last in ordered:
        if held is None:
            held = first, last
            continue
        end = halves.last_of(held[1]) if column == "since" else held[1]
        if first is None or first <= end + timedelta(days=1):
            held = held[0], max(held[1], last)
        else:
            yield held
            held = first, last
    if held is not None:
        yield held
