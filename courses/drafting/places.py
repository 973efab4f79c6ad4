"""Where a place to touch lies on its picture: what an author is warned of, wherever she reads it.

`static/desk/places.js` says the same while she draws; `tests/courses/places.json` holds both to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

PHONE = 360
"""The phone sizes are told for, in CSS pixels."""
PICTURE = 285
"""How broad a screen's picture is there, inside the drawn phone."""
FINGER = 48
"""The smallest side a finger hits with ease."""
SLACK = 0.01
"""What rounding may add, in percent of the picture."""

type Box = tuple[float, float, float, float]
type Frame = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two places by their numbers from nought; a touch on what they share counts for `winner`."""

    winner: int
    loser: int


def is_flat(box: Box) -> bool:
    return box[2] <= 0 or box[3] <= 0


def is_outside(box: Box) -> bool:
    x, y, w, h = box
    return x < -SLACK or y < -SLACK or x + w > 100 + SLACK or y + h > 100 + SLACK


def size(box: Box, frame: Frame) -> tuple[int, int]:
    """In pixels of the phone; a picture nobody has chosen yet is as broad as it is high."""
    width, height = frame
    tall = PICTURE * (height / width if width and height else 1)
    return int(box[2] * PICTURE / 100 + 0.5), int(box[3] * tall / 100 + 0.5)


def is_small(box: Box, frame: Frame) -> bool:
    return min(size(box, frame)) < FINGER


def overlaps(boxes: Sequence[Box]) -> Iterator[Overlap]:
    """Every two that share some of the picture.

    The smaller wins, as on the resident's phone; of two alike the higher, then the earlier.
    """
    for (one, first), (two, second) in combinations(enumerate(boxes), 2):
        if _meet(first, second):
            wins = _rank(first) <= _rank(second)
            yield Overlap(one, two) if wins else Overlap(two, one)


def _meet(first: Box, second: Box) -> bool:
    return all(
        min(first[side] + first[side + 2], second[side] + second[side + 2])
        - max(first[side], second[side])
        > SLACK
        for side in (0, 1)
    )


def _rank(box: Box) -> tuple[float, float]:
    return round(box[2] * box[3], 4), box[1]
