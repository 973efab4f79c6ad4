"""The places to touch, drawn over their pictures for whoever types their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from courses.services.kinds import KINDS

# The picture on a small phone, and what a finger needs there.
PHONE_WIDTH = 320
FINGER = 44
# Room around the picture, so that a place outside of it is seen to be outside.
MARGIN = 0.06


@dataclass(frozen=True)
class Drawn:
    """One place; its box in the picture's own units, its size in pixels of a phone."""

    number: int
    values: Mapping[str, Any]
    box: tuple[str, ...]
    size: tuple[int, int]

    @property
    def is_target(self) -> bool:
        return bool(self.values["role"] == "target")

    @property
    def is_outside(self) -> bool:
        x, y, w, h = (self.values[side] for side in ("x", "y", "w", "h"))
        return bool(x < 0 or y < 0 or x + w > 100 or y + h > 100)

    @property
    def verdict(self) -> str:
        """What an author should know about it."""
        if self.is_outside:
            return _("nằm ra ngoài hình")
        if not self.is_target:
            return ""
        return _("đủ to") if min(self.size) >= FINGER else _("hơi nhỏ, ngón tay khó chạm")

    @property
    def is_good(self) -> bool:
        return not self.is_outside and (not self.is_target or min(self.size) >= FINGER)


def html(title: str, values: Mapping[str, Any], *, release: str) -> str:
    """A page with every screen of a practice step and its places."""
    screens = [_screen(screen) for screen in KINDS["simulate"].prepare(dict(values), {})["screens"]]
    context = {"title": title, "screens": screens, "release": release}
    return render_to_string("courses/editor/spots.html", context)


def _screen(screen: Mapping[str, Any]) -> dict[str, Any]:
    # Without a picture the place-holder is shown, which is 320 by 240.
    width, height = int(screen["width"] or 320), int(screen["height"] or 240)
    room = width * MARGIN
    frame = (-room, -room, width + 2 * room, height + 2 * room)
    spots = [_drawn(*found, width, height) for found in enumerate(screen["spots"], 1)]
    return {
        "ask": screen["ask"],
        "url": screen["url"],
        "width": str(width),
        "height": str(height),
        "frame": " ".join(_number(side) for side in frame),
        "letters": _number(width / 16),
        "spots": spots,
    }


def _drawn(number: int, spot: Mapping[str, Any], width: int, height: int) -> Drawn:
    x, y, w, h = (float(spot[side]) / 100 for side in ("x", "y", "w", "h"))
    scale = PHONE_WIDTH / width
    return Drawn(
        number,
        spot,
        tuple(_number(side) for side in (x * width, y * height, w * width, h * height)),
        (round(w * width * scale), round(h * height * scale)),
    )


def _number(value: float) -> str:
    """For attributes of a drawing: a point, whatever the language."""
    return f"{value:.2f}"
