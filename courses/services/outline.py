"""Reads an edition's outline: the order of its steps and where one stands among them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.utils.functional import Promise

from courses.models import CourseEdition
from courses.services.kinds import KINDS

# More steps than this are counted lesson by lesson, and no bar shows them all.
MOST_STEPS_AT_ONCE = 10


@dataclass(frozen=True)
class Place:
    """Where a step stands; numbers count from one."""

    uid: str
    kind: str
    title: str
    required: bool
    minutes: int
    number: int
    lesson_no: int
    number_in_lesson: int

    @property
    def words(self) -> str | Promise:
        """How this step differs from plain reading, in a word or two."""
        return KINDS[self.kind].words if self.kind in KINDS else ""


@dataclass(frozen=True)
class Lesson:
    number: int
    title: str
    module: str
    minutes: int
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Outline:
    """The lessons of one edition, frozen with it."""

    lessons: tuple[Lesson, ...]

    @classmethod
    def of(cls, edition: CourseEdition) -> Self:
        lessons: list[Lesson] = []
        number = 0
        for lesson_no, row in enumerate(edition.outline["lessons"], 1):
            steps = enumerate(row["steps"], 1)
            places = tuple(_place(step, number + nth, lesson_no, nth) for nth, step in steps)
            number += len(places)
            minutes = row.get("minutes") or sum(place.minutes for place in places)
            lessons.append(
                Lesson(lesson_no, row["title"], row.get("module") or "", minutes, places)
            )
        return cls(tuple(lessons))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for lesson in self.lessons for place in lesson.places)

    @cached_property
    def _by_uid(self) -> dict[str, Place]:
        return {place.uid: place for place in self.places}

    @property
    def is_long(self) -> bool:
        return len(self.places) > MOST_STEPS_AT_ONCE

    @property
    def is_flat(self) -> bool:
        """Lesson titles would say nothing that the steps do not."""
        return len(self.lessons) == 1 or len(self.lessons) == len(self.places)

    def place(self, uid: str) -> Place:
        return self._by_uid[uid]

    def lesson_of(self, place: Place) -> Lesson:
        return self.lessons[place.lesson_no - 1]

    def before(self, place: Place) -> Place | None:
        return self.places[place.number - 2] if place.number > 1 else None

    def after(self, place: Place) -> Place | None:
        return self.places[place.number] if place.number < len(self.places) else None

    def minutes_left(self, place: Place) -> int:
        """Minutes from this step to the end, this step counted."""
        return sum(later.minutes for later in self.places[place.number - 1 :])

    def explained_before(self, place: Place) -> Place | None:
        """The nearest earlier step of the lesson that explains something."""
        earlier = self.lesson_of(place).places[: place.number_in_lesson - 1]
        return next((p for p in reversed(earlier) if p.kind in {"read", "watch"}), None)


def _place(step: dict[str, Any], number: int, lesson_no: int, number_in_lesson: int) -> Place:
    return Place(
        uid=step["uid"],
        kind=step["kind"],
        title=step["title"],
        required=bool(step.get("required", True)),
        minutes=int(step.get("minutes") or 1),
        number=number,
        lesson_no=lesson_no,
        number_in_lesson=number_in_lesson,
    )
