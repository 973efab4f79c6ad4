"""Captions as WebVTT: read line by line, written plain, told as a transcript."""

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple, NoReturn

from django.utils.translation import gettext as _

from lms.media.refusals import FileRefused

MAX_SIGNS = 60_000
PARAGRAPH_SECONDS = 1.5
SLACK_SECONDS = 1.0
_ARROW = "-->"
_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")
_TAG = re.compile(r"</?[a-zA-Z0-9.:_ -]*>")
_ASIDE = ("NOTE", "STYLE", "REGION")


class Cue(NamedTuple):
    """Some words on the screen, in seconds from the beginning."""

    start: float
    end: float
    text: str


class CaptionsWrong(FileRefused):
    """The text names the line and says what to do."""


def read(text: str, *, seconds: float = 0) -> list[Cue]:
    """The captions of a text, in order, the signs of WebVTT or of SRT; raises CaptionsWrong.

    With `seconds` none may go on after the end of the video.
    """
    if len(text) > MAX_SIGNS:
        raise CaptionsWrong(_("Phụ đề dài quá. Mỗi dòng chỉ ghi lời nói, tách video dài làm hai."))
    cues: list[Cue] = []
    for number, block in _blocks(text):
        cue = _cue(number, block, cues[-1] if cues else None)
        if cue is None:
            continue
        if seconds and cue.end > seconds + SLACK_SECONDS:
            _wrong(number, _("giờ này muộn hơn lúc hết video (%s)") % _time(seconds), block[0])
        cues.append(cue)
    if not cues:
        raise CaptionsWrong(
            _("Chưa thấy lời nào trong phụ đề. Mỗi lời gồm một dòng giờ rồi tới dòng chữ.")
        )
    return cues


def _blocks(text: str) -> Iterable[tuple[int, list[str]]]:
    """The runs of lines between empty ones, each with the number of its first line."""
    begin = 0
    block: list[str] = []
    lines = text.lstrip("\ufeff").splitlines()
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            begin = begin if block else number
            block.append(line.strip())
        elif block:
            yield begin, block
            block = []


def _cue(number: int, block: list[str], before: Cue | None) -> Cue | None:
    """The cue of a block, or None for the header and for notes."""
    if block[0].startswith("WEBVTT") and before is None:
        # Some programs leave no empty line behind the header.
        number, block = number + 1, block[1:]
    if not block or block[0].split(" ")[0] in _ASIDE:
        return None
    # A cue may have a name of its own in the line above its times.
    if _ARROW not in block[0] and len(block) > 1 and _ARROW in block[1]:
        number, block = number + 1, block[1:]
    if _ARROW not in block[0]:
        _wrong(number, _("chữ này chưa có dòng giờ ở trên, kiểu 00:01.000 --> 00:04.500"), block[0])
    start, end = _times(number, block[0])
    if end <= start:
        _wrong(number, _("lúc hết phải muộn hơn lúc bắt đầu"), block[0])
    if before and start < before.start:
        _wrong(number, _("lời này bắt đầu sớm hơn lời ở trên nó"), block[0])
    for offset, line in enumerate(block[1:], 1):
        if _ARROW in line:
            _wrong(number + offset, _("trước dòng giờ này thiếu một dòng trống"), line)
    said = "\n".join(filter(None, (unescape(_TAG.sub("", line)).strip() for line in block[1:])))
    if not said:
        _wrong(number, _("dưới dòng giờ này chưa có chữ"), block[0])
    return Cue(start, end, said)


def _times(number: int, line: str) -> tuple[float, float]:
    first, _arrow, rest = line.partition(_ARROW)
    # Where on the screen it stands may follow, and is left out.
    last = (rest.split() or [""])[0]
    start, end = _seconds(first.strip()), _seconds(last)
    if start is None or end is None:
        _wrong(number, _("chưa hiểu giờ, ghi như 00:01.000 --> 00:04.500"), line)
    return start, end


def _seconds(text: str) -> float | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds, part = found.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part or 0}")


def _wrong(number: int, what: str, line: str) -> NoReturn:
    named = {"number": number, "line": line[:60], "what": what}
    raise CaptionsWrong(_("Dòng %(number)s “%(line)s”: %(what)s.") % named)


def written(cues: Iterable[Cue]) -> str:
    """The captions as plain WebVTT: times and words, no style, no place."""
    parts = [f"{_time(cue.start)} {_ARROW} {_time(cue.end)}\n{_safe(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *parts])


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def transcript(cues: Iterable[Cue]) -> str:
    """What is said, to be read: one paragraph until somebody rests."""
    paragraphs: list[list[str]] = []
    end = -PARAGRAPH_SECONDS
    for cue in cues:
        if cue.start - end >= PARAGRAPH_SECONDS or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(" ".join(cue.text.split()))
        end = cue.end
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
