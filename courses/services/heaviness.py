"""What weighs most in a draft, and what makes it too heavy for the phones it is for."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting import voices
from courses.drafting.freezing import plain
from courses.drafting.problems import Problem, step_url
from courses.drafting.wording import syllables
from courses.models import EditionStep, LessonPage
from courses.services import texts
from courses.services.naming import lesson_name, step_name
from courses.services.texts import Text
from courses.services.weighing import MOST_PICTURE, MOST_WORDS, Weighed
from lms.common.numbers import weight

NAMED = 2


def problems(weighed: Weighed) -> Iterator[Problem]:
    """Steps and pictures over what a phone on a slow line can take."""
    for number, lesson in enumerate(weighed.draft.lessons, start=1):
        yield from of_lesson(weighed, lesson, lesson_name(number, lesson.title))


def of_lesson(weighed: Weighed, lesson: LessonPage, name: str) -> Iterator[Problem]:
    """The same for one lesson."""
    for block, step, where in _steps(weighed, lesson, name):
        words = weighed.words(step)
        if words > MOST_WORDS:
            yield _too_many_words(lesson, block, words, where)
        for image, place in _pictures(block):
            yield from _too_heavy_picture(weighed, lesson, image, place, where)


def _steps(
    weighed: Weighed, lesson: LessonPage, name: str
) -> Iterator[tuple[Any, EditionStep, str]]:
    """Each step as it is written and as it would be read, with where it stands in words."""
    steps = zip(lesson.steps, weighed.steps_of(lesson), strict=True)
    for number, (block, step) in enumerate(steps, start=1):
        yield block, step, step_name(name, number, plain(block.value["title"]))


def heaviest(weighed: Weighed, lessons: Iterable[tuple[LessonPage, str]]) -> list[Problem]:
    """The heaviest page, picture and voice of these lessons, each beside what it may weigh.

    Nothing of it is wrong: what is over its weight is told of by `problems`, too.
    """
    pages: list[tuple[int, Problem]] = []
    shown: list[tuple[int, Problem]] = []
    heard: list[tuple[int, Problem]] = []
    for lesson, name in lessons:
        for block, step, where in _steps(weighed, lesson, name):
            url = step_url(lesson.pk, str(block.id))
            size = weighed.words(step)
            told = _("Chữ trên trang: %(weight)s, bằng %(share)s%% mức cho phép %(most)s")
            pages.append((size, Problem(told % _beside(size, MOST_WORDS), where, url)))
            for image, place in _pictures(block):
                size = weighed.by_image.get(image.pk, 0)
                told = _("Hình “%(title)s”: %(weight)s, bằng %(share)s%% mức cho phép %(most)s")
                words = told % {"title": image.title, **_beside(size, MOST_PICTURE)}
                shown.append((size, Problem(words, where, step_url(lesson.pk, place))))
            if voice := voices.named(voices.chosen(block)):
                size = weighed.sizes.get(voice.asset, 0)
                told = _("Giọng đọc: %(weight)s, tải khi bà con bấm nghe")
                heard.append((size, Problem(told % {"weight": weight(size)}, where, url)))
    return [max(kind, key=lambda one: one[0])[1] for kind in (pages, shown, heard) if kind]


def _beside(size: int, most: int) -> dict[str, str]:
    return {"weight": weight(size), "most": weight(most), "share": str(100 * size // most)}


def _too_many_words(lesson: LessonPage, block: Any, words: int, where: str) -> Problem:
    written = sorted(texts.of_block(block, str(block.id)), key=lambda one: -one.byte_count)
    longest = ", ".join(_told(one) for one in written[:NAMED])
    message = _(
        "Trang của bước nặng %(weight)s, quá mức %(most)s. Dài nhất: %(longest)s. Tách thành hai "
        "bước."
    ) % {"weight": weight(words), "most": weight(MOST_WORDS), "longest": longest}
    return Problem(message, where, step_url(lesson.pk, written[0].place if written else ""))


def _told(text: Text) -> str:
    count = sum(map(syllables, text.sentences))
    return _("“%(field)s” %(count)s tiếng") % {"field": text.label, "count": count}


def _too_heavy_picture(
    weighed: Weighed, lesson: LessonPage, image: Any, place: str, where: str
) -> Iterator[Problem]:
    size = weighed.by_image.get(image.pk, 0)
    if size > MOST_PICTURE:
        message = _(
            "Hình “%(title)s” nặng %(weight)s, quá mức %(most)s. Cắt bớt, hoặc chọn hình ít chi "
            "tiết hơn."
        ) % {"title": image.title, "weight": weight(size), "most": weight(MOST_PICTURE)}
        yield Problem(message, where, step_url(lesson.pk, place))


def _pictures(block: Any) -> Iterator[tuple[Any, str]]:
    """Each picture of a step with the block it lies in."""
    if block.block_type == "read" and block.value["picture"]["image"]:
        yield block.value["picture"]["image"], str(block.id)
    elif block.block_type == "simulate":
        for screen in block.value["screens"].bound_blocks:
            if screen.value["image"]:
                yield screen.value["image"], str(screen.id)
