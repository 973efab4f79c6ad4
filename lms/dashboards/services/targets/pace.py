"""Where a target stands today: what should be there, what is missing, what it will come to.

Pure arithmetic. What grows from nought in its period (sums, people counted once) should grow evenly
over its days; what was there before (stocks, shares) should go evenly from where it stood before
the period to the target, or be at the target throughout where nobody knows where it stood.
Milestones bend the way: it is even between two of them. In the first days of its period what
grows has only just begun: nobody is behind yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from itertools import pairwise

NEAR = Decimal("0.8")
"""This much of what should be there today is nearly in step."""
FIRST_DAYS, FIRST_PART = 7, 5
"""A period has just begun for its first days: for a fifth of it, and for a week at most."""
NOUGHT = Decimal(0)


class Step(StrEnum):
    """How a target keeps up."""

    REACHED = "reached"
    AHEAD = "ahead"
    NEAR = "near"
    LATE = "late"
    BEGUN = "begun"
    """Too early to say: its first days."""
    UNKNOWN = "unknown"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True, slots=True)
class Course:
    """What a target asks for: from `first` to `last`, from `start` to `value`."""

    first: date
    last: date
    value: Decimal
    start: Decimal | None
    """Where it stood before; nought for what grows from nothing, None where nobody knows."""
    marks: Sequence[tuple[date, Decimal]] = ()
    is_down: bool = False
    is_grown: bool = True
    """Whether it grows from nought in the period, so that what is missing can be done day by
    day."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a target stands on a day; None is what nobody knows."""

    step: Step
    expected: Decimal
    actual: Decimal | None
    missing: Decimal | None
    """To the target itself; never below nought."""
    behind: Decimal | None
    """To what should be there today; below nought when ahead."""
    days_left: int
    per_day: Decimal | None
    forecast: Decimal | None

    @property
    def is_behind(self) -> bool:
        return self.step in {Step.NEAR, Step.LATE}


def expected(course: Course, day: date) -> Decimal:
    """What should be there at the end of a day."""
    start = course.value if course.start is None else course.start
    # The last day is the target's own, whatever a milestone says of it.
    marks = [mark for mark in course.marks if course.first <= mark[0] < course.last]
    points = [
        (course.first - timedelta(days=1), start),
        *sorted(marks),
        (course.last, course.value),
    ]
    if course.start is None and marks:
        # Flat up to the first milestone.
        points[0] = (points[0][0], marks[0][1])
    if day <= points[0][0]:
        return points[0][1]
    for (before, low), (after, high) in pairwise(points):
        if day <= after:
            return low + (high - low) * (day - before).days / (after - before).days
    return course.value


def has_just_begun(first: date, last: date, on: date) -> bool:
    """Whether a day is among the first of a period."""
    passed, length = (on - first).days, (last - first).days + 1
    return 0 <= passed < min(FIRST_DAYS, max(length // FIRST_PART, 1))


def stands(
    course: Course,
    actual: Decimal | None,
    *,
    on: date,
    forecast: Decimal | None = None,
    is_over: bool = False,
) -> Pace:
    """Where a target stands on a day, given what is there and what it is on the way to.

    What the day itself asks for may still come: whoever has what was due the day before is in
    step, unless the day is over.
    """
    due = expected(course, on)
    due_before = due if is_over else expected(course, on - timedelta(days=1))
    left = max((course.last - max(on, course.first - timedelta(days=1))).days, 0)
    if actual is None:
        return Pace(Step.UNKNOWN, due, None, None, None, left, None, None)
    sign = -1 if course.is_down else 1
    missing = max(sign * (course.value - actual), NOUGHT)
    behind = sign * (due - actual)
    per_day = None
    if course.is_grown and not course.is_down and on <= course.last and not is_over:
        # Of the last day there is still the day itself.
        per_day = (missing / max(left, 1)).quantize(Decimal("0.1"), ROUND_CEILING)
    if not missing and (on >= course.last or not can_fall(course)):
        step = Step.REACHED
    elif on < course.first:
        step = Step.NOT_BEGUN
    elif _is_too_early(course, actual, due_before, on) and not is_over:
        step = Step.BEGUN
    elif sign * (due_before - actual) <= 0:
        step = Step.AHEAD
    else:
        small, large = (due, actual) if course.is_down else (actual, due)
        step = Step.NEAR if small >= NEAR * large else Step.LATE
    return Pace(step, due, actual, missing, behind, left, per_day, forecast)


def _is_too_early(course: Course, actual: Decimal, due_before: Decimal, on: date) -> bool:
    is_short = not actual or actual < due_before
    return is_short and not can_fall(course) and has_just_begun(course.first, course.last, on)


def can_fall(course: Course) -> bool:
    """Whether what is reached today may not be at the end: of shares, stocks, and what is to stay
    low."""
    return course.is_down or not course.is_grown


def run_on(amount: int, lately: int, lately_days: int, days_left: int) -> Decimal:
    """What an amount comes to in so many days, at the rate of the days lately."""
    if not lately_days or not days_left:
        return Decimal(amount)
    return amount + Decimal(lately) * days_left / lately_days
