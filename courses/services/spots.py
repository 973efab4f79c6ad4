"""The places to touch, drawn over their pictures for whoever types their numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from courses.drafting import places
from courses.services.kinds import KINDS

# Room around the picture, so that a place outside of it is seen to be outside.
MARGIN = 0.06


@dataclass(frozen=True)
class Drawn:
    """One place; its box in the picture's own units, its size in pixels of a phone.

    `under` are the numbers of the places that lie under it: it wins what they share.
    """

    number: int
    values: Mapping[str, Any]
    box: tuple[str, ...]
    size: tuple[int, int]
    under: tuple[int, ...] = ()

    @property
    def is_target(self) -> bool:
        return bool(self.values["role"] == "target")

    @property
    def is_outside(self) -> bool:
        return places.is_outside(_box(self.values))

    @property
    def is_small(self) -> bool:
        return self.is_target and min(self.size) < places.FINGER

    @property
    def verdict(self) -> str:
        """What an author should know about it."""
        said = [_("nằm ra ngoài hình")] if self.is_outside else []
        if self.is_target and not self.is_outside:
            said = [_("hơi nhỏ, ngón tay khó chạm") if self.is_small else _("đủ to")]
        said += [_("đè lên chỗ %(number)s") % {"number": under} for under in self.under]
        return "; ".join(said)

    @property
    def is_good(self) -> bool:
        return not (self.is_outside or self.is_small or self.under)


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
    over = list(places.overlaps([_box(spot) for spot in screen["spots"]]))
    spots = [
        _drawn(at + 1, spot, (width, height), [two.loser + 1 for two in over if two.winner == at])
        for at, spot in enumerate(screen["spots"])
    ]
    return {
        "ask": screen["ask"],
        "url": screen["url"],
        "width": str(width),
        "height": str(height),
        "frame": " ".join(_number(side) for side in frame),
        "letters": _number(width / 16),
        "spots": spots,
    }


def _box(spot: Mapping[str, Any]) -> places.Box:
    x, y, w, h = (float(spot[side]) for side in ("x", "y", "w", "h"))
    return x, y, w, h


def _drawn(
    number: int, spot: Mapping[str, Any], frame: places.Frame, under: Iterable[int]
) -> Drawn:
    box = _box(spot)
    own = (part * frame[side % 2] / 100 for side, part in enumerate(box))
    drawn = tuple(_number(part) for part in own)
    return Drawn(number, spot, drawn, places.size(box, frame), tuple(under))


def _number(value: float) -> str:
    """For attributes of a drawing: a point, whatever the language."""
    return f"{value:.2f}"
