"""How large a drawing is: always said twice, as a view box and in pixels."""

import math
import re
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext

from lms.media.refusals import SvgRefused

MAX_SIDE = 20_000
_PIXELS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
_LENGTH = re.compile(r"\s*(\+?[\d.]+(?:e[+-]?\d+)?)\s*([a-z]*)\s*", re.IGNORECASE)
_RATIO = re.compile(r"none|x(Min|Mid|Max)Y(Min|Mid|Max)( (meet|slice))?")


def settle(root: Element) -> None:
    """Give `root` a sound view box, width and height; raises SvgRefused if it has no size."""
    box = _box(root.get("viewBox"))
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    if box is None and width and height:
        box = (0.0, 0.0, width, height)
    if box is None:
        raise SvgRefused(
            gettext(
                "Hình SVG này không ghi kích thước. Mở bằng phần mềm vẽ, đặt khổ giấy (viewBox) "
                "rồi lưu và tải lên lại."
            )
        )
    root.set("viewBox", " ".join(shown(side) for side in box))
    for side, length in zip(("width", "height"), _fitted(box, width, height), strict=True):
        root.set(side, shown(length))
    if not _RATIO.fullmatch(root.get("preserveAspectRatio", "none")):
        del root.attrib["preserveAspectRatio"]


def size(cleaned: bytes) -> tuple[float, float]:
    """Width and height in pixels of what `clean` wrote."""
    root = fromstring(cleaned)
    return float(root.get("width")), float(root.get("height"))


def shown(number: float) -> str:
    """At most three decimals, none that say nothing."""
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _fitted(
    box: tuple[float, ...], width: float | None, height: float | None
) -> tuple[float, float]:
    if width and height:
        return width, height
    if width:
        return width, width * box[3] / box[2]
    if height:
        return height * box[2] / box[3], height
    return box[2], box[3]


def _box(value: str | None) -> tuple[float, float, float, float] | None:
    try:
        x, y, width, height = (float(part) for part in (value or "").replace(",", " ").split())
    except ValueError:
        return None
    if not (abs(x) <= MAX_SIDE and abs(y) <= MAX_SIDE) or not (_sound(width) and _sound(height)):
        return None
    return x, y, width, height


def _pixels(value: str | None) -> float | None:
    match = _LENGTH.fullmatch(value or "")
    if not match or match[2].lower() not in _PIXELS:
        return None
    try:
        length = float(match[1]) * _PIXELS[match[2].lower()]
    except ValueError:
        return None
    return length if _sound(length) else None


def _sound(length: float) -> bool:
    return math.isfinite(length) and 1 <= length <= MAX_SIDE
