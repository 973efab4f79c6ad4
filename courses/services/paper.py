"""What a course looks like on paper: a poster, and one card for each lesson.

A card has the steps that show how something is done, in large type, each with a QR that leads
back to that very step on a phone. Questions stay on the phone. Pure functions of an edition, its
steps and the address of the site, as the pages of `rendering` are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courses.models import CourseEdition, EditionStep
from courses.services.kinds import KINDS
from courses.services.outline import Lesson, Outline, Place
from lms.common import qr

ON_PAPER = ("read", "watch", "simulate", "do", "teach")
"""The kinds of step that a sheet can show; others need the phone."""


@dataclass(frozen=True)
class Shown:
    """One step of a card."""

    place: Place
    values: Mapping[str, Any]
    qr: SafeString


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
    outline = Outline.of(edition)
    lesson = outline.lessons[number - 1]
    by_uid = {step.uid: step for step in steps}
    shown = [
        Shown(
            place,
            KINDS[place.kind].prepare(by_uid[place.uid].values, {}),
            qr.drawing(f"{site}/hoc/{edition.public_id}/{place.uid}/"),
        )
        for place in _places(lesson)
    ]
    return render_to_string(
        "courses/paper/card.html",
        {**_frame(edition), "number": number, "lesson": lesson, "shown": shown},
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


def _frame(edition: CourseEdition) -> dict[str, Any]:
    outline = Outline.of(edition)
    return {
        "page_kind": "paper",
        "edition": edition,
        "course_url": edition.course.get_absolute_url(),
        "folder": f"/hoc/{edition.public_id}/in/",
        "lessons": [lesson for lesson in outline.lessons if _places(lesson)],
    }
