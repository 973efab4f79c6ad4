"""Sân tập: screens with places to touch."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting.faults import Fault, missing, picture_faults
from courses.drafting.freezing import Desk, Values, number, picture, plain

# A finger needs 48 px; the picture is about 320 px wide on a small phone.
SMALLEST_WIDTH = 15.0
# As long as the number of a phone or of an identity card.
LONG_NUMBER = re.compile(r"\d(?:[ .]?\d){8,}")


def freeze(value: Any, desk: Desk) -> Values:
    return {
        "mode": value["mode"],
        "screens": [_screen(screen, desk) for screen in value["screens"]],
    }


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
    for screen in screens.bound_blocks:
        yield from _screen_faults(screen.value, screen.id)


def _screen_faults(value: Any, place: str) -> Iterator[Fault]:
    yield from picture_faults(value["image"], value["alt"], place)
    yield from missing(value["ask"], _("Màn hình chưa có lời yêu cầu."), place)
    yield from missing(value["hint"], _("Màn hình chưa có gợi ý."), place)
    yield from missing(value["missed"], _("Chưa có câu nói khi chạm ra ngoài."), place)
    yield from missing(value["right"], _("Chưa có câu nói khi chạm đúng."), place)
    if not any(spot["role"] == "target" for spot in value["spots"]):
        yield Fault(_("Màn hình chưa có chỗ đúng để chạm."), place)
    for spot in value["spots"].bound_blocks:
        yield from _spot_faults(spot.value, spot.id)


def _spot_faults(value: Any, place: str) -> Iterator[Fault]:
    yield from missing(value["label"], _("Chỗ chạm chưa có chữ."), place)
    if value["gesture"] == "type":
        yield from missing(value["text"], _("Chưa ghi chữ cần gõ."), place)
        if LONG_NUMBER.search(plain(value["text"])):
            message = _("Chữ cần gõ có số dài. Chỉ dùng số bịa, không lấy số của người thật.")
            yield Fault(message, place, is_warning=True)
    if value["role"] == "decoy":
        yield from missing(value["said"], _("Chỗ hay chạm nhầm chưa nói nó để làm gì."), place)
    x, y, w, h = (float(value[side] or 0) for side in ("x", "y", "w", "h"))
    if w <= 0 or h <= 0:
        yield Fault(_("Chỗ chạm chưa có bề rộng và bề cao."), place)
    elif x < 0 or y < 0 or x + w > 100 or y + h > 100:
        yield Fault(_("Chỗ chạm nằm ra ngoài hình."), place)
    elif w < SMALLEST_WIDTH and value["role"] == "target":
        yield Fault(_("Chỗ đúng hơi nhỏ, ngón tay khó chạm."), place, is_warning=True)


def weight(value: Any) -> float:
    return max(1.0, 0.7 * len(value["screens"]))


def said(values: Values) -> list[str]:
    return [text for screen in values["screens"] for text in (screen["ask"], screen["right"])]
