"""Numbers as Vietnamese people write them: 1.234,5."""

import re
from decimal import Decimal

LONGEST = 40
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"[+-]?\d+(?:,\d+)?")


def show(value: Decimal | float, *, places: int | None = None) -> str:
    """The number with grouped digits; `places` after the comma, or as many as it has."""
    pattern = "," if places is None else f",.{places}f"
    exact = value if isinstance(value, int) else Decimal(str(value))
    written = format(exact, pattern if places is not None or exact == 0 else ",f")
    return written.translate(str.maketrans(",.", ".,"))


def read(written: str) -> Decimal:
    """The number meant by 1234, 1.234, 1234,5 or 1.234,5; raises ValueError for anything else.

    A full stop only ever groups thousands: 12.5 is refused, not guessed.
    """
    bare = re.sub(r"[\s\u00a0\u202f]", "", written)
    if len(bare) > LONGEST or not (_GROUPED.fullmatch(bare) or _PLAIN.fullmatch(bare)):
        message = "not a number in Vietnamese writing"
        raise ValueError(message)
    return Decimal(bare.replace(".", "").replace(",", "."))
