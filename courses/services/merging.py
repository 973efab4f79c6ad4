"""Two histories of one learner made one, as if all had been learnt under one name.

The events stay under the name they were made under. Every column of an enrolment but what is
frozen at completion is merged by the operations of `projection`, which may be repeated and swapped.
"""

from django.db import transaction
from django.db.models import ProtectedError

from courses.models import Attempt, Course, Duty, Enrolment, QuarantinedEvent, StaleMark, TestOut
from courses.services import attempts, carrying, completion
from courses.services.projection import EARLIEST, OF_LATEST
from courses.signals import course_completed
from lms.common import clock
from lms.users.models import User

FROZEN = ("completed_at", "completed_edition_id", "completed_rule", "completed_mark")


def take_over(person: User, into: User) -> None:
    """Courses, tries and duties of `person` are those of `into`, each once."""
    mine = {one.course_id: one for one in into.enrolments.select_for_update().order_by("course")}
    for theirs in person.enrolments.select_for_update().order_by("course"):
        if held := mine.get(theirs.course_id):
            _join(held, theirs, into)
        else:
            Enrolment.objects.filter(pk=theirs.pk).update(learner=into)
    carrying.carry_all(into, now=clock.now())
    person.placements.update(person=into)
    Course.objects.filter(owner=person).update(owner=into)
    StaleMark.objects.filter(closed_by=person).update(closed_by=into)
    _take_duties(person, into)
    aside = QuarantinedEvent.objects.filter(person=person)
    known = QuarantinedEvent.objects.filter(person=into).values("event_id", "body_hash")
    for event_id, body_hash in known.values_list("event_id", "body_hash"):
        aside = aside.exclude(event_id=event_id, body_hash=body_hash)
    aside.update(person=into)


def _join(mine: Enrolment, theirs: Enrolment, into: User) -> None:
    """One row of two; the one a certificate points at stays, for it names that very row.

    With a certificate on both, the row of `mine` goes on and the other stays as it was frozen.
    """
    kept, other = mine, theirs
    if not _dissolve(theirs, into=mine):
        if _dissolve(mine, into=theirs):
            kept, other = theirs, mine
        else:
            Attempt.objects.filter(enrolment=theirs).update(enrolment=mine)
    _fold(kept, other)
    kept.learner = into
    kept.save()
    attempts.take(kept, [])
    if not completion.settle(kept, now=clock.now()) and kept.completed_at:
        # Whoever waits for the completion of a row that is gone waits for this one now.
        course_completed.send(Enrolment, enrolment_id=kept.pk)


def _dissolve(row: Enrolment, *, into: Enrolment) -> bool:
    """Give the tries to the other row and delete this one; false where something points at it."""
    try:
        with transaction.atomic():
            Attempt.objects.filter(enrolment=row).update(enrolment=into)
            Enrolment.objects.get(pk=row.pk).delete()
    except ProtectedError:
        return False
    return True


def _fold(kept: Enrolment, other: Enrolment) -> None:
    for name in EARLIEST:
        setattr(kept, name, _earliest(getattr(kept, name), getattr(other, name)))
    if other.current_key > kept.current_key:
        for name in OF_LATEST:
            setattr(kept, name, getattr(other, name))
    kept.started_at = min(kept.started_at, other.started_at)
    if other.completed_at and not kept.completed_at:
        for name in FROZEN:
            setattr(kept, name, getattr(other, name))


def _earliest(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    return {
        key: min(moments[key] for moments in (one, other) if key in moments)
        for key in sorted(one.keys() | other.keys())
    }


def _take_duties(person: User, into: User) -> None:
    held = {duty.rule_id: duty for duty in into.duties.all()}
    for duty in person.duties.all():
        twin = held.get(duty.rule_id)
        if twin is None:
            Duty.objects.filter(pk=duty.pk).update(person=into)
            continue
        if duty.done_at:
            Duty.objects.filter(pk=twin.pk, done_at=None).update(done_at=duty.done_at)
        duty.delete()
    finished = into.enrolments.exclude(completed_at=None).values_list("course", "completed_at")
    known = TestOut.objects.counting().filter(placement__person=into)
    for course, done_at in [*finished, *known.values_list("course", "placement__at")]:
        Duty.objects.filter(person=into, course=course, done_at=None).update(done_at=done_at)
