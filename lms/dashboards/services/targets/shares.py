"""Breaking one number into several: shares that add up exactly, and whether parts make it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from lms.dashboards.models import Indicator

Aggregation = Indicator.Aggregation


@dataclass(frozen=True, slots=True)
class Balance:
    """What parts come to beside the whole; None where nobody knows what they weigh."""

    whole: Decimal
    together: Decimal | None
    is_mean: bool
    """Parts of a share are weighed by their denominators; others are added."""

    @property
    def over(self) -> Decimal | None:
        """By how much the parts are over the whole; below nought when they fall short."""
        return None if self.together is None else self.together - self.whole

    @property
    def is_even(self) -> bool:
        return self.over == 0


def is_mean(indicator: Indicator) -> bool:
    """Whether parts of a target of this indicator are weighed, not added."""
    if indicator.aggregation == Aggregation.RATIO:
        return True
    return indicator.aggregation == Aggregation.LAST and bool(indicator.denominator)


def split[K: Hashable](
    whole: Decimal, weights: Mapping[K, int], *, decimals: int = 0
) -> dict[K, Decimal]:
    """Shares of the whole by weight, with so many decimals, that add up to exactly the whole.

    What rounding leaves goes to the largest remainders; of equal ones, to the first. No weight at
    all is shared evenly.
    """
    if not weights:
        return {}
    grain = Decimal(1).scaleb(-decimals)
    units = int((whole / grain).to_integral_value(ROUND_HALF_UP))
    given = dict(weights) if any(weights.values()) else dict.fromkeys(weights, 1)
    total = sum(given.values())
    exact = {key: Decimal(units) * weight / total for key, weight in given.items()}
    shares = {key: int(one.to_integral_value(ROUND_FLOOR)) for key, one in exact.items()}
    left = units - sum(shares.values())
    behind = sorted(exact, key=lambda key: shares[key] - exact[key])
    for key in behind[:left]:
        shares[key] += 1
    return {key: count * grain for key, count in shares.items()}


def balance[K: Hashable](
    indicator: Indicator,
    whole: Decimal,
    parts: Mapping[K, Decimal],
    denominators: Mapping[K, int | None],
) -> Balance:
    """What the parts come to beside the whole.

    Of a share, their mean weighed by denominators, rounded as the indicator is shown; not known as
    soon as one part's denominator is not, or all are nought.
    """
    if not is_mean(indicator):
        return Balance(whole, sum(parts.values(), Decimal(0)), is_mean=False)
    known = {key: weight for key in parts if (weight := denominators.get(key)) is not None}
    total = sum(known.values())
    if len(known) < len(parts) or not total:
        return Balance(whole, None, is_mean=True)
    mean = sum((parts[key] * weight for key, weight in known.items()), Decimal(0)) / total
    grain = Decimal(1).scaleb(-indicator.decimals)
    return Balance(whole, mean.quantize(grain, ROUND_HALF_UP), is_mean=True)
