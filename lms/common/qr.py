"""A square a phone's camera reads."""

import segno
from django.utils.safestring import SafeString, mark_safe


def drawing(address: str) -> SafeString:
    """A QR as an inline drawing without a size of its own; a quarter of it may be soiled."""
    made = segno.make(address, error="q", micro=False)
    drawn = made.svg_inline(omitsize=True, border=2, light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 (made of modules, not of words)
