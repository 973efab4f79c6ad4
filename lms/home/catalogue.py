"""What the home page lists: open courses by section, read from their current editions."""

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from courses.models import Course
from courses.services import kinds, sheets
from lms.common.text import sort_key
from lms.home.models import StandardPage

MOST_AT_HOME = 12


@dataclass(frozen=True)
class Card:
    """A course as one learns of it first: by what it lets one do."""

    title: str
    url: str
    steps: str
    minutes: str
    art: str
    voice: dict[str, Any] | None


@dataclass(frozen=True)
class Shelf:
    name: str
    cards: list[Card]


@dataclass(frozen=True)
class Catalogue:
    """The first courses of every section, and how many there are in all."""

    shelves: list[Shelf]
    course_count: int
    has_placement: bool
    """Whether one may find out which of them to skip."""

    @property
    def has_more(self) -> bool:
        return self.course_count > sum(len(shelf.cards) for shelf in self.shelves)


def stamp() -> str:
    """Changes whenever the home page would: two queries, however many courses there are."""
    courses = Course.objects.open().order_by("pk")
    seen = [*courses.values_list("current_edition_id", "section__name", "code"), *menu()]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:20]


def menu() -> list[tuple[str, str]]:
    """(address, title) of the standard pages that the foot of the home page links to."""
    pages = StandardPage.objects.live().in_menu().order_by("path")
    return [(f"/{slug}/", title) for slug, title in pages.values_list("slug", "title")]


def catalogue(*, most: int | None = MOST_AT_HOME) -> Catalogue:
    """Sections and courses in Vietnamese alphabetical order."""
    courses = list(Course.objects.open().select_related("section", "current_edition"))
    courses.sort(key=lambda course: (sort_key(course.section.name), sort_key(_title(course))))
    by_section = groupby(courses[:most], key=lambda course: course.section.name)
    shelves = [Shelf(name, [_card(course) for course in group]) for name, group in by_section]
    lent = any(sheets.lends(course.current_edition) for course in courses)
    return Catalogue(shelves, len(courses), lent)


def _title(course: Course) -> str:
    return str(course.current_edition.outline["title"]) if course.current_edition else ""


def _card(course: Course) -> Card:
    outline = course.current_edition.outline if course.current_edition else {}
    return Card(
        title=_title(course),
        url=course.get_absolute_url(),
        steps=str(sum(len(lesson["steps"]) for lesson in outline["lessons"])),
        minutes=str(outline["minutes"]),
        art=outline.get("art") or "default",
        voice=kinds.card_voice(outline),
    )
