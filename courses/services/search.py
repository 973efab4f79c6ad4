"""Finding courses, lessons and steps by what people type, with marks or without.

The catalogue of a province is small (tens of courses, a few thousand steps), so the words are
looked for in a folded column of current editions only; that works alike on every database and
needs no index of its own. `docs/decisions/0701-search.md` says when this must change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from courses.models import Course, CourseEdition, EditionStep
from courses.services import reference
from lms.common import clock
from lms.common.text import fold

LONGEST_QUERY = 100
MOST_STEPS = 200
RANKS = {"course": 0, "procedure": 1, "lesson": 2, "step": 3}


@dataclass(frozen=True)
class Hit:
    """One place to learn: what it is, where it stands, and how to get there."""

    kind: str
    """course, procedure, lesson or step."""
    title: str
    context: str
    course_title: str
    url: str


def find(query: str, *, limit: int = 20) -> list[Hit]:
    """Places in which every word of the query occurs; whole courses first, then titles, then text.

    Three queries, however much there is. An empty query finds nothing.
    """
    words = fold(query[:LONGEST_QUERY]).split()
    if not words:
        return []
    courses = list(
        Course.objects.open()
        .select_related("current_edition")
        .defer("current_edition__test", "current_edition__test_key")
    )
    editions = {course.current_edition_id: course for course in courses}
    found = [
        *_courses_and_lessons(courses, words),
        *_procedures(words),
        *_steps(editions, words),
    ]
    found.sort(key=lambda ranked: ranked[0])
    return [hit for _, hit in found[:limit]]


Ranked = tuple[tuple[int, int, int], Hit]


def _courses_and_lessons(courses: Iterable[Course], words: list[str]) -> Iterator[Ranked]:
    for place, course in enumerate(courses):
        edition = course.current_edition
        if edition is None:
            continue
        outline = edition.outline
        about = " ".join([edition.title, outline.get("summary", ""), *outline.get("can_do", [])])
        if _all_in(words, fold(about)):
            hit = Hit(
                "course",
                edition.title,
                outline.get("summary", ""),
                edition.title,
                course.get_absolute_url(),
            )
            yield _ranked(hit, words, place)
        yield from _lessons(edition, words, place)


def _lessons(edition: CourseEdition, words: list[str], place: int) -> Iterator[Ranked]:
    for lesson in edition.outline.get("lessons", []):
        steps = lesson.get("steps") or []
        if steps and _all_in(words, fold(lesson["title"])):
            url = step_url(edition.public_id, steps[0]["uid"])
            yield _ranked(Hit("lesson", lesson["title"], "", edition.title, url), words, place)


def _procedures(words: list[str]) -> Iterator[Ranked]:
    for place, card in enumerate(reference.find(words, today=clock.today())):
        hit = Hit("procedure", card.name, card.code, "", card.get_absolute_url())
        yield _ranked(hit, words, place)


def _steps(courses: dict[int | None, Course], words: list[str]) -> Iterator[Ranked]:
    every_word = Q()
    for word in words:
        every_word &= Q(text_fold__contains=word)
    steps = (
        EditionStep.objects.filter(every_word, edition__in=list(courses))
        .order_by("edition_id", "position")
        .values_list("edition_id", "uid", "title", "position")
    )
    for edition_id, uid, title, position in steps[:MOST_STEPS]:
        course = courses[edition_id]
        edition = course.current_edition
        if edition is not None:
            url = step_url(edition.public_id, uid)
            yield _ranked(Hit("step", title, "", edition.title, url), words, position)


def step_url(edition: str, uid: str) -> str:
    return f"/hoc/{edition}/{uid}/"


def _all_in(words: list[str], text: str) -> bool:
    return all(word in text for word in words)


def _ranked(hit: Hit, words: list[str], place: int) -> Ranked:
    """Kind first, then how well the title fits: begins with the query, holds it, neither."""
    title, asked = fold(hit.title), " ".join(words)
    fits = (title.startswith(asked), asked in title, _all_in(words, title))
    fit = fits.index(True) if True in fits else len(fits)
    # A word only in the text comes after every title that has it.
    rank = RANKS[hit.kind] + (len(RANKS) if fit == len(fits) else 0)
    return (rank, fit, place), hit
