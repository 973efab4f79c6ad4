"""The two-minute refresher: what a major edition changed, offered to those who had finished.

It is an offer. What was completed, with its mark and its certificate, stays as it is, whether
somebody opens the refresher or not.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from courses.drafting.freezing import Values
from courses.models import Course, CourseEdition, EditionStep, Enrolment
from courses.services import levels
from courses.services.compiling import CompiledCourse
from courses.services.levels import Level
from lms.common import clock
from lms.users.models import User

MOST_SECONDS = 120
OFFERED = timedelta(days=90)


@dataclass(frozen=True)
class Chosen:
    """The steps a refresher would have, in order, and how long they take."""

    steps: list[EditionStep]
    minutes: int
    left_out: int
    """Changed steps that two minutes have no room for."""


@dataclass(frozen=True)
class Offer:
    """A refresher somebody may take, under the address of its page."""

    url: str
    minutes: int
    step_count: int


def chosen(current: CourseEdition, compiled: CompiledCourse) -> Chosen:
    """The changed steps that fit into two minutes, what weighs most first; at least one."""
    changed = levels.raised(list(current.steps.order_by("position")), compiled.steps)
    seconds = _seconds(compiled.edition.outline)
    steps = [step for step in compiled.steps if step.uid in changed]
    taken: list[EditionStep] = []
    spent = 0.0
    for step in sorted(steps, key=lambda step: -levels.ORDER.index(changed[step.uid])):
        if taken and spent + seconds[step.uid] > MOST_SECONDS:
            continue
        taken.append(step)
        spent += seconds[step.uid]
    taken.sort(key=lambda step: step.position)
    return Chosen(taken, max(1, round(spent / 60)), len(steps) - len(taken))


def _seconds(outline: Values) -> dict[str, float]:
    """How long each step takes: its share of its lesson's minutes."""
    found = {}
    for lesson in outline["lessons"]:
        whole = sum(step["minutes"] for step in lesson["steps"]) or 1
        minutes = lesson["minutes"] or whole
        for step in lesson["steps"]:
            found[step["uid"]] = 60 * minutes * step["minutes"] / whole
    return found


def frozen(
    current: CourseEdition | None, compiled: CompiledCourse, *, number: int, level: str, asked: bool
) -> Values | None:
    """What the new edition says of its refresher; a small edition carries on what stood before."""
    if current is None:
        return None
    if level != Level.MAJOR:
        return _carried(current.refresher, compiled)
    found = chosen(current, compiled) if asked else None
    if not found or not found.steps:
        return None
    return {
        "line": number,
        "steps": [step.uid for step in found.steps],
        "minutes": found.minutes,
        "since": clock.today().isoformat(),
    }


def _carried(before: Values | None, compiled: CompiledCourse) -> Values | None:
    """The same steps, but those that went."""
    here = {step.uid for step in compiled.steps}
    steps = [uid for uid in (before or {}).get("steps", []) if uid in here]
    return {**(before or {}), "steps": steps} if steps else None


def offers(person: User) -> dict[str, Offer]:
    """By the code of each course: what this person, who finished it before, may look at anew.

    Nothing once she has learnt in the new line, nor after three months; one query.
    """
    current = "course__current_edition"
    rows = Enrolment.objects.filter(
        learner=person,
        completed_at__isnull=False,
        course__state=Course.State.OPEN,
        course__current_edition__refresher__isnull=False,
    ).values_list(
        "course__code", "lines", "completed_edition__number",
        f"{current}__public_id", f"{current}__refresher",
    )  # fmt: skip
    return {
        code: Offer(f"/hoc/{public_id}/on-lai/", refresher["minutes"], len(refresher["steps"]))
        for code, lines, finished, public_id, refresher in rows
        if _is_for(refresher, lines, finished)
    }


def _is_for(refresher: dict[str, Any], lines: dict[str, str], finished: int) -> bool:
    until = date.fromisoformat(refresher["since"]) + OFFERED
    is_older = finished < refresher["line"]
    return is_older and str(refresher["line"]) not in lines and clock.today() <= until
