"""Tries at a final test: graded once, counted by the canonical order."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from courses.evidence.intake import Event
from courses.models import Attempt, Enrolment
from courses.services import grading


def take(enrolment: Enrolment, events: Iterable[Event]) -> None:
    """Grade fresh `tested` events of one locked enrolment and count all its tries anew.

    Sets `marks` and `best_mark` on the row given and in the database.
    """
    Attempt.objects.bulk_create([_graded(enrolment, event) for event in events])
    # Their answers are the bulk of the rows and decide nothing here.
    rows = Attempt.objects.filter(enrolment=enrolment).defer("answers")
    tries = list(rows.order_by("order_key"))
    _count(tries)
    enrolment.marks = _marks(tries)
    enrolment.best_mark = max((one.mark for one in tries if one.counted), default=None)
    Enrolment.objects.filter(pk=enrolment.pk).update(
        marks=enrolment.marks, best_mark=enrolment.best_mark
    )


def left(enrolment: Enrolment, line: int, allowed: int | None) -> int | None:
    """How many more tries count; None where there is no limit."""
    if allowed is None:
        return None
    made: int = enrolment.marks.get(str(line), {}).get("tries", 0)
    return max(0, allowed - made)


def _graded(enrolment: Enrolment, event: Event) -> Attempt:
    graded = grading.grade(event.edition.test, event.payload["answers"])
    return Attempt(
        enrolment=enrolment,
        edition_id=event.edition.pk,
        line=event.edition.line,
        event_id=event.id,
        answers=graded.answers,
        rule=event.edition.rule,
        mark=graded.mark,
        passed=grading.passed(graded.mark, event.edition.outline.pass_mark),
        at=event.ordered_at,
        order_key=event.order_key,
        graded_at=event.received_at,
    )


def _count(tries: list[Attempt]) -> None:
    """Mark which tries count: the first ones of their line, as many as their rule allows.

    A try that comes late but was made early may take the place of one counted before.
    """
    made: dict[int, int] = {}
    changed: dict[bool, list[int]] = {True: [], False: []}
    for one in tries:
        made[one.line] = made.get(one.line, 0) + 1
        allowed = one.rule["attempts"]
        counts = allowed is None or made[one.line] <= allowed
        if counts != one.counted:
            one.counted = counts
            changed[counts].append(one.pk)
    for counts, keys in changed.items():
        if keys:
            Attempt.objects.filter(pk__in=keys).update(counted=counts)


def _marks(tries: list[Attempt]) -> dict[str, Any]:
    marks: dict[str, Any] = {}
    for one in tries:
        if one.counted:
            kept = marks.setdefault(str(one.line), {"tries": 0, "best": "0.00"})
            kept["tries"] += 1
            kept["best"] = str(max(one.mark, Decimal(kept["best"])))
    return marks
