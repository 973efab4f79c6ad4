"""Closing an enrolment: once, frozen, and never taken back.

An edition is finished when every required step is done and the best counted mark of its line
reaches the pass mark. A learner has completed the course when she has finished the newest
edition of any line she has learnt in. The moment of completion is that of the last thing that was
missing, the frozen mark the best one made by then; so a history that comes in order is frozen
alike however it is cut into batches. A better or an earlier try that arrives after the closing
changes the summary but nothing that is frozen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from courses.evidence import canonical, frozen
from courses.evidence.frozen import Edition
from courses.models import Attempt, CourseEdition, Enrolment
from courses.services import grading
from courses.signals import course_completed
from lms.audit import services as audit
from lms.users.models import User


@dataclass(frozen=True, slots=True)
class Finish:
    """When an edition was finished, and with what mark."""

    edition: Edition
    at: datetime
    mark: Decimal | None


def settle(enrolment: Enrolment, *, now: datetime) -> bool:
    """Close a locked enrolment that has earned it; true only for the call that closed it."""
    if enrolment.completed_at is not None:
        return False
    for edition in _editions_learnt(enrolment):
        finish = _finish(enrolment, edition)
        if finish is not None:
            return _close(enrolment, finish, now=now)
    return False


def test_out(person: User, edition: Edition, *, at: datetime) -> bool:
    """Close a course whose author lets a placement check count for it; true for whoever closed it.

    What is frozen says so: the rule has `test_out`, and there is no mark.
    """
    enrolment, _is_new = Enrolment.objects.select_for_update().get_or_create(
        learner=person,
        course_id=edition.course_id,
        defaults={"edition_id": edition.pk, "line": edition.line, "started_at": at},
    )
    if enrolment.completed_at is not None:
        return False
    finish = Finish(edition, max(at, enrolment.started_at), None)
    return _close(enrolment, finish, now=at, rule={**edition.rule, "test_out": True})


def _editions_learnt(enrolment: Enrolment) -> Iterable[Edition]:
    """The newest edition of each line learnt in, that of the latest event first."""
    yield from frozen.editions([_public_id(enrolment)]).values()
    others = [int(line) for line in enrolment.lines if int(line) != enrolment.line]
    if others:
        yield from _newest_of_lines(enrolment.course_id, others)


def _public_id(enrolment: Enrolment) -> str:
    named = getattr(enrolment, "edition_public_id", None)
    return named if named is not None else enrolment.edition.public_id


def _newest_of_lines(course_id: int, lines: list[int]) -> list[Edition]:
    rows = frozen.with_line(CourseEdition.objects.filter(course=course_id))
    newest = {
        row["line"] or 1: row["public_id"]
        for row in rows.order_by("number").values("line", "public_id")
    }
    names = [newest[line] for line in sorted(lines, reverse=True) if line in newest]
    found = frozen.editions(names)
    return [found[name] for name in names]


def _finish(enrolment: Enrolment, edition: Edition) -> Finish | None:
    outline = edition.outline
    if not edition.required <= enrolment.done.keys():
        return None
    # A course that asks for nothing cannot be completed by opening it.
    if not edition.required and outline.pass_mark is None:
        return None
    moments = [enrolment.done[uid] for uid in edition.required]
    if outline.pass_mark is None:
        return Finish(edition, _moment(moments), None)
    best = enrolment.marks.get(str(edition.line), {}).get("best")
    if best is None or not grading.passed(Decimal(best), outline.pass_mark):
        return None
    return _finish_with_test(enrolment, edition, moments)


def _finish_with_test(enrolment: Enrolment, edition: Edition, moments: list[str]) -> Finish | None:
    tries = list(
        Attempt.objects.filter(enrolment=enrolment, line=edition.line, counted=True)
        .order_by("order_key")
        .values_list("mark", "at")
    )
    first = next(at for mark, at in tries if grading.passed(mark, edition.outline.pass_mark))
    at = _moment([*moments, canonical.iso(first)])
    return Finish(edition, at, max(mark for mark, made_at in tries if made_at <= at))


def _moment(moments: list[str]) -> datetime:
    return datetime.fromisoformat(max(moments))


def _close(
    enrolment: Enrolment, finish: Finish, *, now: datetime, rule: dict[str, Any] | None = None
) -> bool:
    frozen_values: dict[str, Any] = {
        # What was done in the course before this one was done before this one was begun.
        "completed_at": max(finish.at, enrolment.started_at),
        "completed_edition_id": finish.edition.pk,
        "completed_rule": rule or finish.edition.rule,
        "completed_mark": finish.mark,
    }
    if not Enrolment.objects.open().filter(pk=enrolment.pk).update(**frozen_values):
        return False
    for name, value in frozen_values.items():
        setattr(enrolment, name, value)
    audit.record("courses.completed", subject=enrolment, at=now, edition=finish.edition.public_id)
    course_completed.send(Enrolment, enrolment_id=enrolment.pk)
    return True
