"""Diễn tập: signs of a scam to find, then a story that branches on one's answers."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting import story
from courses.drafting.faults import Fault, missing
from courses.drafting.freezing import Desk, Values, paragraphs, plain

FEWEST_CHOICES, MOST_CHOICES = 2, 4
MOST_PARTS = 12


def freeze(value: Any, desk: Desk) -> Values:  # noqa: ARG001  one shape for all kinds
    why = plain(value["sender_why"])
    sender = {"text": plain(value["sender"]), "sign": "sender" if why else "", "why": why}
    return {
        "channel": value["channel"],
        "intro": plain(value["intro"]),
        "parts": [sender, *(_part(part) for part in value["parts"])],
        "turns": [_turn(turn) for turn in value["turns"]],
    }


def _part(value: Any) -> Values:
    sign = "" if value["sign"] == "none" else value["sign"]
    return {"text": plain(value["text"]), "sign": sign, "why": plain(value["why"])}


def _turn(value: Any) -> Values:
    return {
        "says": paragraphs(value["says"]),
        "choices": [_choice(choice) for choice in value["choices"]],
    }


def _choice(value: Any) -> Values:
    goes_on = value["end"] == "on"
    return {
        "text": plain(value["text"]),
        "said": plain(value["said"]),
        "next": (value["next"] or 0) if goes_on else 0,
        "end": "" if goes_on else value["end"],
    }


def faults(value: Any, desk: Desk) -> Iterator[Fault]:  # noqa: ARG001  one shape for all kinds
    yield from missing(value["intro"], _("Diễn tập chưa có lời dặn."))
    yield from missing(value["sender"], _("Chưa ghi tên người gửi, số gọi hoặc địa chỉ trang."))
    yield from _part_faults(value)
    yield from _turn_faults(value["turns"])


def _part_faults(value: Any) -> Iterator[Fault]:
    parts = value["parts"]
    if not len(parts):
        yield Fault(_("Diễn tập chưa có câu nào để đọc."))
    if len(parts) > MOST_PARTS:
        yield Fault(_("Tin dài quá, nhiều nhất %d câu.") % MOST_PARTS)
    for part in parts.bound_blocks:
        yield from missing(part.value["text"], _("Câu này còn trống."), part.id)
        if part.value["sign"] != "none":
            yield from missing(part.value["why"], _("Chưa nói vì sao câu này đáng ngờ."), part.id)
    has_sign = any(part["sign"] != "none" for part in parts)
    if not has_sign and not plain(value["sender_why"]):
        yield Fault(_("Chưa có dấu hiệu nào để tìm."))


def _turn_faults(turns: Any) -> Iterator[Fault]:
    if not len(turns):
        yield Fault(_("Câu chuyện chưa có lượt nào để chọn."))
        return
    for turn in turns.bound_blocks:
        yield from missing(turn.value["says"], _("Lượt này chưa kể chuyện gì xảy ra."), turn.id)
        count = len(turn.value["choices"])
        if not FEWEST_CHOICES <= count <= MOST_CHOICES:
            yield Fault(_("Mỗi lượt có hai đến bốn cách trả lời, lượt này có %d.") % count, turn.id)
        for choice in turn.value["choices"].bound_blocks:
            yield from _choice_faults(choice.value, choice.id, len(turns))
    yield from _story_faults(turns)


def _choice_faults(value: Any, place: str, turn_count: int) -> Iterator[Fault]:
    yield from missing(value["text"], _("Cách trả lời này còn trống."), place)
    yield from missing(value["said"], _("Chưa nói điều gì xảy ra sau cách trả lời này."), place)
    if value["end"] != "on":
        return
    if value["next"] is None:
        yield Fault(_("Chưa ghi đi tiếp tới lượt số mấy, hoặc chọn hết chuyện."), place)
    elif not 1 <= value["next"] <= turn_count:
        yield Fault(_("Không có lượt số %d.") % value["next"], place)


def _story_faults(turns: Any) -> Iterator[Fault]:
    """What is wrong with the way the turns hang together."""
    frozen = [_turn(turn) for turn in turns]
    path = [[c["next"] for c in turn["choices"] if c["next"]] for turn in frozen]
    ids = [turn.id for turn in turns.bound_blocks]
    for number in sorted(story.too_late(path)):
        message = _("Tới lượt này là lượt thứ năm, câu chuyện phải hết. Coi chừng đi vòng.")
        yield Fault(message, ids[number - 1])
    unreached = story.never_reached(path)
    for number in sorted(unreached):
        message = _("Không cách trả lời nào dẫn tới lượt này.")
        yield Fault(message, ids[number - 1], is_warning=True)
    told = [turn for number, turn in enumerate(frozen, 1) if number not in unreached]
    if not any(choice["end"] == "safe" for turn in told for choice in turn["choices"]):
        yield Fault(_("Câu chuyện chưa có cái kết an toàn nào."))


def weight(value: Any) -> float:
    return 1.5 + 0.7 * len(value["turns"])


def said(values: Values) -> list[str]:
    told = [values["intro"], *(part["text"] for part in values["parts"])]
    return told + [turn["says"] for turn in values["turns"]]
