"""Where each sentence of a recording begins: proposed from the pauses, written as plain times."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3})(?:[,.](\d{1,2}))?")


class Pause(NamedTuple):
    """Silence inside a recording: the second at which speech goes on, and how long it was."""

    end: float
    length: float


class MarksUnreadable(ValueError):
    """A line that is no time, or times that do not grow; the text is that line."""


def proposed(pauses: Iterable[Pause], count: int | None = None) -> list[float]:
    """The beginnings of `count` sentences: after the longest pauses, in order.

    Without a count, after every pause. Empty where there are too few pauses.
    """
    inner = list(pauses)
    # Quiet before the first word is no pause between two sentences.
    if inner and inner[0].end - inner[0].length < 0.1:
        first, *inner = inner
        begin = first.end
    else:
        begin = 0.0
    if count is not None:
        if len(inner) < count - 1:
            return []
        inner = sorted(inner, key=lambda pause: -pause.length)[: max(count - 1, 0)]
    return [round(begin, 2), *sorted(round(pause.end, 2) for pause in inner)]


def written(marks: Iterable[float]) -> str:
    """One time a line: "0:00,0"."""
    return "\n".join(_time(mark) for mark in marks)


def _time(mark: float) -> str:
    tenths = round(mark * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d},{tenths % 10}"


def read(text: str, *, longest: float) -> list[float]:
    """The times of a text, one a line; raises MarksUnreadable."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marks = [_seconds(line) for line in lines]
    for line, (before, after) in zip(lines[1:], pairwise(marks), strict=True):
        if after <= before:
            raise MarksUnreadable(line)
    if marks and marks[-1] >= longest:
        raise MarksUnreadable(lines[-1])
    return marks


def _seconds(line: str) -> float:
    found = _TIME.fullmatch(line)
    if not found:
        raise MarksUnreadable(line)
    minutes, seconds, part = found.groups()
    return round(int(minutes or 0) * 60 + int(seconds) + float(f"0.{part or 0}"), 2)
