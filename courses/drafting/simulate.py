"""Sân tập: screens with places to touch."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting import places
from courses.drafting.faults import Fault, missing, picture_faults
from courses.drafting.freezing import Desk, Values, number, picture, plain

# As long as the number of a phone or of an identity card.
LONG_NUMBER = re.compile(r"\d(?:[ .]?\d){8,}")


def freeze(value: Any, desk: Desk) -> Values:
    return {
        "mode": value["mode"],
        "screens": [_screen(screen, desk) for screen in value["screens"]],
        **_app(value),
    }


def _app(value: Any) -> Values:
    """Whose screens these are; nothing where nobody says."""
    name = plain(value["app"])
    return {"app": {"name": name, "version": plain(value["app_version"])}} if name else {}


def _screen(value: Any, desk: Desk) -> Values:
    frozen = picture(value["image"], desk) or {"asset": "", "width": 0, "height": 0}
    sentences = {key: plain(value[key]) for key in ("alt", "ask", "hint", "missed", "right")}
    return {**frozen, **sentences, "spots": [_spot(spot) for spot in value["spots"]]}


def _spot(value: Any) -> Values:
    return {
        "role": value["role"],
        **{side: number(value[side]) for side in ("x", "y", "w", "h")},
        "label": plain(value["label"]),
        "gesture": value["gesture"],
        "text": plain(value["text"]) if value["gesture"] == "type" else "",
        "said": plain(value["said"]),
    }


def faults(value: Any, desk: Desk) -> Iterator[Fault]:  # noqa: ARG001  one shape for all kinds
    screens = value["screens"]
    if not len(screens):
        yield Fault(_("Sân tập chưa có màn hình nào."))
    if not plain(value["app"]):
        yield Fault(_nameless(value), is_warning=True)
    for screen in screens.bound_blocks:
        yield from _screen_faults(screen.value, screen.id)


def _nameless(value: Any) -> str:
    if plain(value["app_version"]):
        return _("Đã ghi bản mà chưa ghi tên ứng dụng.")
    return _(
        "Chưa ghi hình chụp ở ứng dụng nào. Ghi tên và bản thì khi có bản mới máy tìm ra bước này."
    )


def _screen_faults(value: Any, place: str) -> Iterator[Fault]:
    yield from picture_faults(value["image"], value["alt"], place)
    yield from missing(value["ask"], _("Màn hình chưa có lời yêu cầu."), place)
    yield from missing(value["hint"], _("Màn hình chưa có gợi ý."), place)
    yield from missing(value["missed"], _("Chưa có câu nói khi chạm ra ngoài."), place)
    yield from missing(value["right"], _("Chưa có câu nói khi chạm đúng."), place)
    if not any(spot["role"] == "target" for spot in value["spots"]):
        yield Fault(_("Màn hình chưa có chỗ đúng để chạm."), place)
    image = value["image"]
    frame = (image.width, image.height) if image else (0, 0)
    spots = list(value["spots"].bound_blocks)
    for spot in spots:
        yield from _spot_faults(spot.value, spot.id)
        yield from _place_faults(spot.value, spot.id, frame)
    yield from _overlaps([(spot.value, spot.id) for spot in spots])


def _spot_faults(value: Any, place: str) -> Iterator[Fault]:
    yield from missing(value["label"], _("Chỗ chạm chưa có chữ."), place)
    if value["gesture"] == "type":
        yield from missing(value["text"], _("Chưa ghi chữ cần gõ."), place)
        if LONG_NUMBER.search(plain(value["text"])):
            message = _("Chữ cần gõ có số dài. Chỉ dùng số bịa, không lấy số của người thật.")
            yield Fault(message, place, is_warning=True)
    if value["role"] == "decoy":
        yield from missing(value["said"], _("Chỗ hay chạm nhầm chưa nói nó để làm gì."), place)


def _box(value: Any) -> places.Box:
    """Nothing is nought: such a place has no breadth, and is told so."""
    x, y, w, h = (float(value[side] or 0) for side in ("x", "y", "w", "h"))
    return x, y, w, h


def _place_faults(value: Any, place: str, frame: places.Frame) -> Iterator[Fault]:
    box = _box(value)
    if places.is_flat(box):
        yield Fault(_("Chỗ chạm chưa có bề rộng và bề cao."), place)
    elif places.is_outside(box):
        yield Fault(_("Chỗ chạm nằm ra ngoài hình."), place)
    elif value["role"] == "target" and places.is_small(box, frame):
        yield Fault(_("Chỗ đúng hơi nhỏ, ngón tay khó chạm."), place, is_warning=True)


def _overlaps(spots: list[tuple[Any, str]]) -> Iterator[Fault]:
    for pair in places.overlaps([_box(value) for value, _place in spots]):
        winner, place = spots[pair.winner]
        loser = spots[pair.loser][0]
        message = _("“%(winner)s” đè lên “%(loser)s”. Chạm phần chung thì tính là “%(winner)s”.")
        names = {"winner": plain(winner["label"]), "loser": plain(loser["label"])}
        yield Fault(message % names, place, is_warning=True)


def weight(value: Any) -> float:
    return max(1.0, 0.7 * len(value["screens"]))


def said(values: Values) -> list[str]:
    return [text for screen in values["screens"] for text in (screen["ask"], screen["right"])]
