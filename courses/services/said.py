"""What waits for an author: questions, and faults gathered by step; only of her own sections."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from courses import policies
from courses.models import Course, CourseEdition, StepQuestion, StepSignal
from courses.models.signals import StepQuestionQuerySet, StepSignalQuerySet
from courses.services import naming_steps
from lms.audit import services as audit
from lms.users.models import User

TEAM_ANSWERS_WITHIN = timedelta(days=7)
"""A question to a team that waits longer is the author's, too: a team may be out of breath."""
MOST_TOLD = 5
"""Words of learners shown with a fault; the counts tell of all."""
SHUT = (Course.State.CLOSED, Course.State.WITHDRAWN)
Fault = StepSignal.Kind.FAULTY


@dataclass
class Faults:
    """All that is told to be wrong with one step of one edition."""

    edition: CourseEdition
    step: str
    people: int
    last_at: datetime
    counts: list[tuple[str, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    """A mark for each thing said, by which `settle` knows what the author has read."""

    @property
    def edition_id(self) -> int:
        return self.edition.pk


def questions(user: Any, *, now: datetime) -> StepQuestionQuerySet:
    """Every question about a course of her sections, save those a team is still to answer."""
    sections = policies.sections_written_by(user).values("pk")
    rows: StepQuestionQuerySet = StepQuestion.objects.filter(edition__course__section__in=sections)
    in_time = Q(to=StepQuestion.To.TEAM, received_at__gte=now - TEAM_ANSWERS_WITHIN)
    rows = rows.exclude(in_time & Q(state=StepQuestion.State.WAITING))
    return rows.select_related("edition__course")


def for_author(user: Any, *, now: datetime) -> QuerySet[StepQuestion]:
    """Those that wait for her: asked of her, or of a team that did not answer in time."""
    return questions(user, now=now).waiting().order_by("asked_at", "pk")


def waiting(user: Any, *, now: datetime) -> tuple[int, int]:
    """How many questions wait for her, and how many steps somebody called faulty."""
    return for_author(user, now=now).count(), faults(user).count()


def of_teams(user: Any, *, now: datetime) -> QuerySet[StepQuestion]:
    """What teams were asked and answered, or not in time: good ones may stand under the step."""
    rows = questions(user, now=now).asked_of_team()
    return rows.order_by("-asked_at", "pk")


def settled(user: Any, *, now: datetime) -> QuerySet[StepQuestion]:
    rows = questions(user, now=now).exclude(state=StepQuestion.State.WAITING)
    return rows.order_by("-asked_at", "pk")


def faults(user: Any, *, is_settled: bool = False) -> QuerySet[Any, Any]:
    """Steps with faults, as rows of `edition`, `step`, `people` and `last_at`.

    Of a course that is closed or withdrawn nobody can see a step, nor mend it for anybody; they
    wait until it is taught again.
    """
    sections = policies.sections_written_by(user).values("pk")
    rows = StepSignal.objects.standing().filter(kind=Fault, edition__course__section__in=sections)
    rows = rows.exclude(edition__course__state__in=SHUT)
    rows = rows.filter(settled_at__isnull=not is_settled)
    grouped = rows.values("edition", "step").annotate(people=Count("pk"), last_at=Max("at"))
    return grouped.order_by("-people", "-last_at", "step")


def told(rows: list[dict[str, Any]], *, is_settled: bool = False) -> list[Any]:
    """The rows of a page of `faults` with names, reasons and words; three queries."""
    editions = CourseEdition.objects.select_related("course").defer("outline", "test", "test_key")
    by_pk = editions.in_bulk({row["edition"] for row in rows})
    found = {
        (row["edition"], row["step"]): Faults(
            by_pk[row["edition"]], row["step"], row["people"], row["last_at"]
        )
        for row in rows
    }
    signals = StepSignal.objects.standing().filter(
        kind=Fault,
        settled_at__isnull=not is_settled,
        edition__in=by_pk,
        step__in={step for _, step in found},
    )
    tally: dict[tuple[int, str], dict[str, int]] = {}
    fields = ("pk", "order_key", "edition", "step", "value", "text")
    for row in signals.order_by("-at", "pk").values(*fields):
        key = (row["edition"], row["step"])
        if one := found.get(key):
            one.seen.append(_mark(row["pk"], row["order_key"]))
            label = str(StepSignal.Fault(row["value"]).label)
            counts = tally.setdefault(key, {})
            counts[label] = counts.get(label, 0) + 1
            if row["text"] and len(one.words) < MOST_TOLD:
                one.words.append(row["text"])
    for key, one in found.items():
        one.counts = sorted(tally.get(key, {}).items(), key=lambda pair: -pair[1])
    return naming_steps.named(found.values())


def _mark(pk: int, order_key: str) -> str:
    """Another one once the same person says another thing."""
    return sha256(f"{pk}:{order_key}".encode()).hexdigest()[:12]


def settle(
    edition: CourseEdition, step: str, *, seen: Collection[str], by: User, now: datetime
) -> tuple[int, int]:
    """The author looked after those faults of a step that she has `seen`.

    How many they were, and how many are open still: said, or said anew, since she looked.
    """
    waiting = of_step(edition, step).standing().filter(settled_at=None)
    with transaction.atomic():
        rows = waiting.select_for_update().order_by("pk").values_list("pk", "order_key")
        marks = {pk: _mark(pk, order_key) for pk, order_key in rows}
        known = set(seen)
        mine = [pk for pk, mark in marks.items() if mark in known]
        done = waiting.filter(pk__in=mine).update(settled_at=now, settled_by=by)
        _note("fault.settled", edition, step, done, by=by, now=now)
    return done, len(marks) - done


def unsettle(edition: CourseEdition, step: str, *, by: User, now: datetime) -> int:
    """All faults of a step are open again; how many."""
    rows = of_step(edition, step).exclude(settled_at=None)
    with transaction.atomic():
        done = rows.update(settled_at=None, settled_by=None)
        _note("fault.reopened", edition, step, done, by=by, now=now)
    return done


def of_step(edition: CourseEdition, step: str) -> StepSignalQuerySet:
    found: StepSignalQuerySet = StepSignal.objects.filter(edition=edition, step=step, kind=Fault)
    return found


def _note(
    verb: str, edition: CourseEdition, step: str, count: int, *, by: User, now: datetime
) -> None:
    if count:
        audit.record(verb, subject=edition, actor=by, at=now, step=step, count=count)
