"""What makes a draft too heavy for the phones it is for, with the heaviest things named."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting.freezing import plain
from courses.drafting.problems import Problem, step_url
from courses.drafting.wording import syllables
from courses.models import LessonPage
from courses.services import texts
from courses.services.kinds import weight
from courses.services.naming import lesson_name, step_name
from courses.services.texts import Text
from courses.services.weighing import MOST_PICTURE, MOST_WORDS, Weighed

NAMED = 2


def problems(weighed: Weighed) -> Iterator[Problem]:
    """Steps and pictures over what a phone on a slow line can take."""
    for number, lesson in enumerate(weighed.draft.lessons, start=1):
        yield from of_lesson(weighed, lesson, lesson_name(number, lesson.title))


def of_lesson(weighed: Weighed, lesson: LessonPage, name: str) -> Iterator[Problem]:
    """The same for one lesson."""
    steps = zip(lesson.steps, weighed.steps_of(lesson), strict=True)
    for number, (block, step) in enumerate(steps, start=1):
        where = step_name(name, number, plain(block.value["title"]))
        words = weighed.words(step)
        if words > MOST_WORDS:
            yield _too_many_words(lesson, block, words, where)
        for image, place in _pictures(block):
            yield from _too_heavy_picture(weighed, lesson, image, place, where)


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
