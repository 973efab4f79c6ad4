"""What was done in a retired course counts in the one that follows it, step by step.

A step that both have bears the same uid, and what was done of it is handed on when either course
hears from the learner; so it does not matter in which order phones send. Only what was done of
steps and drills goes along: marks belong to the test they were given for.
"""

from collections.abc import Iterable
from datetime import datetime

from courses.models import Course, EditionStep, Enrolment
from courses.services import completion
from lms.users.models import User

LONGEST = 20
"""Courses in a row; no end is looked for behind so many."""
HANDED_ON = ("done", "drills")


def carry(enrolment: Enrolment, *, now: datetime) -> None:
    """Bring a locked enrolment, and those in the courses that follow, up to date.

    The caller settles the enrolment it hands in; those that follow are settled here.
    """
    _take(enrolment, _before(enrolment.course_id))
    for course_id in _after(enrolment.course_id):
        held = Enrolment.objects.select_for_update().filter(
            learner=enrolment.learner_id, course=course_id
        )
        following = held.first()
        if following is not None and _take(following, _before(course_id)):
            completion.settle(following, now=now)


def carry_all(person: User, *, now: datetime) -> None:
    """The same for every course of a person whose records were made one."""
    for enrolment in person.enrolments.filter(course__predecessors__isnull=False).distinct():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if _take(locked, _before(locked.course_id)):
            completion.settle(locked, now=now)


def _take(enrolment: Enrolment, courses: Iterable[int]) -> bool:
    """Add what was done in these courses of steps this one has; true when that was anything."""
    earlier = Enrolment.objects.filter(learner=enrolment.learner_id, course__in=list(courses))
    rows = list(earlier.only("pk", *HANDED_ON))
    uids = {uid for row in rows for uid in row.done}
    if not uids:
        return False
    steps = EditionStep.objects.filter(edition__course=enrolment.course_id, uid__in=uids)
    shared = set(steps.values_list("uid", flat=True))
    changed = {}
    for name in HANDED_ON:
        mine: dict[str, str] = getattr(enrolment, name)
        merged = dict(mine)
        for row in rows:
            for key, moment in getattr(row, name).items():
                if key.split()[0] in shared:
                    merged[key] = min(moment, merged.get(key, moment))
        if merged != mine:
            changed[name] = merged
            setattr(enrolment, name, merged)
    if changed:
        Enrolment.objects.filter(pk=enrolment.pk).update(**changed)
    return bool(changed)


def _before(course_id: int) -> list[int]:
    """The courses that lead to this one, over however many steps."""
    found: list[int] = []
    nearest = [course_id]
    while nearest and len(found) < LONGEST:
        rows = Course.objects.filter(successor__in=nearest).exclude(pk__in=[*found, course_id])
        nearest = list(rows.values_list("pk", flat=True))
        found += nearest
    return found


def _after(course_id: int) -> list[int]:
    """The courses this one leads to, the next one first."""
    found: list[int] = []
    here: int | None = course_id
    while here is not None and len(found) < LONGEST:
        rows = Course.objects.filter(pk=here).values_list("successor", flat=True)
        here = rows.first()
        if here is None or here in (*found, course_id):
            break
        found.append(here)
    return found
