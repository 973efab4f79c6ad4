"""What is right and what a test is worth: pure functions of frozen keys and what was sent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from courses.evidence.frozen import Screen, Spot, TestSlot
from lms.common.text import fold

FULL_MARK = Decimal(10)
STEP_OF_MARK = Decimal("0.01")

NARROWEST = 320
"""The narrowest phone, in CSS pixels: there a finger's breadth is the largest share of it."""
FINGER = 48
"""Side of the smallest area that takes a tap, whatever is drawn, in CSS pixels."""
ROUNDING = 0.5
"""What a phone may lose by rounding a place, in percent of the picture."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded test: the mark and, by slot, what was answered and whether it was right."""

    mark: Decimal
    answers: list[dict[str, Any]]

    @property
    def right_by_slot(self) -> dict[str, bool]:
        return {answer["slot"]: answer["right"] for answer in self.answers}


def question_right(right: Collection[str], answer: Iterable[str]) -> bool:
    """Exactly the right options and no other; a question without a key is never right."""
    return bool(right) and set(answer) == set(right)


def simulation_right(screens: Iterable[Screen], taps: Iterable[Mapping[str, Any]]) -> bool:
    """The taps hit a target on every screen, in the order of the screens, misses between them.

    The phone's own word is not asked for: every tap is measured against the frozen spots.
    """
    remaining = iter(taps)
    screens = tuple(screens)
    return bool(screens) and all(
        any(tap["screen"] == number and tap_right(screen, tap) for tap in remaining)
        for number, screen in enumerate(screens)
    )


def tap_right(screen: Screen, tap: Mapping[str, Any]) -> bool:
    """A target is hit, with what must be typed there; inside a drawn decoy nothing is hit."""
    x, y = tap["x"], tap["y"]
    targets = [spot for spot in screen.spots if spot.is_target]
    drawn = [spot for spot in screen.spots if _inside(spot, x, y, spot.w, spot.h)]
    if drawn and not any(spot.is_target for spot in drawn):
        return False
    least_w, least_h = _finger(screen)
    return any(
        _inside(spot, x, y, max(spot.w + ROUNDING, least_w), max(spot.h + ROUNDING, least_h))
        and _typed(spot, tap.get("text", ""))
        for spot in targets
    )


def _finger(screen: Screen) -> tuple[float, float]:
    """A finger's breadth and height in percent of the picture on the narrowest phone."""
    height = NARROWEST * screen.height / screen.width if screen.width else NARROWEST
    return 100 * FINGER / NARROWEST, 100 * FINGER / height if height else 100


def _inside(spot: Spot, x: float, y: float, width: float, height: float) -> bool:
    """Within a rectangle of that size around the middle of the spot."""
    return abs(x - spot.x - spot.w / 2) <= width / 2 and abs(y - spot.y - spot.h / 2) <= height / 2


def _typed(spot: Spot, text: str) -> bool:
    return not spot.typed or fold(text) == spot.typed


def grade(test: Mapping[str, TestSlot], answers: Mapping[str, list[str]]) -> Graded:
    """Grade what was answered; a slot left empty is wrong."""
    graded = [_grade_slot(slot, answers.get(slot.slot, [])) for slot in test.values()]
    right = (slot for slot, row in zip(test.values(), graded, strict=True) if row["right"])
    got = sum((slot.points for slot in right), Decimal(0))
    return Graded(mark(got, sum((slot.points for slot in test.values()), Decimal(0))), graded)


def _grade_slot(slot: TestSlot, answer: list[str]) -> dict[str, Any]:
    is_right = question_right(slot.right, answer)
    return {
        "slot": slot.slot,
        "question": slot.question,
        "version": slot.version,
        "answer": sorted(answer),
        "right": is_right,
        "points": str(slot.points if is_right else 0),
    }


def mark(got: Decimal, whole: Decimal) -> Decimal:
    """The share on the 10-point scale, to a hundredth, halves rounded up; 0 of nothing is 0."""
    if not whole:
        return Decimal("0.00")
    return (FULL_MARK * got / whole).quantize(STEP_OF_MARK, rounding=ROUND_HALF_UP)


def passed(mark: Decimal | None, pass_mark: Decimal | None) -> bool:
    """True where there is no pass mark to reach."""
    return pass_mark is None or (mark is not None and mark >= pass_mark)
