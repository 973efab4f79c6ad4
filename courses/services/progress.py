"""How far a learner is: the same summary after each batch and on every phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, DateField, Value

from courses.evidence import drills, frozen
from courses.evidence.frozen import Outline
from courses.models import Duty, Enrolment, TestOut, TestOutRule
from courses.services import attempts, grading
from lms.common import clock
from lms.users.models import User

MOST_DUTIES = 100


@dataclass(frozen=True, slots=True)
class DrillProgress:
    """A drill once passed, and the day it comes back."""

    step: str
    title: str
    box: int
    due_on: date


@dataclass(slots=True)
class CourseProgress:
    """A course as its learner sees it, in the edition she is pinned to."""

    enrolment_id: int
    course: str
    title: str
    edition: str
    done: list[str]
    current: str
    mark: str | None
    passed: bool
    attempts_left: int | None
    completed_at: datetime | None
    step_count: int
    drills: list[DrillProgress]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A course an official must finish, and by when."""

    course: str
    title: str
    due_on: date
    done: bool


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A course the placement check found known, when, and what that counts for."""

    course: str
    title: str
    at: datetime
    rule: str

    @property
    def counts(self) -> bool:
        return self.rule != TestOutRule.ADVICE


def of_person(person: User) -> list[CourseProgress]:
    """Every course of a person, the latest first; one query."""
    enrolments = (
        Enrolment.objects.filter(learner=person)
        .select_related("course", "edition")
        .defer("edition__test", "edition__test_key")
        .order_by("-current_at", "-pk")
    )
    found = []
    for enrolment in enrolments:
        enrolment.edition.course = enrolment.course
        found.append(summary(enrolment, frozen.outline_of(enrolment.edition)))
    return found


def after(enrolments: Iterable[Enrolment]) -> list[CourseProgress]:
    """The courses of a batch just received; no query while the process knows their editions."""
    rows = list(enrolments)
    names = [row.edition_public_id for row in rows]  # type: ignore[attr-defined]  # annotated
    editions = frozen.editions(names)
    pairs = zip(rows, names, strict=True)
    return [summary(row, editions[name].outline) for row, name in pairs]


def summary(enrolment: Enrolment, outline: Outline) -> CourseProgress:
    best = _best(enrolment)
    is_complete = enrolment.completed_at is not None
    has_passed = outline.has_test and best is not None and grading.passed(best, outline.pass_mark)
    return CourseProgress(
        enrolment_id=enrolment.pk,
        course=outline.course_code,
        title=outline.title,
        edition=outline.public_id,
        done=[uid for uid in outline.uids if uid in enrolment.done],
        current=_current(enrolment, outline),
        mark=None if best is None else str(best),
        passed=is_complete or has_passed,
        attempts_left=attempts.left(enrolment, enrolment.line, outline.attempts),
        completed_at=enrolment.completed_at,
        step_count=len(outline.uids),
        drills=drills_of(enrolment, outline),
    )


def drills_of(enrolment: Enrolment, outline: Outline) -> list[DrillProgress]:
    """The drills of the edition that were passed, as events alone make them stand."""
    runs: dict[str, dict[date, str]] = {}
    for key, run in enrolment.drills.items():
        uid, day = key.split()
        runs.setdefault(uid, {})[date.fromisoformat(day)] = run.split()[1]
    found = []
    for uid, title in outline.drills:
        if uid in enrolment.done:
            first = clock.local(datetime.fromisoformat(enrolment.done[uid])).date()
            stands = drills.standing(first, runs.get(uid, {}))
            found.append(DrillProgress(uid, title, stands.box, stands.due_on))
    return found


def _best(enrolment: Enrolment) -> Decimal | None:
    """The best counted mark of the line she is in; the one she completed with otherwise."""
    kept = enrolment.marks.get(str(enrolment.line))
    return Decimal(kept["best"]) if kept else enrolment.completed_mark


def _current(enrolment: Enrolment, outline: Outline) -> str:
    """The step to go on with; "" before the first.

    Where the last step seen is gone from the edition, or she was at the test, it is the first
    step not yet done, and after all of them the last.
    """
    if enrolment.current_step in outline.uids:
        return enrolment.current_step
    if not enrolment.current_key or not outline.uids:
        return ""
    undone = (uid for uid in outline.uids if uid not in enrolment.done)
    return next(undone, outline.uids[-1])


def drills_due(courses: Iterable[CourseProgress], *, on: date) -> list[tuple[str, str]]:
    """The address and title of each drill to be practised again, the longest due first."""
    due = [
        (drill.due_on, f"/hoc/{course.edition}/{drill.step}/", drill.title)
        for course in courses
        for drill in course.drills
        if drill.due_on <= on
    ]
    return [(url, title) for _, url, title in sorted(due)]


def asked_and_known(person: User) -> tuple[list[DutyLine], list[KnownLine]]:
    """What an official must finish, the nearest date first, and what need not be learnt, the
    latest first; one query."""
    named = ("course__code", "course__current_edition__title")
    duties = Duty.objects.filter(person=person, rule__cancelled_at=None).annotate(
        known=Value("", CharField())
    )
    known = TestOut.objects.filter(placement__person=person).annotate(
        due_on=Value(None, DateField())
    )
    rows = (
        duties.order_by()
        .values_list("known", *named, "due_on", "done_at")
        .union(known.values_list("rule", *named, "due_on", "placement__at"), all=True)
        .order_by("due_on")[: 2 * MOST_DUTIES]
    )
    musts: list[DutyLine] = []
    found: dict[str, KnownLine] = {}
    for rule, code, title, due_on, at in rows:
        if not rule:
            musts.append(DutyLine(code, title or code, due_on, at is not None))
        elif code not in found or _weighs(rule, at) > _weighs(found[code].rule, found[code].at):
            found[code] = KnownLine(code, title or code, at, rule)
    musts.sort(key=lambda line: line.due_on)
    return musts[:MOST_DUTIES], sorted(found.values(), key=lambda line: line.at, reverse=True)


def _weighs(rule: str, at: datetime) -> tuple[int, datetime]:
    """Of several test-outs of a course the one that counts for most, then the latest."""
    return TestOutRule.values.index(rule), at
