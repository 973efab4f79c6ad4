"""What the player must know of each kind of step: its template and what the template is given.

A new kind is one entry here, one template in `templates/courses/steps/` and one behaviour in
`static/js/steps/`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.drafting import procedure
from courses.evidence import watching
from lms.common import numbers

Values = dict[str, Any]
Sizes = Mapping[str, int]
"""Bytes of pictures that come on a tap, by the name of their file."""

LETTERS = "ABCDEFGH"
CHANNELS = {
    "sms": (_("Tin nhắn từ"), "mail"),
    "call": (_("Cuộc gọi từ"), "phone"),
    "chat": (_("Trò chuyện với"), "people"),
    "web": (_("Địa chỉ trang"), "lock"),
}
SIGNS = {
    "sender": _("Người gửi lạ"),
    "link": _("Đường dẫn lạ"),
    "pressure": _("Giục gấp, dọa nạt"),
    "money": _("Đòi tiền"),
    "secret": _("Hỏi mã, giấy tờ"),
    "other": _("Đáng ngờ"),
}
MODES = {"watch": _("Xem mẫu"), "follow": _("Làm theo"), "alone": _("Tự làm")}
EASIER = {"follow": ("watch", "follow"), "alone": ("watch", "follow", "alone")}
"""What a learner may choose where a practice asks for this; a check has no easier way."""
QUALITIES = (_("bản nhẹ"), _("bản rõ"))
"""Of the copies of a film, the lightest first."""


def _none(values: Values) -> Iterable[str]:  # noqa: ARG001
    return ()


@dataclass(frozen=True)
class StepKind:
    template: str
    icon: str
    # How the course page tells this step from others; empty for plain reading.
    words: str | Promise
    prepare: Callable[[Values, Sizes], Values]
    needs_script: bool = True
    # The files a reader who saves data can do without until she taps. The screens of a practice
    # are not among them: without them there is nothing to tap.
    can_wait: Callable[[Values], Iterable[str]] = _none
    # The script its pages share, in `static/js/pages/`; one for all kinds would be too heavy.
    script: str = "step"


def asset_url(name: str) -> str:
    """The address of an edition's file, named by its SHA-256 and type."""
    return f"/tep/{name}"


def picture(values: Mapping[str, Any] | None, sizes: Sizes) -> Values | None:
    """A picture as templates want it; sizes as strings, so that no locale touches them.

    One whose bytes are told comes on a tap, and says what it costs.
    """
    if not values:
        return None
    return {
        **values,
        "url": asset_url(values["asset"]),
        "width": str(values["width"]),
        "height": str(values["height"]),
        "weight": numbers.weight(sizes[values["asset"]]) if values["asset"] in sizes else "",
    }


def voice(values: Mapping[str, Any] | None) -> Values | None:
    """What the listen bar needs of a step's voice, as text."""
    if not values:
        return None
    whole = round(values["seconds"])
    return {
        "url": asset_url(values["asset"]),
        "length": f"{whole // 60}:{whole % 60:02d}",
        "marks": " ".join(f"{mark:g}" for mark in values["marks"]),
        "is_placeholder": values["placeholder"],
    }


def words(rows: Iterable[Mapping[str, Any]] | None) -> list[Values]:
    """What the sheet of hard words needs: number, word, sentence, and a clip where one speaks."""
    return [
        {**row, "number": str(at), "clip": asset_url(row["voice"]["asset"]) if row["voice"] else ""}
        for at, row in enumerate(rows or [], 1)
    ]


def card_voice(outline: Mapping[str, Any]) -> Values | None:
    """What the hear button of a course needs, where its name is read aloud."""
    values = outline.get("voice")
    if not values:
        return None
    return {"clips": asset_url(values["asset"]), "is_placeholder": values["placeholder"]}


def options(rows: list[Values]) -> list[Values]:
    return [{**row, "letter": letter} for row, letter in zip(rows, LETTERS, strict=False)]


def _read(values: Values, sizes: Sizes) -> Values:
    shown = {"picture": picture(values.get("picture"), sizes)}
    return {**values, **shown, **_procedure(values)}


