"""Marks on lessons that may no longer be true, and what takes them away.

A mark tells authors only; it never hides or changes a lesson. It is closed when its step is
published with another content, or when its author says that it is still right, and why.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import CourseEdition, EditionStep, LessonPage, StaleMark, StepIdentity
from courses.services import in_use
from lms.audit import services as audit
from lms.common import clock, text
from lms.users.models import User

Kind = StaleMark.Kind
Closing = StaleMark.Closing
LONGEST_NOTE = 300
type Contents = dict[str, tuple[object, ...]]
LONGEST_WHY = 200


class WhyMissing(ValueError):
    """Somebody said that a step is still right without a word why; the text is for the author."""


def lesson_of(step_uid: str) -> LessonPage | None:
    """The lesson a published step belongs to; None where it was deleted."""
    place = StepIdentity.objects.filter(uid=step_uid).first()
    return LessonPage.objects.filter(pk=place.lesson_id).first() if place else None


def mark_stale(
    lesson: LessonPage,
    step_uid: str,
    kind: str,
    note: str = "",
    *,
    count: int = 1,
    by: User | None = None,
    now: datetime | None = None,
) -> StaleMark:
    """Ask the authors of a lesson to look at a step again; `step_uid` "" means the whole lesson.

    While such a mark is open there is no second one: the open one is given the new note and the
    higher count.
    """
    now, note = now or clock.now(), text.nfc(note)[:LONGEST_NOTE]
    with transaction.atomic():
        mark, is_new = StaleMark.objects.open().get_or_create(
            lesson=lesson,
            step_uid=step_uid,
            kind=Kind(kind),
            closed_at=None,
            defaults={"note": note, "count": max(count, 1), "opened_at": now},
        )
        if is_new:
            audit.record(
                "stale.marked", subject=mark, actor=by, at=now, kind=mark.kind, step=step_uid
            )
            return mark
        mark.note, mark.count = note or mark.note, max(count, mark.count)
        StaleMark.objects.open().filter(pk=mark.pk).update(note=mark.note, count=mark.count)
    return mark


def mark_steps(
    uids: Iterable[str], kind: str, *, note: str, by: User | None, now: datetime | None = None
) -> int:
    """`mark_stale` for published steps; how many were not marked so before."""
    where = in_use.written(uids)
    before = StaleMark.objects.open().filter(step_uid__in=where, kind=kind)
    known = set(before.values_list("step_uid", flat=True))
    for uid, spot in where.items():
        mark_stale(spot.lesson, uid, kind, note, by=by, now=now)
    return len(where.keys() - known)


def last_closed_at(step_uid: str, kind: str) -> datetime | None:
    """When a mark of this kind on a step was last answered; older reports are answered."""
    marks = StaleMark.objects.closed().filter(step_uid=step_uid, kind=kind)
    return marks.order_by("-closed_at").values_list("closed_at", flat=True).first()


def still_right(mark: StaleMark, *, why: str, by: User, now: datetime | None = None) -> bool:
    """The author has looked and nothing is to be changed; true for the call that closed it."""
    why = " ".join(text.nfc(why).split())[:LONGEST_WHY]
    if not why:
        raise WhyMissing(_("Ghi vài chữ vì sao vẫn đúng, ví dụ: đã mở ứng dụng xem lại."))
    return bool(_close([mark], Closing.STILL_RIGHT, by=by, now=now, why=why))


def take_back(marks: Iterable[StaleMark], *, by: User | None, now: datetime | None = None) -> int:
    """Marks set by mistake; how many were open."""
    return _close(marks, Closing.TAKEN_BACK, by=by, now=now)


def no_reason_left(marks: Iterable[StaleMark], *, now: datetime | None = None) -> int:
    """What the marks were about is as it was before; how many were open."""
    return _close(marks, Closing.GONE, by=None, now=now)


def reopen(mark: StaleMark, *, by: User, now: datetime | None = None) -> StaleMark:
    """Take an answer back: the reason is open again, beside the closed row that tells of it."""
    return mark_stale(
        mark.lesson, mark.step_uid, mark.kind, mark.note, count=mark.count, by=by, now=now
    )


def edition_published(edition: CourseEdition, before: CourseEdition | None) -> int:
    """Close the marks on what this edition has changed since the one before; how many.

    A step that is no longer in the course has nothing left to look at. A mark on a whole lesson
    goes when any of its steps changed. Where the lesson stands in another course, too, a mark
    stays until that course has been published anew as well.
    """
    if before is None:
        return 0
    old, new = _contents(before), _contents(edition)
    changed = {uid for uid, content in old.items() if new.get(uid) != content}
    changed |= new.keys() - old.keys()
    places = StepIdentity.objects.filter(uid__in=changed)
    uids: dict[int, set[str]] = defaultdict(set)
    for lesson_id, uid in places.values_list("lesson_id", "uid"):
        uids[lesson_id].add(uid)
    # Few are open at a time, in a course.
    marks = StaleMark.objects.open().filter(lesson__in=uids)
    elsewhere = in_use.steps().exclude(edition__course=edition.course_id).filter(uid__in=changed)
    others = list(elsewhere.select_related("edition"))
    answered = []
    for mark in marks:
        about = {mark.step_uid} & changed if mark.step_uid else uids[mark.lesson_id]
        if about and not any(one.uid in about and _is_behind(one, old, mark) for one in others):
            answered.append(mark)
    return _close(answered, Closing.PUBLISHED, by=edition.published_by, now=edition.published_at)


def _is_behind(step: EditionStep, old: Contents, mark: StaleMark) -> bool:
    """Whether another course goes on showing a step as it was when it was marked."""
    is_older = step.edition.published_at < mark.opened_at
    return is_older or content_of(step) == old.get(step.uid)


def _contents(edition: CourseEdition) -> Contents:
    steps = EditionStep.objects.filter(edition=edition)
    return {step.uid: content_of(step) for step in steps}


def content_of(step: EditionStep) -> tuple[object, ...]:
    """What a step shows; who reads it aloud changes nothing of it."""
    return step.kind, step.title, {**step.values, "voice": None}


def _close(
    marks: Iterable[StaleMark],
    closing: StaleMark.Closing,
    *,
    by: User | None,
    now: datetime | None,
    why: str = "",
) -> int:
    """Close those still open, with one line of the audit log each."""
    at = now or clock.now()
    detail = {"closing": closing.value}
    with transaction.atomic():
        open_ids = set(
            StaleMark.objects.open()
            .filter(pk__in=[mark.pk for mark in marks])
            .select_for_update()
            .values_list("pk", flat=True)
        )
        rows = list(StaleMark.objects.filter(pk__in=open_ids))
        StaleMark.objects.filter(pk__in=open_ids).update(
            closed_at=at, closing=closing, closed_by=by, why=why
        )
        audit.record_each(
            "stale.closed",
            ((mark, {"kind": mark.kind, "step": mark.step_uid, **detail}) for mark in rows),
            actor=by,
            at=at,
        )
    return len(rows)
