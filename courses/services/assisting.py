"""What somebody did for real beside a neighbour who saw it, told for her by the neighbour's team.

Only things to do for real, which learners themselves report, too: practice and tests are judged
here from what was tapped and answered, and nobody can say them for another.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.evidence import canonical, frozen
from courses.evidence.frozen import Edition
from courses.models import Course, EditionStep, Enrolment, LearningEvent
from courses.services import events
from lms.users.models import User


@dataclass(frozen=True)
class Task:
    """One thing to do for real of a course that is open."""

    course_id: int
    uid: str
    title: str


def tasks(courses: Iterable[int]) -> list[Task]:
    """Those of the courses' current editions, in their order; one query."""
    found = Course.objects.open().filter(pk__in=courses).select_related("current_edition")
    return [
        Task(course.pk, step["uid"], step["title"])
        for course in found
        if course.current_edition
        for lesson in course.current_edition.outline["lessons"]
        for step in lesson["steps"]
        if step["kind"] == EditionStep.Kind.DO
    ]


def complete(
    person: User,
    course: Course,
    uid: str,
    *,
    occasion: tuple[UUID, UUID],
    at: datetime,
    now: datetime,
) -> bool:
    """Take "she did it" through the door of all events; true only for the call that told it.

    `occasion` names a session and somebody there, the first by a UUID version 7: told again,
    whatever the hour is said to be then, it is the same event. False where the course has no such
    thing to do, or is not open.
    """
    edition = _edition(person, course)
    step = edition.steps.get(uid) if edition else None
    if edition is None or step is None or step.kind != EditionStep.Kind.DO:
        return False
    number = _number(occasion, uid)
    if LearningEvent.objects.filter(pk=number).exists():
        return False
    body = {
        "id": str(number),
        "device": str(_number(occasion)),
        "seq": 0,
        "edition": edition.public_id,
        "step": uid,
        "kind": LearningEvent.Kind.DONE.value,
        "payload": {"checked": list(range(step.check_count))},
        "at": canonical.iso(at),
    }
    taken = events.receive(person, [body], now=now)
    return [one.outcome for one in taken.outcomes] == [events.ACCEPTED]


def _edition(person: User, course: Course) -> Edition | None:
    """The one she learns in, else the current one."""
    if course.state != Course.State.OPEN or course.current_edition is None:
        return None
    place = Enrolment.objects.filter(learner=person, course=course).select_related("edition")
    own = place.first()
    public_id = own.edition.public_id if own else course.current_edition.public_id
    return frozen.editions([public_id]).get(public_id)


def _number(occasion: tuple[UUID, UUID], uid: str = "") -> UUID:
    """A UUID version 7 of the session's own moment, always the same for the same."""
    session, line = occasion
    milliseconds = session.int >> 80
    seed = f"{session}/{line}/{uid}"
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:10], "big")
    high, low = drawn >> 68, drawn & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)
