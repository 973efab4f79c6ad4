"""The figure of an indicator: numerator and denominator apart, with its word, source and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import Max

from lms.dashboards.models import FoldMark, GroupMember, Indicator, IndicatorGroup
from lms.dashboards.services import amounts, folding, populations
from lms.dashboards.services.amounts import NotCounted, Place, Span
from lms.places.models import Unit

POPULATION = "population."
OWN_SOURCE = "Học số"


@dataclass(frozen=True, slots=True)
class Figure:
    """What an indicator comes to; nothing is said (None) where nobody knows.

    `word` is what a count counts, `source` who says so and `as_of` until when.
    """

    numerator: int | None
    denominator: int | None
    value: Decimal | None
    word: str
    source: str
    as_of: date | datetime | None


def computed(indicator: Indicator, place: Place, span: Span, *, as_was: bool = False) -> Figure:
    """The figure of a computed indicator: sum over sum, never a mean of shares."""
    above: int | None
    try:
        above = amounts.of(indicator.numerator, place, span, as_was=as_was)
        below = _denominator(indicator, place, span, as_was=as_was)
    except NotCounted:
        above = below = None
    value = None if above is None else valued(indicator, above, below)
    return Figure(above, below, value, indicator.get_label_display(), OWN_SOURCE, folded_at())


def valued(indicator: Indicator, above: int, below: int | None) -> Decimal | None:
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


def _denominator(indicator: Indicator, place: Place, span: Span, *, as_was: bool) -> int | None:
    if not indicator.denominator:
        return None
    if indicator.denominator.startswith(POPULATION):
        group = indicator.denominator.removeprefix(POPULATION)
        found = populations.of(place, group, on=span.last) if isinstance(place, Unit) else None
        if found is None:
            raise NotCounted(indicator.denominator)
        return found.count
    return amounts.of(indicator.denominator, place, span, as_was=as_was)


def met(group: IndicatorGroup, values: Mapping[str, Decimal | None]) -> tuple[int, int]:
    """How many of a group reach what is wanted of them, and of how many something is wanted.

    What nobody knows is not reached.
    """
    wanted = [member for member in group.members.all() if member.wanted is not None]
    down = _going_down(wanted)
    reached = sum(_reaches(member, values.get(member.code), down) for member in wanted)
    return reached, len(wanted)


def _reaches(member: GroupMember, value: Decimal | None, down: set[str]) -> bool:
    if value is None or member.wanted is None:
        return False
    return value <= member.wanted if member.code in down else value >= member.wanted


def _going_down(members: Sequence[GroupMember]) -> set[str]:
    rows = Indicator.objects.current().filter(
        code__in=[member.code for member in members], direction=Indicator.Direction.DOWN
    )
    return set(rows.values_list("code", flat=True))


def score(group: IndicatorGroup, values: Mapping[str, Decimal | None]) -> Decimal | None:
    """The points of an index: each component its weight for a full value, less in proportion.

    None where a component is not known: half an index is no index.
    """
    total = Decimal(0)
    for member in group.members.all():
        value = values.get(member.code)
        if member.weight is None or member.full is None:
            continue
        if value is None:
            return None
        total += member.weight * max(min(value / member.full, Decimal(1)), Decimal(0))
    return total


def ranks(scores: Mapping[UUID, Decimal | None]) -> dict[UUID, int]:
    """The rank of each place that has a score; equal scores share the better rank."""
    known = sorted((one for one in scores.values() if one is not None), reverse=True)
    return {place: known.index(one) + 1 for place, one in scores.items() if one is not None}
