"""What teams did beside what the authorities count: side by side, each with its source.

They are counts of different things (a person a team helped may have been counted before, or not
yet), so that no sum, difference or share of the two is ever made.
"""

from dataclasses import dataclass

from lms.dashboards.models import Indicator
from lms.dashboards.services import figures, naming
from lms.dashboards.services.amounts import Place, Span
from lms.dashboards.services.figures import Figure

PAIRS = (("OC01", "EX03"), ("OC02", "EX01"), ("OC03", "EX02"), ("LR03", "LR04"))
"""What is counted here, and the official rate it is a contribution to."""


@dataclass(frozen=True, slots=True)
class Side:
    """One indicator with its figure, and of which period that is where it is another one."""

    indicator: Indicator
    figure: Figure
    period_name: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours and theirs; nothing else is said of the two."""

    ours: Side
    theirs: Side


def of(place: Place, span: Span) -> list[Pair]:
    """Each pair of which both indicators are in use, of a place and period."""
    codes = [code for pair in PAIRS for code in pair]
    known = {one.code: one for one in Indicator.objects.offered().filter(code__in=codes)}
    return [
        Pair(_side(known[ours], place, span), _side(known[theirs], place, span))
        for ours, theirs in PAIRS
        if ours in known and theirs in known
    ]


def _side(indicator: Indicator, place: Place, span: Span) -> Side:
    figure = figures.figure(indicator, place, span)
    return Side(indicator, figure, naming.other(figure.span, span))
