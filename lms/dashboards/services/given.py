"""What others told us of an indicator: by file or by approved entries, never added to our own.

Of a period the figures for exactly this one, else those for the newest period within it, and that
period is said; months are not added up to a year, for most of these figures are of people or homes
who are the same the month after.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Min, Q, QuerySet, Sum

from lms.dashboards.models import GivenFigure, Indicator
from lms.dashboards.services import populations
from lms.dashboards.services.amounts import Span
from lms.places.models import Unit, UnitLineage

ADDS_UP = (Indicator.Aggregation.SUM, Indicator.Aggregation.RATIO)
"""Of these a unit's figure is the sum of those below it; points and stocks are said of a unit."""


@dataclass(slots=True)
class Given:
    """What was told of a place, and by whom, when, of which period and of how many units."""

    span: Span
    above: Decimal = Decimal(0)
    below: Decimal | None = None
    as_of: date | None = None
    sources: set[str] = field(default_factory=set)
    missing_count: int = 0

    def add(self, other: "Given") -> None:
        self.above += other.above
        if other.below is not None:
            self.below = (self.below or Decimal(0)) + other.below
        if other.as_of:
            self.as_of = min(self.as_of or other.as_of, other.as_of)
        self.sources |= other.sources


def of(indicator: Indicator, unit: Unit, span: Span, *, as_was: bool = False) -> Given | None:
    """What was told of a unit itself, else, where it adds up, the sum of its communes that said
    something, with how many did not; None where nobody did."""
    if found := each(indicator, [unit.pk], span, as_was=as_was).get(unit.pk):
        return found
    if unit.level != Unit.Level.PROVINCE or indicator.aggregation not in ADDS_UP:
        return None
    communes = Unit.objects.within(unit).filter(level=Unit.Level.COMMUNE).valid_on(span.last)
    asked = set(communes.values_list("pk", flat=True))
    return together(each(indicator, asked, span, as_was=as_was).values(), len(asked))


def each(
    indicator: Indicator, units: Collection[UUID], span: Span, *, as_was: bool = False
) -> dict[UUID, Given]:
    """What was told of each of these, all of one period; at most eight queries, however many.

    Where nothing was told of a unit, but of what it took over, that counts where it adds up.
    """
    later = {pk: pk for pk in units}
    if not as_was and indicator.aggregation in ADDS_UP:
        lines = UnitLineage.objects.filter(later__in=units)
        later |= dict(lines.values_list("earlier", "later"))
        later |= {pk: pk for pk in units}
    period = _newest(indicator, later.keys(), span)
    if period is None:
        return {}
    told = _told(indicator, later.keys(), period)
    found: dict[UUID, Given] = {pk: told[pk] for pk in units if pk in told}
    taken: defaultdict[UUID, Given] = defaultdict(lambda: Given(period))
    for pk, one in told.items():
        if later[pk] not in found:
            taken[later[pk]].add(one)
    found |= taken
    _divide(indicator, found, period)
    return found


def together(found: Iterable[Given], asked_count: int) -> Given | None:
    """Sum over sum of those who said something; None where nobody did."""
    listed = list(found)
    if not listed:
        return None
    total = Given(listed[0].span, missing_count=asked_count - len(listed))
    for one in listed:
        total.add(one)
    return total


def _standing(indicator: Indicator, units: Iterable[UUID], within: Q) -> QuerySet[Any]:
    return GivenFigure.objects.standing().filter(within, indicator=indicator, unit__in=units)


def _newest(indicator: Indicator, units: Iterable[UUID], span: Span) -> Span | None:
    """The period itself where something was told of it, else the newest within it."""
    within = Q(last_on__lte=span.last) & (Q(first_on__gte=span.first) if span.first else Q())
    rows = _standing(indicator, units, within).order_by("-last_on", "first_on")
    period = rows.values_list("first_on", "last_on").first()
    return Span(*period) if period else None


def _told(indicator: Indicator, units: Iterable[UUID], period: Span) -> dict[UUID, Given]:
    """Of each unit the whole where it was told, else the sum of the parts."""
    rows = _standing(indicator, units, Q(first_on=period.first, last_on=period.last))
    is_whole = ExpressionWrapper(Q(part=""), output_field=BooleanField())
    said = rows.annotate(is_whole=is_whole).values("unit", "is_whole", "source")
    sums = said.annotate(above=Sum("numerator"), below=Sum("denominator"), at=Min("as_of"))
    wholes: dict[UUID, Given] = {}
    parts: dict[UUID, Given] = {}
    for row in sums.order_by():
        told = wholes if row["is_whole"] else parts
        told.setdefault(row["unit"], Given(period)).add(
            Given(period, row["above"], row["below"], row["at"], {row["source"]})
        )
    return parts | wholes


def _divide(indicator: Indicator, found: dict[UUID, Given], period: Span) -> None:
    """Where the population is the denominator, that of the period's last day."""
    if not indicator.denominator.startswith(populations.MEASURE):
        return
    group = indicator.denominator.removeprefix(populations.MEASURE)
    units = Unit.objects.filter(pk__in=found.keys())
    for pk, known in populations.of_all(units, group, on=period.last).items():
        found[pk].below = Decimal(known.count)
