"""Many indicators of many units over several spans, read at once.

The number of queries depends on which kinds of measures are asked for and on how many spans there
are, on neither units nor indicators. A locked period is read from what it kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from lms.common.measures import periodic_named, source_of
from lms.dashboards.models import Indicator, PeriodCount, PeriodMark, ReportingPeriod, Target
from lms.dashboards.services import figures, given, populations
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.given import Asked, Given
from lms.dashboards.services.targets import gathering
from lms.places.models import Unit

SUM, STOCK = "sum:", "stock:"
type Key = tuple[str, int, UUID]
"""Span, indicator, unit."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What an indicator comes to in a unit over a span; nothing where nobody knows."""

    value: Decimal | None
    numerator: Decimal | int | None = None
    denominator: Decimal | int | None = None
    source: str = ""
    as_of: date | datetime | None = None


NOTHING = Cell(None)
valued = figures.valued
"""The value of a numerator and denominator, as it is shown."""


def table(
    units: Sequence[Unit],
    indicators: Sequence[Indicator],
    spans: Mapping[str, Span],
    *,
    locked: Mapping[str, ReportingPeriod] | None = None,
) -> dict[Key, Cell]:
    """A cell for every span, indicator and unit; `locked` are the spans that are locked periods."""
    shut = {name: one for name, one in (locked or {}).items() if one.is_locked}
    ours = [one for one in indicators if one.kind == Indicator.Kind.COMPUTED]
    theirs = [one for one in indicators if one.kind != Indicator.Kind.COMPUTED]
    found: dict[Key, Cell] = {}
    if ours and units:
        counted = _Counted(units, ours, spans, shut)
        for name in spans:
            for one in ours:
                for unit in units:
                    found[name, one.pk, unit.pk] = counted.cell(name, one, unit)
    if theirs and units:
        found |= _told(units, theirs, spans, shut)
    return found


class _Counted:
    """Everything computed indicators ask of what was folded, read once."""

    def __init__(
        self,
        units: Sequence[Unit],
        indicators: Sequence[Indicator],
        spans: Mapping[str, Span],
        shut: Mapping[str, ReportingPeriod],
    ) -> None:
        self.spans, self.shut = spans, shut
        # Where the facts of units stand is asked as for those who hold targets.
        self.where = gathering.holders([Target(unit=unit) for unit in units])
        named = {
            measure.partition("/")[0]
            for one in indicators
            for measure in (one.numerator, one.denominator)
            if measure
        }
        self.once = {name for name in named if periodic_named(name)}
        self.groups = {
            name.removeprefix(populations.MEASURE)
            for name in named
            if name.startswith(populations.MEASURE)
        }
        sources = {name: source for name in named - self.once if (source := source_of(name))}
        self.stocks = {name for name, source in sources.items() if source.is_stock}
        self.sums = sources.keys() - self.stocks
        self.amounts = gathering.folded(
            {f"{SUM}{name}": span for name, span in spans.items()}, self.sums, self.where
        )
        self.amounts |= gathering.folded(
            {f"{STOCK}{name}": Span(None, span.last) for name, span in spans.items()},
            self.stocks,
            self.where,
        )
        periods = list(shut.values())
        self.kept = gathering.locked(periods, named, self.where) if periods else defaultdict(int)
        self.counts, self.counted = self._once()
        self.people = self._people(units)
        self.at = figures.folded_at()

    def _once(self) -> tuple[dict[tuple[str, str, UUID], int], set[tuple[str, str]]]:
        if not self.once:
            return {}, set()
        same = Q(pk__in=[])
        named: defaultdict[tuple[date | None, date], list[str]] = defaultdict(list)
        for name, span in self.spans.items():
            same |= Q(first_on=span.first, last_on=span.last)
            named[span.first, span.last].append(name)
        rows = PeriodCount.objects.filter(same, measure__in=self.once, place__in=self.where.places)
        columns = ("measure", "first_on", "last_on", "place", "amount")
        kept = {
            (name, measure, place): amount
            for measure, first, last, place, amount in rows.values_list(*columns)
            for name in named[first, last]
        }
        marks = PeriodMark.objects.filter(same, measure__in=self.once, counted_at__isnull=False)
        counted = {
            (name, measure)
            for measure, first, last in marks.values_list("measure", "first_on", "last_on")
            for name in named[first, last]
        }
        return kept, counted

    def _people(self, units: Sequence[Unit]) -> dict[tuple[str, str, UUID], int]:
        found = {}
        for group in self.groups:
            for name, span in self.spans.items():
                at = self.shut[name].locked_at if name in self.shut else None
                for pk, known in populations.of_all(units, group, on=span.last, at=at).items():
                    found[name, group, pk] = known.count
        return found

    def cell(self, name: str, indicator: Indicator, unit: Unit) -> Cell:
        above = self._amount(name, indicator.numerator, unit)
        below = None
        if indicator.denominator:
            below = self._amount(name, indicator.denominator, unit)
        if above is None or (indicator.denominator and below is None):
            return Cell(None, above, below, figures.OWN_SOURCE, self.at)
        value = figures.valued(indicator, above, below)
        return Cell(value, above, below, figures.OWN_SOURCE, self.at)

    def _amount(self, name: str, measure: str, unit: Unit) -> int | None:
        bare = measure.partition("/")[0]
        if bare.startswith(populations.MEASURE):
            return self.people.get((name, bare.removeprefix(populations.MEASURE), unit.pk))
        places = self.where.places[unit.pk]
        if name in self.shut:
            own = [unit.pk] if bare in self.once else places
            return gathering.of_holder(self.kept, str(self.shut[name].pk), measure, own)
        if bare in self.once:
            amount = self.counts.get((name, bare, unit.pk))
            return 0 if amount is None and (name, bare) in self.counted else amount
        if bare not in self.sums | self.stocks:
            return None
        kind = STOCK if bare in self.stocks else SUM
        return gathering.of_holder(self.amounts, f"{kind}{name}", measure, places)


def _told(
    units: Sequence[Unit],
    indicators: Sequence[Indicator],
    spans: Mapping[str, Span],
    shut: Mapping[str, ReportingPeriod],
) -> dict[Key, Cell]:
    found: dict[Key, Cell] = {}
    moments = {shut[name].locked_at if name in shut else None for name in spans}
    for moment in moments:
        asked = {
            (name, one.pk, unit.pk): Asked(one, unit, span)
            for name, span in spans.items()
            if (shut[name].locked_at if name in shut else None) == moment
            for one in indicators
            for unit in units
        }
        answers = given.of_many(list(asked.values()), at=moment)
        by_key = {one.pk: one for one in indicators}
        for key, one in asked.items():
            found[key] = _cell(by_key[key[1]], answers.get(one))
    return found


def _cell(indicator: Indicator, told: Given | None) -> Cell:
    if told is None:
        return NOTHING
    figure = figures.told(indicator, told)
    return Cell(figure.value, figure.numerator, figure.denominator, figure.source, figure.as_of)
