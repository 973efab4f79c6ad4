"""One lesson standing in several courses."""

from typing import cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.drafting import drafts
from courses.models import BinPage, Course, CoursePage, LessonPage, SharedLessonPage
from courses.services import cloning
from lms.audit import services as audit
from lms.common import text
from lms.users.models import User

MOST = 200
"""Lessons offered at once; more are found by their name."""
NOT_LENT = (Course.State.TEMPLATE, Course.State.WITHDRAWN)
"""A template is begun from by copying, and what was taken away for harm is not shown elsewhere."""


class NotShared(Exception):
    """The lesson cannot stand here; the text says why."""


def offered(page: CoursePage, *, words: str = "") -> QuerySet[LessonPage]:
    """The lessons of other courses in the same section that could stand in this one.

    Lessons of another section are copied, not shared: their questions belong there, and so do
    those who may change them.
    """
    section = page.get_parent()
    taken = SharedLessonPage.objects.child_of(page).values("lesson")
    found = LessonPage.objects.descendant_of(section).not_child_of(page).exclude(pk__in=taken)
    for shut in CoursePage.objects.child_of(section).filter(course__state__in=NOT_LENT):
        found = found.not_child_of(shut)
    if words:
        titles = found.values_list("pk", "draft_title")
        wanted = text.fold(words)
        found = found.filter(pk__in=[pk for pk, title in titles if wanted in text.fold(title)])
    return found.order_by("draft_title", "pk")[:MOST]


def courses_of(lessons: list[LessonPage]) -> dict[int, CoursePage]:
    """The course each lesson lies in, by the lesson; one query."""
    above = {lesson.pk: lesson.path[: -LessonPage.steplen] for lesson in lessons}
    pages = {page.path: page for page in CoursePage.objects.filter(path__in=above.values())}
    return {pk: pages[path] for pk, path in above.items() if path in pages}


def share(page: CoursePage, lesson: LessonPage, *, by: User | None) -> SharedLessonPage:
    """Let the lesson stand last in this course, too; the same place when asked again.

    Raises NotShared, also where one of both was put into the bin this very moment.
    """
    with transaction.atomic():
        hold(LessonPage.objects.filter(pk=lesson.pk))
        hold_course(page)
        page, lesson = _as_they_are(page, lesson)
        _refuse(page, lesson)
        found = SharedLessonPage.objects.child_of(page).filter(lesson=lesson).first()
        if found is not None:
            return found
        place = SharedLessonPage(title=lesson.draft_title, lesson=lesson, live=False, owner=by)
        page.add_child(instance=place)
        place.save_revision(user=by, clean=False)
        audit.record("lesson.shared", subject=place, actor=by, lesson=lesson.pk)
    return place


def hold(lessons: QuerySet[LessonPage]) -> None:
    """Until the transaction ends nobody else shares these lessons or puts them away."""
    rows = LessonPage.objects.select_for_update(of=("self",)).filter(pk__in=[*_keys(lessons)])
    list(_keys(rows.order_by("pk")))


def _keys(lessons: QuerySet[LessonPage]) -> QuerySet[LessonPage, int]:
    return lessons.values_list("pk", flat=True)


def hold_course(page: CoursePage) -> None:
    """Until the transaction ends nobody else gives the course a lesson or puts it away."""
    Course.objects.select_for_update().filter(pk=page.course_id).first()


def _as_they_are(page: CoursePage, lesson: LessonPage) -> tuple[CoursePage, LessonPage]:
    """Both as they lie now: what was read before they were held may be out of date."""
    held = CoursePage.objects.filter(pk=page.pk).first()
    shared = LessonPage.objects.filter(pk=lesson.pk).first()
    away = BinPage.objects.first()
    for one, gone in (
        (held, _("Khóa học này vừa được đưa vào thùng rác. Lấy lại khóa rồi làm tiếp.")),
        (shared, _("Bài này vừa được đưa vào thùng rác. Lấy lại bài rồi dùng chung.")),
    ):
        if one is None or (away and one.is_descendant_of(away)):
            raise NotShared(gone)
    return cast("CoursePage", held), cast("LessonPage", shared)


def _refuse(page: CoursePage, lesson: LessonPage) -> None:
    if lesson.is_child_of(page):
        raise NotShared(_("Bài này đã nằm trong khóa học."))
    home = CoursePage.objects.filter(course__state__in=NOT_LENT)
    if home.ancestor_of(lesson).exists():
        raise NotShared(_("Bài của khóa mẫu hay khóa đã thu hồi không dùng chung được."))
    if not lesson.is_descendant_of(page.get_parent()):
        raise NotShared(_("Bài này thuộc mục khác. Chép bài sang rồi dùng bản chép."))


def part(place: SharedLessonPage, *, by: User) -> LessonPage:
    """Make a lesson of this course's own where the shared one stood; later changes do not follow.

    Its steps are new ones: who has done them in this course does them again.
    """
    with transaction.atomic():
        page = CoursePage.objects.get(pk=place.get_parent().pk)
        latest: LessonPage = place.lesson.get_latest_revision_as_object()
        asked = {pk: pk for pk in drafts.latest(page).questions}
        steps = cloning.in_json(cloning.renewed(latest.steps.get_prep_value(), asked))
        fields = {name: getattr(latest, name) for name in cloning.OF_LESSON}
        lesson = LessonPage(**fields, steps=steps, live=False, owner=by)
        place.add_sibling(pos="left", instance=lesson)
        lesson.save_revision(user=by, clean=False)
        SharedLessonPage.objects.get(pk=place.pk).delete()
        audit.record("lesson.parted", subject=lesson, actor=by, lesson=place.lesson_id)
    return lesson


def follow_title(lesson: LessonPage) -> None:
    """A place is called as its lesson."""
    title = lesson.draft_title
    SharedLessonPage.objects.filter(lesson=lesson).update(title=title, draft_title=title)


def places_elsewhere(pages: QuerySet[LessonPage]) -> list[SharedLessonPage]:
    """Where these lessons stand in other courses than their own."""
    return list(SharedLessonPage.objects.filter(lesson__in=pages).select_related("lesson"))
