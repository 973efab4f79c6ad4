"""A learner's place on a course, before she has opened it."""

from datetime import datetime

from courses.evidence import frozen
from courses.models import Course, CourseEdition, Enrolment
from lms.users.models import User


class CourseNotOpen(Exception):
    """The course takes no new learners; those who have begun go on."""


def enrol(learner: User, course: Course, *, now: datetime) -> Enrolment:
    """The learner's enrolment, made when there is none; raises CourseNotOpen for a new one.

    Learning needs no call of this: the first event makes the enrolment, even in a course that
    was closed while the phone was away.
    """
    known = Enrolment.objects.filter(learner=learner, course=course).first()
    if known is not None:
        return known
    if course.current_edition_id is None or course.state != Course.State.OPEN:
        raise CourseNotOpen(course.code)
    current = CourseEdition.objects.filter(pk=course.current_edition_id)
    edition = frozen.with_line(current).get()
    return Enrolment.objects.get_or_create(
        learner=learner,
        course=course,
        defaults={"edition": edition, "line": edition.line or 1, "started_at": now},
    )[0]
