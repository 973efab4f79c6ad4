"""How much an edition changes for those who are learning: the level it must have at least."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting.freezing import Values
from courses.models import CourseEdition, EditionStep
from courses.services.compiling import CompiledCourse

Level = CourseEdition.Level
ORDER = [Level.TYPO, Level.MINOR, Level.MAJOR]


@dataclass(frozen=True)
class Change:
    """One difference from the edition before, and the least level it asks for."""

    message: str
    level: CourseEdition.Level


def at_least(level: str, floor: str) -> bool:
    """Whether `level` is `floor` or above; authors may raise a level, never lower it."""
    return ORDER.index(Level(level)) >= ORDER.index(Level(floor))


def floor_of(found: list[Change]) -> CourseEdition.Level:
    """The highest level any change asks for."""
    return max((change.level for change in found), key=ORDER.index, default=Level.TYPO)


def since(current: CourseEdition, compiled: CompiledCourse) -> list[Change]:
    """What a compiled course changes of the current edition."""
    old_steps = list(current.steps.order_by("position"))
    return changes(current, old_steps, compiled.edition, compiled.steps)


def changes(
    old: CourseEdition, old_steps: list[EditionStep], new: CourseEdition, steps: list[EditionStep]
) -> list[Change]:
    """What is different for learners, biggest first.

    *typo*: only words differ. *minor*: something optional came or went, order, pictures, voices.
    *major*: what one must do, know or touch differs.
    """
    before = {step.uid: step for step in old_steps}
    after = {step.uid: step for step in steps}
    found = [
        *_came_and_went(before, after),
        *_order(old_steps, steps),
        *(
            change
            for uid, step in after.items()
            if uid in before
            for change in _step(before[uid], step)
        ),
        *_outline(old.outline, new.outline),
        *_rule(old.rule, new.rule),
        *_test(old, new),
    ]
    return sorted(found, key=lambda change: -ORDER.index(change.level))


def raised(
    old_steps: list[EditionStep], steps: list[EditionStep]
) -> dict[str, CourseEdition.Level]:
    """The steps that are new or say something else than before, with the level of that."""
    before = {step.uid: step for step in old_steps}
    found: dict[str, CourseEdition.Level] = {}
    for step in steps:
        old = before.get(step.uid)
        changed = list(_step(old, step)) if old else [Change("", _weight(step))]
        level = floor_of(changed)
        if changed and level != Level.TYPO:
            found[step.uid] = level
    return found


def _came_and_went(
    before: dict[str, EditionStep], after: dict[str, EditionStep]
) -> Iterator[Change]:
    for step in after.values():
        if step.uid not in before:
            yield Change(_("Thêm bước “%(title)s”") % {"title": step.title}, _weight(step))
    for step in before.values():
        if step.uid not in after:
            yield Change(_("Bỏ bước “%(title)s”") % {"title": step.title}, _weight(step))


def _weight(step: EditionStep) -> CourseEdition.Level:
    return Level.MAJOR if step.required else Level.MINOR


def _order(old: list[EditionStep], new: list[EditionStep]) -> Iterator[Change]:
    common = {step.uid for step in old} & {step.uid for step in new}
    order_before = [step.uid for step in old if step.uid in common]
    if order_before != [step.uid for step in new if step.uid in common]:
        yield Change(_("Đổi thứ tự các bước"), Level.MINOR)


def _step(old: EditionStep, new: EditionStep) -> Iterator[Change]:
    named = {"title": new.title}
    if old.required != new.required:
        yield Change(_("Đổi mức bắt buộc của bước “%(title)s”") % named, Level.MAJOR)
    if old.kind != new.kind:
        yield Change(_("Đổi kiểu của bước “%(title)s”") % named, Level.MAJOR)
        return
    voice_before, voice_now = old.values.get("voice"), new.values.get("voice")
    if voice_before != voice_now:
        yield Change(_("Đổi giọng đọc của bước “%(title)s”") % named, _voice_level(old, new))
    if old.values.get("words") != new.values.get("words"):
        yield Change(_("Đổi lời giải thích từ khó ở bước “%(title)s”") % named, Level.TYPO)
    if _silent(old.values) == _silent(new.values) and old.title == new.title:
        return
    message = _("Sửa bước “%(title)s”")
    if voice_now and voice_before == voice_now:
        message = _("Sửa bước “%(title)s”; giọng đọc vẫn là bản cũ, nghe lại xem còn khớp không")
    yield Change(message % named, _step_level(old, new))


def _silent(values: Values) -> Values:
    return {key: value for key, value in values.items() if key not in {"voice", "words"}}


def _wordless(values: Values) -> Values:
    """Without the voice, and without whose screens these are: saying that is a matter of words."""
    return {key: value for key, value in _silent(values).items() if key != "app"}


def _voice_level(old: EditionStep, new: EditionStep) -> CourseEdition.Level:
    """Another clip is something more to fetch; other marks in the same clip are not."""
    files = [(step.values.get("voice") or {}).get("asset") for step in (old, new)]
    return Level.TYPO if files[0] == files[1] else Level.MINOR


def _step_level(old: EditionStep, new: EditionStep) -> CourseEdition.Level:
    if _measured(old.values) != _measured(new.values):
        return Level.MAJOR
    same = _shape(_wordless(old.values)) == _shape(_wordless(new.values))
    return Level.TYPO if same else Level.MINOR


def _measured(values: Values) -> Any:
    """What decides whether the step is done: right answers, places to touch, signs, the story,
    how long a film goes on."""
    right = [option["key"] for option in values.get("options", []) if option["right"]]
    targets = [
        [
            [spot[side] for side in ("x", "y", "w", "h", "gesture", "text")]
            for spot in screen["spots"]
            if spot["role"] == "target"
        ]
        for screen in values.get("screens", [])
    ]
    signs = [bool(part["sign"]) for part in values.get("parts", [])]
    story = [
        [[choice["next"], choice["end"]] for choice in turn["choices"]]
        for turn in values.get("turns", [])
    ]
    length = (values.get("film") or {}).get("seconds")
    asked = [values.get("question"), values.get("kind")]
    return [*asked, sorted(right), targets, signs, story, length]


# Words that may be mended without the step being another one.
_WORDS = {
    *("title", "text", "caption", "alt", "after", "ask", "hint", "missed", "right", "label"),
    *("said", "prompt", "explanation", "from", "task", "help", "version", "intro", "why", "says"),
    "transcript",
}


def _shape(values: Any) -> Any:
    """The same values with every sentence blanked, so that only words make no difference."""
    if isinstance(values, dict):
        return {
            key: "" if key in _WORDS and not isinstance(value, bool) else _shape(value)
            for key, value in values.items()
        }
    if isinstance(values, list):
        return ["" if isinstance(value, str) else _shape(value) for value in values]
    return values


def _outline(old: Values, new: Values) -> Iterator[Change]:
    yield from _card_voice(old, new)
    if old["title"] != new["title"]:
        yield Change(_("Đổi tên khóa học"), Level.TYPO)
    keys = ("summary", "can_do", "prepare", "art")
    if any(old.get(key) != new.get(key) for key in keys):
        yield Change(_("Sửa phần giới thiệu"), Level.TYPO)
    if old.get("certificate", True) != new["certificate"]:
        yield Change(_("Đổi việc cấp giấy chứng nhận"), Level.MAJOR)
    if old.get("placement") != new.get("placement"):
        yield Change(_("Đổi việc dùng trong bài thử sức"), Level.TYPO)
    if _lesson_names(old) != _lesson_names(new):
        yield Change(_("Sửa tên hoặc số phút của bài học"), Level.TYPO)


def _card_voice(old: Values, new: Values) -> Iterator[Change]:
    before, now = old.get("voice"), new.get("voice")
    if before != now:
        yield Change(_("Đổi giọng đọc lời giới thiệu"), Level.MINOR)
    elif now and any(old[key] != new[key] for key in ("title", "can_do")):
        message = _("Giọng đọc lời giới thiệu vẫn là bản cũ, nghe lại xem còn khớp không")
        yield Change(message, Level.TYPO)


def _lesson_names(outline: Values) -> list[list[Any]]:
    keys = ("title", "module", "minutes")
    return [[lesson.get(key) for key in keys] for lesson in outline["lessons"]]


def _rule(old: Values, new: Values) -> Iterator[Change]:
    if old["pass_mark"] != new["pass_mark"]:
        yield Change(_("Đổi điểm đạt"), Level.MAJOR)
    if old["attempts"] != new["attempts"]:
        yield Change(_("Đổi số lượt làm bài"), Level.MAJOR)


def _test(old: CourseEdition, new: CourseEdition) -> Iterator[Change]:
    if not old.test or not new.test:
        if old.test != new.test:
            yield Change(_("Thêm hoặc bỏ bài kiểm tra"), Level.MAJOR)
        return
    if _needs_line(old) != _needs_line(new):
        yield Change(_("Đổi việc chỉ làm bài kiểm tra khi có mạng"), Level.MINOR)
    if _voices(old) != _voices(new):
        yield Change(_("Đổi giọng đọc của bài kiểm tra"), Level.MINOR)
    if _worded(old) == _worded(new) and old.test_key == new.test_key:
        return
    if _asked(old) != _asked(new):
        yield Change(_("Đổi câu hỏi hoặc đáp án của bài kiểm tra"), Level.MAJOR)
    else:
        same = _shape(_worded(old)["slots"]) == _shape(_worded(new)["slots"])
        yield Change(_("Sửa chữ trong bài kiểm tra"), Level.TYPO if same else Level.MINOR)


def _needs_line(edition: CourseEdition) -> bool:
    return bool((edition.test or {}).get("online_only"))


def _worded(edition: CourseEdition) -> Values:
    said = {key: said for key, said in (edition.test or {}).items() if key != "online_only"}
    return {**said, "slots": [_silent(slot) for slot in said["slots"]]}


def _voices(edition: CourseEdition) -> list[Any]:
    return [slot.get("voice") for slot in (edition.test or {})["slots"]]


def _asked(edition: CourseEdition) -> list[Any]:
    """Which questions with which keys for how many points, whatever their order."""
    slots = (edition.test or {})["slots"]
    return sorted(
        [
            [
                str(slot["question"]),
                slot["kind"],
                sorted(edition.test_key[slot["slot"]]["right"]),
                slot["points"],
            ]
            for slot in slots
        ]
    )
