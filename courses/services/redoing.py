"""The queue of authors: what of their courses may no longer be true, and who waits for what."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from courses.drafting.problems import page_url, step_url
from courses.models import CoursePage, Section, SharedLessonPage, StaleMark
from courses.services import desk, in_use, ownership
from courses.services.ownership import Standing
from lms.common import clock

MOST = 100
"""Marks on one page; there are more only where nobody has looked for long."""
SHOWN_CLOSED = 20
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """One mark, and the way to its step."""

    mark: StaleMark
    where: str
    edit_url: str
    read_url: str
    also: list[str] = field(default_factory=list)
    """Other courses the lesson stands in, which are to be published anew as well."""


@dataclass(frozen=True)
class CourseItems:
    """The marks of one course, in the order of its lessons."""

    page: CoursePage
    marks: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Queue:
    """All that waits in the sections of one person."""

    courses: list[CourseItems]
    total: int
    kinds: dict[str, int]
    closed: list[Item]
    overdue: list[Standing]
    ownerless: list[Standing]


def open_marks(sections: Iterable[Section]) -> QuerySet[StaleMark]:
    """The open marks on lessons of these sections, save on steps nobody reads any more."""
    sections = list(sections)
    read = in_use.steps().filter(edition__course__section__in=sections).values("uid")
    marks = StaleMark.objects.open().filter(Q(step_uid="") | Q(step_uid__in=read))
    return _below(sections, marks)


def may_answer(user: Any, mark: StaleMark) -> bool:
    """Those who write where the lesson lies."""
    return _below(desk.sections_of(user), StaleMark.objects.filter(pk=mark.pk)).exists()


def count(sections: list[Section]) -> int:
    """How much waits: open marks, and courses past their day or without an owner."""
    standings = ownership.standings(sections, today=clock.today())
    waiting = sum(one.is_overdue or one.owner is None for one in standings)
    return open_marks(sections).count() + waiting


def of(sections: list[Section], *, kind: str = "") -> Queue:
    """What waits, by course and step; the number of questions does not grow with the marks."""
    marks = open_marks(sections)
    kinds: dict[str, int] = {}
    for one in marks.values_list("kind", flat=True):
        kinds[one] = kinds.get(one, 0) + 1
    shown = marks.filter(kind=kind) if kind else marks
    rows = list(shown.select_related("lesson").order_by("lesson__path", "opened_at")[:MOST])
    since = clock.now() - LATELY
    by_hand = StaleMark.objects.closed().filter(
        closing__in=["still_right", "taken_back"], closed_at__gte=since
    )
    closed = list(
        _below(sections, by_hand)
        .select_related("lesson", "closed_by")
        .order_by("-closed_at")[:SHOWN_CLOSED]
    )
    items = _items([*rows, *closed])
    standings = ownership.standings(sections, today=clock.today())
    return Queue(
        courses=_by_course(items[: len(rows)]),
        total=sum(kinds.values()),
        kinds=kinds,
        closed=items[len(rows) :],
        overdue=sorted((one for one in standings if one.is_overdue), key=_day),
        ownerless=[one for one in standings if one.owner is None and not one.is_overdue],
    )


def _day(one: Standing) -> date:
    return one.course.review_by or date.min


def _below(sections: Iterable[Section], marks: QuerySet[StaleMark]) -> QuerySet[StaleMark]:
    below = Q(pk__in=[])
    for section in sections:
        below |= Q(lesson__path__startswith=section.page.path)
    return marks.filter(below)


def _items(marks: list[StaleMark]) -> list[Item]:
    uids = {mark.step_uid for mark in marks if mark.step_uid}
    where = in_use.spots(uids)
    rows = in_use.steps().filter(uid__in=uids)
    titles = {
        uid: (title, f"/hoc/{edition}/{uid}/")
        for uid, title, edition in rows.values_list("uid", "title", "edition__public_id")
    }
    also = _shared_with({mark.lesson_id for mark in marks})
    found = []
    for mark in marks:
        spot = where.get(mark.step_uid)
        title, read = titles.get(mark.step_uid, ("", ""))
        edit = step_url(mark.lesson_id, str(spot.block_id)) if spot else page_url(mark.lesson_id)
        found.append(Item(mark, title, edit, read, also[mark.lesson_id]))
    return found


def _shared_with(lessons: Iterable[int]) -> dict[int, list[str]]:
    """The courses these lessons are lent to, by lesson; two queries."""
    length = CoursePage.steplen
    places = SharedLessonPage.objects.filter(lesson__in=lessons).values_list("lesson", "path")
    above = {path: (lesson, path[:-length]) for lesson, path in places}
    pages = CoursePage.objects.filter(path__in={course for _, course in above.values()})
    titles = {page.path: str(page.get_admin_display_title()) for page in pages}
    found: dict[int, list[str]] = defaultdict(list)
    for lesson, course in above.values():
        if course in titles:
            found[lesson].append(titles[course])
    return found


def _by_course(items: list[Item]) -> list[CourseItems]:
    length = CoursePage.steplen
    paths = {item.mark.lesson.path[:-length] for item in items}
    pages = {page.path: page for page in CoursePage.objects.filter(path__in=paths)}
    found: dict[str, CourseItems] = {}
    for item in items:
        path = item.mark.lesson.path[:-length]
        if path in pages:
            found.setdefault(path, CourseItems(pages[path])).marks.append(item)
    return list(found.values())
