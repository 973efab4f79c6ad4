"""How much of a lesson goes on one sheet of A4, and how large its type may be.

Heights are guessed on the safe side from the number of letters; what runs over all the same goes
on on another sheet. In the browser pictures grow into the room that is left.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any

Values = Mapping[str, Any]

TYPES = (28, 24, 21, 18)
"""Points, the largest first; steps share a sheet only where the last is small enough."""
SCREENS_A_SHEET = 3
"""Side by side they are nearly as large as a phone."""

# Millimetres, as static/css/more/paper.css has them.
ROOM = 222
WIDTH, BESIDE_QR, BESIDE_TALL, BESIDE_SCREEN, INDENT = 182, 142, 96, 78, 12
SPACE, SHORT_LINK, QR, FRAME = 4, 12, 37, 8
PICTURE, TALL_PICTURE, SCREEN, ONLY_SCREEN = 75, 120, 102, 150
A_POINT = 0.353
LETTER, LINE, HEADING = 0.48, 1.42, 1.25
"""Parts of the size of type: the mean width of a letter, a line, and a heading."""
WORDS_BEFORE = "Lệ phí nộp trực tuyến: "
"""As long as what stands before a line of a procedure."""
LOST_AT_END = 3
"""Letters a line has no room for, because the next word is longer."""
TEXTS = ("intro", "text", "after", "task", "transcript", "help")
LISTS = ("checklist", "points")
_LINE_ENDS = re.compile(r"<br\b[^>]*>|</(?:p|li|h3)>|\n")
_TAG = re.compile(r"<[^>]+>")


def together(steps: Iterable[tuple[str, Values]]) -> list[int]:
    """How many steps, each a title and its values, go on each sheet."""
    counts: list[int] = []
    on_sheet: list[tuple[str, Values]] = []
    for step in steps:
        on_sheet = [*on_sheet, step]
        if counts and _height(on_sheet, TYPES[-1]) <= ROOM:
            counts[-1] += 1
        else:
            counts.append(1)
            on_sheet = [step]
    return counts


def type_for(steps: Sequence[tuple[str, Values]]) -> int:
    """The largest type in which these steps fit on one sheet; the smallest where none does."""
    return next((points for points in TYPES if _height(steps, points) <= ROOM), TYPES[-1])


def is_tall(picture: Values | None) -> bool:
    """Whether words stand beside the picture rather than above it."""
    return picture is not None and int(picture["height"]) > int(picture["width"])


def _height(steps: Sequence[tuple[str, Values]], points: int) -> float:
    return sum(_height_of(title, values, points) for title, values in steps)


def _height_of(title: str, values: Values, points: int) -> float:
    heading = _lines(title, BESIDE_QR, points * HEADING) + SHORT_LINK
    picture = values.get("picture")
    width = BESIDE_TALL if is_tall(picture) else WIDTH
    words = _words(values, width, points)
    if is_tall(picture):
        words = max(words, TALL_PICTURE)
    elif picture:
        words += PICTURE + SPACE
    if picture:
        words += _lines(picture.get("caption") or "", WIDTH, points)
    return max(heading, QR) + words + _screens(values.get("screens") or [], points) + SPACE


def _words(values: Values, width: int, points: int) -> float:
    texts = [values.get(name) or "" for name in TEXTS]
    height = sum(_lines(text, width, points) + SPACE for text in texts if text)
    for name in LISTS:
        rows = values.get(name) or []
        height += sum(_lines(row, width - INDENT, points) + SPACE / 2 for row in rows)
    if note := values.get("note"):
        inside = width - FRAME
        height += _lines(note["title"], inside, points) + _lines(note["text"], inside, points)
        height += FRAME + SPACE
    return height + _procedure(values.get("procedure"), width - FRAME, points)


def _procedure(card: Values | None, width: int, points: int) -> float:
    """The frame with what a procedure asks for, a line each."""
    if not card:
        return 0
    shown = [card[key] for key in ("days", "fee_counter", "fee_online") if card[key]]
    told = [card["name"], "*", *card["papers"], *shown, "*"]
    return sum(_lines(f"{WORDS_BEFORE}{line}", width, points) for line in told) + FRAME + SPACE


def _screens(screens: Sequence[Values], points: int) -> float:
    if not screens:
        return 0
    is_alone = len(screens) == 1
    width = BESIDE_SCREEN if is_alone else WIDTH // len(screens) - SPACE
    # Screens stand in one row, so the longest words above and below count.
    words = sum(
        max(_lines(screen.get(name) or "", width, points) for screen in screens) + SPACE
        for name in ("ask", "hint")
    )
    return max(ONLY_SCREEN, words) if is_alone else SCREEN + words


def _lines(html: str, width: float, points: float) -> float:
    size = points * A_POINT
    letters = max(1, int(width / (LETTER * size)) - LOST_AT_END)
    parts = [unescape(_TAG.sub("", part)).strip() for part in _LINE_ENDS.split(html)]
    return sum(math.ceil(len(part) / letters) for part in parts) * LINE * size
