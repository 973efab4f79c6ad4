"""Numbers as Vietnamese people write them: 1.234,5."""

import re
from decimal import ROUND_HALF_UP, Decimal

LONGEST = 40
KILOBYTE, MEGABYTE = 1_000, 1_000_000
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:,[0-9]+)?")
_SWAPPED = str.maketrans(",.", ".,")


def show(value: Decimal | float, *, places: int | None = None) -> str:
    """The number with grouped digits, rounded to `places` after the comma or as it is."""
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return format(exact, ",f").translate(_SWAPPED)


def read(written: str) -> Decimal:
    """The number meant by 1234, 1.234, 1234,5 or 1.234,5; raises ValueError for anything else.

    A full stop only ever groups thousands: 12.5 is refused, not guessed.
    """
    bare = "".join(written.split())
    if len(bare) > LONGEST or not (_GROUPED.fullmatch(bare) or _PLAIN.fullmatch(bare)):
        message = "not a number in Vietnamese writing"
        raise ValueError(message)
    return Decimal(bare.replace(".", "").replace(",", "."))


def weight(byte_count: int) -> str:
    """What a file costs, as `weight` in static/js/lib/weight.js says it: "38 KB", "1,2 MB"."""
    if byte_count < MEGABYTE:
        return f"{max(1, round(byte_count / KILOBYTE))} KB"
    return f"{byte_count / MEGABYTE:.1f} MB".replace(".", ",")
