"""What is to be said of a draft while it is written: to mend, to think over, to say more plainly.

The panel beside the form and the page *Kiểm tra và phát hành* both show this.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting import wording
from courses.drafting.drafts import Draft
from courses.drafting.freezing import plain
from courses.drafting.problems import Problem, field_anchor, page_url, question_url, step_url
from courses.drafting.wording import Kind, Remark
from courses.models import CoursePage, LessonPage
from courses.services import heaviness, texts, validation, vocabulary, weighing
from courses.services.naming import lesson_name, step_name
from courses.services.speech import Reader
from courses.services.texts import Text
from courses.services.weighing import Weighed
from lms.common.numbers import weight

SHOWN_OF_A_SENTENCE = 8
MOST_SWAPS = 3


@dataclass(frozen=True)
class StepTold:
    """A step as a resident will meet it."""

    name: str
    minutes: int
    weight: str


@dataclass(frozen=True)
class Told:
    """What residents will see of it, what must be mended, what should be, and advice on words."""

    minutes: int
    weight: str
    is_course: bool
    steps: list[StepTold]
    heaviest: list[Problem]
    errors: list[Problem]
    warnings: list[Problem]
    advice: list[Problem]

    @property
    def count(self) -> int:
        return len(self.errors) + len(self.warnings) + len(self.advice)


def of_lesson(draft: Draft, lesson: LessonPage) -> Told:
    """All that is to be said of one lesson, in whatever state it is."""
    weighed = weighing.weigh(draft)
    number = draft.lessons.index(lesson)
    planned = weighed.compiled.edition.outline["lessons"][number]["steps"]
    steps = weighed.steps_of(lesson)
    told = [
        StepTold(step_name("", nth, step.title), plan["minutes"], weight(weighed.step_bytes(step)))
        for nth, (step, plan) in enumerate(zip(steps, planned, strict=True), start=1)
    ]
    found = [
        *validation.lesson_problems(draft, lesson, ""),
        *validation.question_problems(draft, lesson),
        *heaviness.of_lesson(weighed, lesson, ""),
    ]
    return Told(
        minutes=lesson.minutes or 0,
        weight=weight(weighed.lesson_bytes(lesson)),
        is_course=False,
        steps=told,
        heaviest=heaviness.heaviest(weighed, [(lesson, "")]),
        errors=[one for one in found if not one.is_warning],
        warnings=[one for one in found if one.is_warning],
        advice=[*_lesson_advice(draft, lesson, "", vocabulary.hard_words())],
    )


def of_course(draft: Draft, weighed: Weighed | None = None) -> Told:
    """All that is to be said of a course, its lessons included."""
    weighed = weighed or weighing.weigh(draft)
    found = validation.problems(draft, weighed)
    return Told(
        minutes=weighed.compiled.edition.outline["minutes"],
        weight=weight(weighed.course_bytes()),
        is_course=True,
        steps=[],
        heaviest=heaviest(weighed),
        errors=[one for one in found if not one.is_warning],
        warnings=[one for one in found if one.is_warning],
        advice=advice(draft),
    )


def heaviest(weighed: Weighed) -> list[Problem]:
    """What weighs most in a whole course, beside what it may weigh."""
    lessons = enumerate(weighed.draft.lessons, start=1)
    named = [(lesson, lesson_name(number, lesson.title)) for number, lesson in lessons]
    return heaviness.heaviest(weighed, named)


def advice(draft: Draft) -> list[Problem]:
    """How a course could be said more plainly, and what nobody reads aloud yet."""
    hard = vocabulary.hard_words()
    found = [*_course_advice(draft, hard)]
    for number, lesson in enumerate(draft.lessons, start=1):
        found += _lesson_advice(draft, lesson, lesson_name(number, lesson.title), hard)
    return [*found, *_test_advice(draft, hard)]


def _course_advice(draft: Draft, hard: Mapping[str, str]) -> Iterator[Problem]:
    page, where = draft.page, _("Giới thiệu khóa học")
    for name in ("title", "summary", "can_do", "prepare"):
        yield from _of_field(page, name, where, hard)
    if not page.voice:
        url = page_url(page.pk, field_anchor("voice"))
        yield Problem(_("Khóa học chưa có giọng đọc lời giới thiệu."), where, url, is_warning=True)


def _test_advice(draft: Draft, hard: Mapping[str, str]) -> Iterator[Problem]:
    page = draft.page
    for block in page.final_test if page.pass_mark is not None else ():
        question = draft.questions.get(_question_id(block))
        if question is None:
            continue
        where = _("Câu kiểm tra “%(prompt)s”") % {"prompt": plain(question.prompt)[:60]}
        for text in texts.of_question(question):
            yield from _remarks(text, where, question_url(question.pk, text.place), hard)
        if not block.value["voice"]:
            url = step_url(page.pk, str(block.id))
            yield Problem(_("Câu kiểm tra chưa có giọng đọc."), where, url, is_warning=True)


def _lesson_advice(
    draft: Draft, lesson: LessonPage, name: str, hard: Mapping[str, str]
) -> Iterator[Problem]:
    for field, where in (("title", _("Tên bài học")), ("module", _("Chuyên đề"))):
        yield from _of_field(lesson, field, name or where, hard)
    for number, block in enumerate(lesson.steps, start=1):
        where = step_name(name, number, plain(block.value["title"]))
        for text in texts.of_block(block, str(block.id)):
            yield from _remarks(text, where, step_url(lesson.pk, text.place), hard)
        if question := draft.questions.get(_question_id(block)):
            for text in texts.of_question(question):
                yield from _remarks(text, where, question_url(question.pk, text.place), hard)
        if not block.value["voice"]:
            url = step_url(lesson.pk, str(block.id))
            yield Problem(_("Bước chưa có giọng đọc."), where, url, is_warning=True)


def _of_field(
    page: CoursePage | LessonPage, name: str, where: str, hard: Mapping[str, str]
) -> Iterator[Problem]:
    """Remarks on a field of the page itself."""
    reader = Reader()
    reader.plain(getattr(page, name))
    url = page_url(page.pk, field_anchor(name))
    for remark in wording.remarks(reader.sentences, hard):
        yield _advised(remark, where, url, name)


def _remarks(text: Text, where: str, url: str, hard: Mapping[str, str]) -> Iterator[Problem]:
    for remark in wording.remarks(text.sentences, {} if text.is_description else hard):
        if text.is_description and remark.kind == Kind.LONG:
            continue
        yield _advised(remark, f"{where}, {text.label.lower()}", url, text.name)


def _advised(remark: Remark, where: str, url: str, field: str) -> Problem:
    """A remark, and what one tap can put in the place of the word."""
    swaps = tuple(one.strip() for one in remark.swap.split(",") if one.strip())[:MOST_SWAPS]
    found = remark.found if swaps else ""
    return Problem(in_words(remark), where, url, True, found, swaps, field)  # noqa: FBT003  a row


def in_words(remark: Remark) -> str:
    """A remark as an author reads it."""
    if remark.kind == Kind.LONG:
        return _("Câu dài %(count)s tiếng, nên tách: “%(sentence)s”") % {
            "count": remark.syllables,
            "sentence": _beginning(remark.found),
        }
    words = {"found": remark.found, "swap": remark.swap}
    if remark.kind == Kind.MARK:
        return _("Viết “%(swap)s”, không viết “%(found)s”.") % words
    return _("Từ khó “%(found)s”. Nói thay: “%(swap)s”.") % words


def _beginning(sentence: str) -> str:
    words = sentence.split()
    if len(words) <= SHOWN_OF_A_SENTENCE:
        return sentence
    return " ".join(words[:SHOWN_OF_A_SENTENCE]) + " …"


def _question_id(block: Any) -> int:
    question = block.value.get("question")
    return question.pk if question else 0
