"""What a run of a drill is worth, and when a drill comes back: pure functions."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.evidence.frozen import Exit, Step

LAST_BOX = 5
"""What lies there comes back after sixteen months."""
PASSED, MISSED = "passed", "missed"


def end_of(turns: Sequence[Sequence[Exit]], choices: Sequence[object]) -> str:
    """ "safe" or "harmed" when the answers go from the first turn to an end and stop there."""
    here = 0
    for number, choice in enumerate(choices, 1):
        if not 0 <= here < len(turns) or type(choice) is not int:
            return ""
        if not 0 <= choice < len(turns[here]):
            return ""
        taken = turns[here][choice]
        if taken.end:
            return taken.end if number == len(choices) else ""
        here = taken.next
    return ""


def is_right(step: Step, payload: Mapping[str, Any]) -> bool:
    """All signs found, with help or without, and a safe end; the phone's word is not asked for."""
    found = step.signs <= set(payload["signs"])
    return found and end_of(step.turns, payload["choices"]) == "safe"


def outcome(step: Step, payload: Mapping[str, Any]) -> str:
    """A miss also where a sign had to be shown."""
    return PASSED if is_right(step, payload) and not payload.get("hints") else MISSED


@dataclass(frozen=True, slots=True)
class Standing:
    """The box a drill lies in, from one, and the day it comes back."""

    box: int
    due_on: date


def standing(passed_on: date, runs: Mapping[date, str]) -> Standing:
    """Where a drill stands that was first passed on a day, by the first run of each day.

    Only a run on the day it is due or later moves it: a pass one box on, a miss back to the first.
    The boxes come back after 1, 2, 4, 8 and 16 months.
    """
    now = Standing(1, later(passed_on, 1))
    for day, result in sorted(runs.items()):
        if day >= now.due_on:
            box = min(now.box + 1, LAST_BOX) if result == PASSED else 1
            now = Standing(box, later(day, 2 ** (box - 1)))
    return now


def later(day: date, months: int) -> date:
    """The same day some months on, or the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
