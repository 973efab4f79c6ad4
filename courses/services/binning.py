"""What authors delete stays thirty days and comes back whole.

Nothing is copied out and put in again: the row stays where it is, with its key, its history and
all that points at it, and is only out of sight (`courses.editor.bin_rights`). Drafts that show a
deleted picture go on showing it until it is swept.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import (
    Binned,
    BinPage,
    CoursePage,
    LessonPage,
    Question,
    SharedLessonPage,
)
from courses.models.binned import BIN_SLUG
from courses.policies import section_of
from courses.services import publishing, scheduling, sharing
from lms.audit import services as audit
from lms.common import clock, ids
from lms.jobs.models import Job
from lms.media.models import CustomDocument, CustomImage, Film, Recording
from lms.users.models import User

KIND = "courses.sweep_bin"
KEPT = timedelta(days=30)
MODELS: dict[str, type[Model]] = {
    Binned.Kind.COURSE: CoursePage,
    Binned.Kind.LESSON: LessonPage,
    Binned.Kind.QUESTION: Question,
    Binned.Kind.IMAGE: CustomImage,
    Binned.Kind.DOCUMENT: CustomDocument,
    Binned.Kind.RECORDING: Recording,
    Binned.Kind.FILM: Film,
}
KIND_OF = {model: kind for kind, model in MODELS.items()}
PAGES = (Binned.Kind.COURSE, Binned.Kind.LESSON)
UNDER_WAY = {Job.State.WAITING, Job.State.RUNNING}


class NotBinned(Exception):
    """The thing cannot be deleted, or not be brought back, now; the text says why."""


class StillHeld(Exception):
    """Something that stays points at the thing, so it cannot go."""


def put_away(row: Any, *, by: User | None) -> None:
    """Delete a course, a lesson, a question or a file, so that it can be brought back.

    Raises NotBinned. The date a course was to be published at is called off, and remembered. A
    shared lesson's place is taken away for good: its lesson stays.
    """
    if isinstance(row, SharedLessonPage):
        row.delete(user=by)
        return
    kind = KIND_OF[type(row)]
    with transaction.atomic():
        told: dict[str, Any] = {"title": _title(row)}
        if kind in PAGES:
            told |= _move_away(row, by=by)
        elif kind == Binned.Kind.QUESTION:
            told["section_id"] = row.section_id
        _entry, is_new = Binned.objects.get_or_create(kind=kind, object_id=row.pk, defaults=told)
        if is_new:
            audit.record("bin.put", subject=row, actor=by)


def _title(row: Any) -> str:
    return str(getattr(row, "draft_title", None) or getattr(row, "title", None) or row)[:255]


def _move_away(page: CoursePage | LessonPage, *, by: User | None) -> dict[str, Any]:
    """Move the page into the bin; what is to be remembered of it."""
    sharing.hold(LessonPage.objects.descendant_of(page, inclusive=True))
    page = type(page).objects.get(pk=page.pk)
    bin_page = ensure_bin()
    if page.is_descendant_of(bin_page):
        return {}
    _refuse_what_is_needed(page)
    due_at = None
    if isinstance(page, CoursePage):
        sharing.hold_course(page)
        due_at = scheduling.due_at(page)
        scheduling.cancel(page, by=by)
    section, after = section_of(page), page.get_next_sibling()
    told = {
        "section_id": section.pk if section else None,
        "parent_id": page.get_parent().pk,
        "before_id": after.pk if after else None,
        "was_due_at": due_at,
    }
    type(page).objects.get(pk=page.pk).move(bin_page, pos="last-child")
    return told


def _refuse_what_is_needed(page: CoursePage | LessonPage) -> None:
    inside = LessonPage.objects.descendant_of(page, inclusive=True)
    for place in sharing.places_elsewhere(inside):
        if not place.is_descendant_of(page):
            course = place.get_parent()
            message = _("Bài “%(lesson)s” đang dùng chung ở khóa “%(course)s”. Bỏ ở đó trước.")
            if course.is_descendant_of(ensure_bin()):
                message = _(
                    "Bài “%(lesson)s” còn nằm trong khóa “%(course)s” ở thùng rác. Lấy khóa đó lại "
                    "rồi bỏ bài ra trước."
                )
            names = {"lesson": place.lesson.draft_title, "course": course.get_admin_display_title()}
            raise NotBinned(message % names)
    if isinstance(page, CoursePage):
        job = publishing.latest_job(page.pk)
        if job is not None and job.state in UNDER_WAY:
            raise NotBinned(_("Khóa học đang phát hành. Đợi xong rồi làm lại."))


def ensure_bin() -> BinPage:
    """The page deleted pages lie under, made when there is none."""
    page = BinPage.objects.first()
    if page is not None:
        return page
    page = BinPage(title="Thùng rác", slug=BIN_SLUG, live=False)
    Page.get_first_root_node().add_child(instance=page)
    return page


def restore(entry: Binned, *, by: User | None) -> Any:
    """Bring the thing back as it was; the row. None when it is back already.

    Raises NotBinned when what it lay in is itself deleted.
    """
    with transaction.atomic():
        held = Binned.objects.select_for_update().filter(pk=entry.pk).first()
        if held is None:
            return None
        row: Any = MODELS[held.kind]._default_manager.get(pk=held.object_id)  # noqa: SLF001
        if held.kind in PAGES:
            _move_back(row, held)
        held.delete()
        audit.record("bin.restored", subject=row, actor=by)
    return row


def _move_back(page: Any, entry: Binned) -> None:
    parent = Page.objects.filter(pk=entry.parent_id).first()
    if parent is None or parent.is_descendant_of(ensure_bin()):
        raise NotBinned(_("Khóa học chứa bài này cũng đã xóa. Lấy lại khóa học trước."))
    if not Page._slug_is_available(page.slug, parent, page):  # noqa: SLF001  as its form asks
        page.slug = f"{page.slug[:200]}-{ids.public_id()[:5]}"
        page.save(update_fields=["slug"], clean=False)
    before = Page.objects.child_of(parent).filter(pk=entry.before_id).first()
    if before is None:
        page.move(parent, pos="last-child")
    else:
        page.move(before, pos="left")


def restore_many(entries: Iterable[Binned], *, by: User | None) -> int:
    """Bring several things back, courses before the lessons in them; how many."""
    ordered = sorted(entries, key=lambda entry: (entry.kind != Binned.Kind.COURSE, entry.pk))
    return sum(restore(entry, by=by) is not None for entry in ordered)


def destroy(entry: Binned, *, by: User | None) -> bool:
    """Delete it for good; false when it is gone already. Raises StillHeld."""
    try:
        return _destroy(entry, by=by)
    except ProtectedError as error:
        raise StillHeld from error


def _destroy(entry: Binned, *, by: User | None) -> bool:
    with transaction.atomic():
        held = Binned.objects.select_for_update().filter(pk=entry.pk).first()
        if held is None:
            return False
        row: Any = MODELS[held.kind]._default_manager.filter(pk=held.object_id).first()  # noqa: SLF001
        held.delete()
        if row is not None:
            audit.record("bin.emptied", subject=row, actor=by)
            row.delete()
    return True


def sweep(*, now: datetime | None = None) -> int:
    """Delete for good what was deleted more than thirty days ago; how many.

    What is held by something that stays is left until that lets it go, and a course until the
    last lesson that was deleted out of it.
    """
    old = Binned.objects.filter(at__lt=(now or clock.now()) - KEPT).order_by("at")
    lessons_first = sorted(old, key=lambda entry: entry.kind == Binned.Kind.COURSE)
    return sum(_sweep(entry) for entry in lessons_first)


def _sweep(entry: Binned) -> bool:
    lessons = Binned.objects.filter(kind=Binned.Kind.LESSON, parent_id=entry.object_id)
    if entry.kind == Binned.Kind.COURSE and lessons.exists():
        return False
    try:
        return destroy(entry, by=None)
    except StillHeld:
        return False


def hidden(model: type[Model]) -> QuerySet[Binned, int]:
    """The keys of the rows of this kind that lie in the bin."""
    return Binned.objects.filter(kind=KIND_OF[model]).values_list("object_id", flat=True)
