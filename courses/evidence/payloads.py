"""The shape each kind of event must have: positive checks, with what is wrong in Vietnamese."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from courses.evidence import drills, sayings
from courses.evidence.frozen import Edition, Step

MAX_BYTES = 32 * 1024
MAX_TAPS = 500
MAX_HINTS = 1000
MAX_TYPED = 200
MAX_SLOTS = 200
MAX_KEYS = 20
MAX_PEOPLE = 20
MODES = frozenset({"watch", "follow", "alone", "test"})

KINDS_OF_STEP = {
    "read": frozenset({"opened", "done"}),
    "watch": frozenset({"opened", "watched"}),
    "simulate": frozenset({"opened", "tapped"}),
    "drill": frozenset({"opened", "answered"}),
    "question": frozenset({"opened", "answered"}),
    "do": frozenset({"opened", "done"}),
    "teach": frozenset({"opened", "done"}),
}
"""What may be sent about a step: nobody can say "done" of what the server judges itself."""

SAID = frozenset({"felt", "faulty", "asked"})
"""What may be said about any step."""

Payload = dict[str, Any]


class Wrong(Exception):
    """What is wrong with which field, in words for the person."""

    def __init__(self, message: str, field: str = "payload") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def check(kind: str, payload: object, *, edition: Edition, step: Step | None) -> Payload:
    """The payload, when it has exactly the shape of its kind; raises Wrong."""
    if not isinstance(payload, dict):
        raise Wrong(_("Thiếu nội dung."))
    if kind == "tested":
        return _tested(payload, edition)
    if step is None:
        raise Wrong(_("Thiếu bước học."))
    if kind in SAID:
        if wrong := sayings.fault(kind, payload, step):
            raise Wrong(wrong)
        return payload
    return _CHECKS[kind](payload, step)


def _only(payload: Payload, *names: str) -> None:
    if payload.keys() - set(names):
        raise Wrong(_("Có mục lạ trong nội dung."))


def _opened(payload: Payload, _step: Step) -> Payload:
    _only(payload)
    return payload


def _done(payload: Payload, step: Step) -> Payload:
    if step.kind == "teach":
        return _taught(payload)
    _only(payload, "checked")
    checked = payload.get("checked", [])
    if not isinstance(checked, list) or len(checked) > max(step.check_count, 1):
        raise Wrong(_("Danh sách việc đã làm không đúng."))
    if not all(_whole(number, step.check_count - 1) for number in checked):
        raise Wrong(_("Danh sách việc đã làm không đúng."))
    return payload


def _taught(payload: Payload) -> Payload:
    """To how many it was shown; whom, the phone keeps to itself."""
    _only(payload, "people")
    people = payload.get("people")
    if not _whole(people, MAX_PEOPLE) or not people:
        raise Wrong(_("Số người đã chỉ phải từ 1 đến %d.") % MAX_PEOPLE)
    return payload


def _watched(payload: Payload, step: Step) -> Payload:
    """The parts of the film played so far on this phone, and whether its words were read."""
    _only(payload, "played", "read")
    played, read = payload.get("played"), payload.get("read", False)
    if not isinstance(played, list) or len(played) > step.bucket_count:
        raise Wrong(_("Những đoạn đã xem không đúng."))
    if not all(_whole(part, step.bucket_count - 1) for part in played) or not _flag(read):
        raise Wrong(_("Những đoạn đã xem không đúng."))
    return payload


def _tapped(payload: Payload, step: Step) -> Payload:
    _only(payload, "mode", "taps", "hints")
    taps = payload.get("taps")
    if not _text_of(payload.get("mode"), MODES):
        raise Wrong(_("Cách tập không đúng."))
    if not _whole(payload.get("hints", 0), MAX_HINTS):
        raise Wrong(_("Số lần gợi ý không đúng."))
    if not isinstance(taps, list) or len(taps) > MAX_TAPS:
        raise Wrong(_("Mỗi lượt tập gửi được nhiều nhất %d lần chạm.") % MAX_TAPS)
    if not all(_is_tap(tap, len(step.screens)) for tap in taps):
        raise Wrong(_("Có lần chạm không đúng."))
    return payload


def _is_tap(tap: object, screen_count: int) -> bool:
    if not isinstance(tap, dict) or tap.keys() - {"screen", "x", "y", "text"}:
        return False
    text = tap.get("text", "")
    return (
        _whole(tap.get("screen"), screen_count - 1)
        and _percent(tap.get("x"))
        and _percent(tap.get("y"))
        and isinstance(text, str)
        and len(text) <= MAX_TYPED
    )


def _answered(payload: Payload, step: Step) -> Payload:
    if step.kind == "drill":
        return _drilled(payload, step)
    _only(payload, "answer")
    if not _is_answer(payload.get("answer"), step.options):
        raise Wrong(_("Câu trả lời không có trong câu hỏi."))
    return payload


def _drilled(payload: Payload, step: Step) -> Payload:
    """One run from the first turn to an end: the signs found, what had to be shown, the answers."""
    _only(payload, "signs", "hints", "choices")
    signs, choices = payload.get("signs"), payload.get("choices")
    if not isinstance(signs, list) or len(signs) > step.part_count:
        raise Wrong(_("Những chỗ đáng ngờ không đúng."))
    if not all(_whole(sign, step.part_count - 1) for sign in signs):
        raise Wrong(_("Những chỗ đáng ngờ không đúng."))
    if not _whole(payload.get("hints", 0), MAX_HINTS):
        raise Wrong(_("Số lần gợi ý không đúng."))
    if not isinstance(choices, list) or not drills.end_of(step.turns, choices):
        raise Wrong(_("Các câu trả lời không đi hết câu chuyện."))
    return payload


def _tested(payload: Payload, edition: Edition) -> Payload:
    _only(payload, "answers")
    if not edition.test:
        raise Wrong(_("Khóa học này không có bài kiểm tra."))
    answers = payload.get("answers")
    if not isinstance(answers, dict) or len(answers) > MAX_SLOTS:
        raise Wrong(_("Bài làm không đúng."))
    for slot, answer in answers.items():
        if slot not in edition.test or not _is_answer(answer, edition.test[slot].options):
            raise Wrong(_("Câu trả lời không có trong bài kiểm tra."))
    return payload


def _is_answer(answer: object, options: frozenset[str]) -> bool:
    return (
        isinstance(answer, list)
        and len(answer) <= MAX_KEYS
        and all(_text_of(key, options) for key in answer)
    )


def _text_of(value: object, known: frozenset[str]) -> bool:
    return isinstance(value, str) and value in known


def _whole(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _flag(value: object) -> bool:
    return type(value) is bool


def _percent(value: object) -> bool:
    # Also false for infinity and for what is not a number.
    return type(value) in {int, float} and 0 <= value <= 100  # type: ignore[operator]  # a number


_CHECKS: dict[str, Callable[[Payload, Step], Payload]] = {
    "opened": _opened,
    "done": _done,
    "watched": _watched,
    "tapped": _tapped,
    "answered": _answered,
}