def _procedure(values: Values) -> Values:
    card = procedure.shown(values.get("procedure"))
    return {"procedure": card} if card else {}


def _do(values: Values, _sizes: Sizes) -> Values:
    return {**values, **_procedure(values)}


def _read_can_wait(values: Values) -> Iterable[str]:
    shown = values.get("picture")
    return [shown["asset"]] if shown else []


def _watch(values: Values, _sizes: Sizes) -> Values:
    film = values["film"]
    if not film:
        return values
    buckets = watching.bucket_count(film["seconds"])
    copies = [
        {"url": asset_url(copy["asset"]), "name": name, "weight": numbers.weight(copy["bytes"])}
        for copy, name in zip(film["copies"], QUALITIES, strict=True)
    ]
    shown = {
        "copies": copies,
        "length": spoken_length(film["seconds"]),
        "poster": asset_url(film["poster"]),
        "captions": asset_url(film["captions"]) if film["captions"] else "",
        "width": str(film["width"]),
        "height": str(film["height"]),
        "bucket": str(watching.BUCKET_SECONDS),
        "buckets": str(buckets),
        "needed": str(watching.needed(buckets)),
    }
    return {**values, "film": shown}


def spoken_length(seconds: float) -> str:
    """ "45 giây", "2 phút", "1 phút 20 giây"."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    if not minutes:
        return gettext("%d giây") % rest
    if not rest:
        return gettext("%d phút") % minutes
    return gettext("%(minutes)d phút %(seconds)d giây") % {"minutes": minutes, "seconds": rest}


def _simulate(values: Values, sizes: Sizes) -> Values:
    screens = [
        {**screen, **(picture(screen, sizes) or {}), "spots": [_spot(s) for s in screen["spots"]]}
        for screen in values["screens"]
    ]
    easier = EASIER.get(values["mode"], ())
    modes = [(mode, MODES[mode]) for mode in easier]
    return {**values, "screens": screens, "screen_count": str(len(screens)), "modes": modes}


def _spot(spot: Values) -> Values:
    return {
        **spot,
        "box": " ".join(f"{float(spot[side]):g}" for side in ("x", "y", "w", "h")),
        "is_typed": spot["role"] == "target" and spot["gesture"] == "type",
    }


def _question(values: Values, _sizes: Sizes) -> Values:
    return {**values, "options": options(values["options"])}


def _drill(values: Values, _sizes: Sizes) -> Values:
    name, icon = CHANNELS[values["channel"]]
    shown = [
        {**part, "number": str(number), "sign_name": SIGNS.get(part["sign"], "")}
        for number, part in enumerate(values["parts"])
    ]
    turns = [
        {**turn, "number": str(number), "choices": options(turn["choices"])}
        for number, turn in enumerate(values["turns"], 1)
    ]
    return {
        **values,
        "channel_name": name,
        "channel_icon": icon,
        "sender": shown[0],
        "shown": shown,
        "signs": [part for part in shown if part["sign"]],
        "turns": turns,
    }


def _as_it_is(values: Values, _sizes: Sizes) -> Values:
    return values


KINDS: dict[str, StepKind] = {
    "read": StepKind(
        "courses/steps/read.html", "book", "", _read, needs_script=False, can_wait=_read_can_wait
    ),
    "watch": StepKind(
        "courses/steps/watch.html",
        "play",
        _("xem video"),
        _watch,
        needs_script=False,
        script="watch",
    ),
    "simulate": StepKind(
        "courses/steps/simulate.html", "hand", _("tập trên màn hình giả"), _simulate
    ),
    "drill": StepKind("courses/steps/drill.html", "shield", _("diễn tập"), _drill, script="drill"),
    "question": StepKind("courses/steps/question.html", "info", _("câu hỏi"), _question),
    "do": StepKind("courses/steps/do.html", "phone", _("làm thật"), _do, script="doing"),
    "teach": StepKind(
        "courses/steps/teach.html", "people", _("chỉ lại"), _as_it_is, script="doing"
    ),
}
