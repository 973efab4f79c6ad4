"""What the editions learners read now are made of: whose screens, which procedures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from courses.models import BinPage, Course, EditionStep, LessonPage, StepIdentity
from lms.common.text import fold


@dataclass(frozen=True)
class Spot:
    """Where a published step is written."""

    lesson: LessonPage
    block_id: UUID


@dataclass(frozen=True)
class Practice:
    """A practice step and whose screens it shows."""

    uid: str
    title: str
    course_title: str
    version: str
    url: str
    spot: Spot


@dataclass(frozen=True)
class App:
    """An application practised on, by the name most steps call it."""

    name: str
    practices: list[Practice]

    @property
    def key(self) -> str:
        return fold(self.name)

    @property
    def versions(self) -> list[str]:
        return sorted({one.version for one in self.practices if one.version})


def steps() -> QuerySet[EditionStep]:
    """The steps of current editions that are read."""
    standing = Course.objects.exclude(state__in=[Course.State.WITHDRAWN, Course.State.CLOSED])
    return EditionStep.objects.filter(edition__in=standing.values("current_edition"))


def with_procedure(card_id: int) -> QuerySet[EditionStep]:
    return steps().filter(values__procedure__id=card_id)


def spots(uids: Iterable[str]) -> dict[str, Spot]:
    """Where these steps are written, in three queries.

    Those whose lesson is gone, or lies in the bin by itself or with its course, are left out.
    """
    rows = {row.uid: row for row in StepIdentity.objects.filter(uid__in=list(uids))}
    written = LessonPage.objects.all()
    if away := BinPage.objects.first():
        written = written.not_descendant_of(away)
    lessons = written.in_bulk({row.lesson_id for row in rows.values()})
    return {
        uid: Spot(lessons[row.lesson_id], row.block_id)
        for uid, row in rows.items()
        if row.lesson_id in lessons
    }


def apps(sections: Iterable[Any]) -> list[App]:
    """The applications practised on in courses of these sections, by name; four queries."""
    rows = list(
        steps()
        .filter(kind=EditionStep.Kind.SIMULATE, values__app__isnull=False)
        .filter(edition__course__section__in=list(sections))
        .order_by("edition__course_id", "position")
        .values("uid", "title", "edition__public_id", "edition__title", "values__app")
    )
    where = spots(row["uid"] for row in rows)
    found: dict[str, App] = {}
    for row in rows:
        if row["uid"] in where:
            app = row["values__app"]
            practice = Practice(
                uid=row["uid"],
                title=row["title"],
                course_title=row["edition__title"],
                version=app["version"],
                url=f"/hoc/{row['edition__public_id']}/{row['uid']}/",
                spot=where[row["uid"]],
            )
            found.setdefault(fold(app["name"]), App(app["name"], [])).practices.append(practice)
    return [found[key] for key in sorted(found)]
