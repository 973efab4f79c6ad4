"""The figure of an indicator: numerator and denominator apart, with its word, source and day.

Every page that shows a figure asks here. What Học số counts, what others told and what units
entered are figures of different indicators; they are never added to each other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import Max

from lms.dashboards.models import FoldMark, Indicator
from lms.dashboards.services import amounts, folding, given, populations
from lms.dashboards.services.amounts import NotCounted, Place, Span
from lms.places.models import Unit

OWN_SOURCE = "Học số"
SOURCES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """What an indicator comes to; nothing is said (None) where nobody knows.

    `word` is what a count counts, `source` who says so and `as_of` until when. `span` is the
    period it is really for, which may lie within the one that was asked for; `missing_count` of
    how many communes nobody said anything.
    """

    numerator: Decimal | int | None
    denominator: Decimal | int | None
    value: Decimal | None
    word: str
    source: str
    as_of: date | datetime | None
    kind: str = Indicator.Kind.COMPUTED
    span: Span | None = None
    missing_count: int = 0


def figure(indicator: Indicator, place: Place, span: Span, *, as_was: bool = False) -> Figure:
    """What an indicator comes to in a place over a period, whoever knows it."""
    if indicator.kind == Indicator.Kind.COMPUTED:
        return computed(indicator, place, span, as_was=as_was)
    found = given.of(indicator, place, span, as_was=as_was) if isinstance(place, Unit) else None
    return told(indicator, found)


def figure_each(indicator: Indicator, units: Collection[UUID], span: Span) -> dict[UUID, Figure]:
    """The same of many communes, restated to today; of those that nobody knows of there is none.

    The number of queries does not grow with the communes. Computed ones are asked for whole half
    months, which every month, quarter and year is.
    """
    if indicator.kind != Indicator.Kind.COMPUTED:
        said = given.each(indicator, units, span)
        return {pk: told(indicator, one) for pk, one in said.items()}
    try:
        above = amounts.each(indicator.numerator, units, span)
        below = _denominators(indicator, units, span)
    except NotCounted:
        return {}
    at = folded_at()
    return {
        pk: _counted(indicator, above.get(pk, 0), below.get(pk), span, at)
        for pk in units
        if not indicator.denominator or pk in below
    }


def computed(indicator: Indicator, place: Place, span: Span, *, as_was: bool = False) -> Figure:
    """The figure of a computed indicator: sum over sum, never a mean of shares.

    Where only the denominator is not known, the numerator is said all the same, without a value.
    """
    above: int | None
    try:
        above = amounts.of(indicator.numerator, place, span, as_was=as_was)
    except NotCounted:
        above = None
    try:
        below = _denominator(indicator, place, span, as_was=as_was)
    except NotCounted:
        below = None
    return _counted(indicator, above, below, span, folded_at())


def told(indicator: Indicator, found: given.Given | None) -> Figure:
    """The figure others told of, as it is shown; without a number where nobody did."""
    word = indicator.get_label_display()
    if found is None:
        return Figure(None, None, None, word, "", None, indicator.kind)
    sources = sorted(found.sources)
    source = ", ".join(sources[:SOURCES_SHOWN]) + (" …" if sources[SOURCES_SHOWN:] else "")
    return Figure(
        found.above,
        found.below,
        valued(indicator, found.above, found.below),
        word,
        source,
        found.as_of,
        indicator.kind,
        found.span,
        found.missing_count,
    )


def valued(
    indicator: Indicator, above: Decimal | int, below: Decimal | int | None
) -> Decimal | None:
    """The value as it is shown, rounded; None for a share of nothing."""
    if indicator.aggregation == Indicator.Aggregation.RATIO:
        if not below:
            return None
        exact = Decimal(above) / below * (100 if indicator.is_share else 1) / indicator.scale
    else:
        exact = Decimal(above) / indicator.scale
    return exact.quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_HALF_UP)


def folded_at() -> datetime | None:
    """Until when our own figures are complete."""
    marks = FoldMark.objects.filter(name=folding.FOLD)
    return marks.aggregate(at=Max("folded_at"))["at"]


def _counted(
    indicator: Indicator,
    above: int | None,
    below: int | None,
    span: Span,
    at: datetime | None,
) -> Figure:
    value = None if above is None else valued(indicator, above, below)
    word = indicator.get_label_display()
    return Figure(above, below, value, word, OWN_SOURCE, at, indicator.kind, span)


def _denominator(indicator: Indicator, place: Place, span: Span, *, as_was: bool) -> int | None:
    if not indicator.denominator:
        return None
    if indicator.denominator.startswith(populations.MEASURE):
        group = indicator.denominator.removeprefix(populations.MEASURE)
        found = populations.of(place, group, on=span.last) if isinstance(place, Unit) else None
        if found is None:
            raise NotCounted(indicator.denominator)
        return found.count
    return amounts.of(indicator.denominator, place, span, as_was=as_was)


def _denominators(indicator: Indicator, units: Collection[UUID], span: Span) -> dict[UUID, int]:
    if not indicator.denominator:
        return {}
    if indicator.denominator.startswith(populations.MEASURE):
        group = indicator.denominator.removeprefix(populations.MEASURE)
        known = populations.of_each(units, group, on=span.last)
        return {pk: one.count for pk, one in known.items()}
    return amounts.each(indicator.denominator, units, span)
