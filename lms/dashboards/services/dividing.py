"""A figure divided by the one dimension its indicator has: kinds of venue, or procedures.

The parts make the whole: what nobody said of which part it is stands as a part of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from lms.dashboards.models import GivenFigure, Indicator
from lms.dashboards.services import amounts, figures, given
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.figures import Figure
from lms.places.models import Unit, UnitLineage
from teams.models import VenueKind

type Sums = dict[str, tuple[Decimal, Decimal | None]]
"""By the code of the part, its numerator and denominator."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, numerator and denominator, and the value they come to."""

    name: str
    above: Decimal
    below: Decimal | None
    value: Decimal | None


def parts(indicator: Indicator, unit: Unit, whole: Figure) -> list[Part]:
    """What `whole`, the indicator's figure of this unit, is made of, the largest part first.

    Empty where the indicator has no dimension or no part was said. The number of queries does not
    grow with the parts.
    """
    if not indicator.dimension or whole.numerator is None or whole.span is None:
        return []
    if indicator.kind == Indicator.Kind.COMPUTED:
        sums = _counted(indicator, unit, whole.span)
    else:
        sums = _told(indicator, unit, whole.span)
    if not sums.keys() - {""}:
        return []
    rest = Decimal(whole.numerator) - sum(above for above, _below in sums.values())
    if rest:
        below = None
        if whole.denominator is not None:
            below = Decimal(whole.denominator) - sum(less or 0 for _above, less in sums.values())
        sums[""] = (rest, below)
    names = _names(indicator, sums)
    found = [
        Part(names[code], above, below, figures.valued(indicator, above, below))
        for code, (above, below) in sums.items()
    ]
    return sorted(found, key=lambda one: (-one.above, one.name))


def _counted(indicator: Indicator, unit: Unit, span: Span) -> Sums:
    counted = amounts.by_part(indicator.numerator, unit, span)
    return {code: (Decimal(amount), None) for code, amount in counted.items() if amount}


def _told(indicator: Indicator, unit: Unit, span: Span) -> Sums:
    """Of a unit of which something was told itself, that alone; else of all it is made of, where
    the same holds of each (`given`): what it took over counts only while nothing was told of it."""
    rows = GivenFigure.objects.standing()
    rows = rows.filter(indicator=indicator, first_on=span.first, last_on=span.last)
    own = rows.filter(unit=unit)
    if not own.exists() and indicator.aggregation in given.ADDS_UP:
        lines = UnitLineage.objects.filter(later__path__startswith=unit.path)
        own = rows.filter(unit__in=lines.values("earlier"))
        taken = UnitLineage.objects.filter(later__in=own.values("unit")).exclude(earlier=F("later"))
        gone = Unit.objects.filter(pk__in=taken.values("earlier"), valid_to__lt=span.last)
        own = own.exclude(unit__in=gone.values("pk"))
    sums = own.exclude(part="").order_by().values("part")
    sums = sums.annotate(above=Sum("numerator"), below=Sum("denominator"))
    return {row["part"]: (row["above"], row["below"]) for row in sums}


def _names(indicator: Indicator, codes: Iterable[str]) -> dict[str, str]:
    names = {code: code for code in codes} | {"": _("Chưa ghi rõ")}
    if indicator.dimension == Indicator.Dimension.VENUE_KIND:
        names |= dict(VenueKind.objects.filter(code__in=names).values_list("code", "name"))
    return names
