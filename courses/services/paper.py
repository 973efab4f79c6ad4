"""What a course looks like on paper: a poster, and one card for each lesson.

A card has the steps that show how something is done, in large type, each with a QR that leads
back to that very step on a phone. Questions stay on the phone. Pure functions of an edition, its
steps and the address of the site, as the pages of `rendering` are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched, islice
from math import ceil
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courses.models import CourseEdition, EditionStep
from courses.services import fitting
from courses.services.kinds import KINDS
from courses.services.outline import Lesson, Outline, Place
from lms.common import qr

ON_PAPER = ("read", "watch", "simulate", "do", "teach")
"""The kinds of step that a sheet can show; others need the phone."""


@dataclass(frozen=True)
class Shown:
    """One step of a card, or of a long practice as much as goes on one sheet."""

    place: Place
    values: Mapping[str, Any]
    qr: SafeString
    link: str
    """What is typed where nobody can scan; short, and the same for ever."""

    @property
    def is_tall(self) -> bool:
        return fitting.is_tall(self.values.get("picture"))


@dataclass(frozen=True)
class Sheet:
    """What stands on one side of A4, and the points of its type."""

    number: str
    shown: Sequence[Shown]
    points: str


def lesson_numbers(edition: CourseEdition) -> list[int]:
    """The lessons that have a card: those with a step that a sheet can show."""
    return [lesson.number for lesson in Outline.of(edition).lessons if _places(lesson)]


def places(edition: CourseEdition, number: int) -> list[str]:
    """The uids of the steps on the card of a lesson, in order; none where it has no card."""
    lessons = Outline.of(edition).lessons
    found = next((lesson for lesson in lessons if lesson.number == number), None)
    return [place.uid for place in _places(found)] if found else []


def card_html(
    edition: CourseEdition, number: int, steps: Iterable[EditionStep], *, site: str
) -> str:
    """The card of a lesson; `steps` are those of `places`, `site` begins every address in a QR."""
    lesson = Outline.of(edition).lessons[number - 1]
    by_uid = {step.uid: step for step in steps}
    shown = [
        part
        for place in _places(lesson)
        for part in _parts(place, by_uid[place.uid].values, f"{site}/hoc/{edition.public_id}")
    ]
    sheets = list(_sheets(shown))
    return render_to_string(
        "courses/paper/card.html",
        {
            **_frame(edition),
            "number": number,
            "lesson": lesson,
            "sheets": sheets,
            "sheet_count": str(len(sheets)),
        },
    )


def poster_html(edition: CourseEdition, *, site: str) -> str:
    """The poster of a course: what one will be able to do, and a QR to begin."""
    address = f"{site}{edition.course.get_absolute_url()}"
    return render_to_string(
        "courses/paper/poster.html",
        {
            **_frame(edition),
            "number": 0,
            "picture": edition.outline.get("art") or "default",
            "qr": qr.drawing(address),
            "address": address.partition("//")[2].rstrip("/"),
            "steps": str(len(Outline.of(edition).places)),
            "minutes": str(edition.outline["minutes"]),
        },
    )


def _places(lesson: Lesson) -> list[Place]:
    return [place for place in lesson.places if place.kind in ON_PAPER]


def _parts(place: Place, values: Mapping[str, Any], folder: str) -> Iterator[Shown]:
    """The step as it is printed, a practice of many screens in even parts."""
    prepared = KINDS[place.kind].prepare(dict(values), {})
    code = qr.drawing(f"{folder}/{place.uid}/")
    link = f"{folder}/{place.number}".partition("//")[2]
    screens = prepared.get("screens")
    if not screens:
        yield Shown(place, prepared, code, link)
        return
    numbered = [{**screen, "number": str(nth)} for nth, screen in enumerate(screens, 1)]
    sheets = ceil(len(numbered) / fitting.SCREENS_A_SHEET)
    for part in batched(numbered, ceil(len(numbered) / sheets)):
        yield Shown(place, {**prepared, "screens": part}, code, link)


def _sheets(shown: list[Shown]) -> Iterator[Sheet]:
    measured = [(one.place.title, one.values) for one in shown]
    rest = iter(shown)
    for number, count in enumerate(fitting.together(measured), 1):
        steps = list(islice(rest, count))
        points = fitting.type_for([(one.place.title, one.values) for one in steps])
        yield Sheet(str(number), steps, str(points))


def _frame(edition: CourseEdition) -> dict[str, Any]:
    outline = Outline.of(edition)
    return {
        "page_kind": "paper",
        "edition": edition,
        "course_url": edition.course.get_absolute_url(),
        "folder": f"/hoc/{edition.public_id}/in/",
        "lessons": [lesson for lesson in outline.lessons if _places(lesson)],
    }
