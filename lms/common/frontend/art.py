"""The drawn pictures of courses and people: flat colour beside the ink line, as woodcuts are."""

from functools import cache
from typing import Final

from django.conf import settings

DEFAULT: Final = "default"
# The ground each drawing stands on; a class of `.art`.
GROUNDS: Final = {
    "default": "",
    "documents": "brick",
    "family-call": "sun",
    "health": "brick",
    "lock": "",
    "market": "sun",
    "phone-scam": "indigo",
    "chicken": "sun",
    "buffalo": "",
    "rice": "brick",
    "boat": "indigo",
    "lotus": "",
    "fish": "sun",
    "hat": "indigo",
    "palm": "brick",
    "stork": "",
    "sunrise": "brick",
}


def ground(name: str) -> str:
    return GROUNDS.get(name, "")


@cache
def drawing(name: str) -> str:
    """The SVG of a drawn name; of the default one for a name nobody drew."""
    known = name if name in GROUNDS else DEFAULT
    file = settings.FRONTEND_SOURCES / "art" / f"{known}.svg"
    return str(file.read_text(encoding="utf-8").strip())
