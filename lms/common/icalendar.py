"""Calendars as phones and mail programs read them (RFC 5545): times of Vietnam, lines folded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lms.common import clock, text

MEDIA_TYPE = "text/calendar; charset=utf-8"
ZONE = "Asia/Ho_Chi_Minh"
LONGEST = 75
"""Bytes of a line, its end not counted (3.1)."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# The clock has stood still since 1975, so one rule is the whole zone.
_VTIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Event:
    """Something at a time and a place; `sequence` rises with each change of it."""

    uid: str
    summary: str
    starts: datetime
    lasts: timedelta
    changed_at: datetime
    sequence: int = 0
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar(name: str, events: Iterable[Event]) -> str:
    """The whole file; raises ValueError for a naive time."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hoc so//Lich//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        f"X-WR-TIMEZONE:{ZONE}",
        *_VTIMEZONE,
    ]
    for event in events:
        lines += _lines(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _lines(event: Event) -> list[str]:
    told = {
        "SUMMARY": event.summary,
        "LOCATION": event.location,
        "DESCRIPTION": event.description,
    }
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART;TZID={ZONE}:{_local(event.starts)}",
        f"DTEND;TZID={ZONE}:{_local(event.starts + event.lasts)}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        *(f"{name}:{_escaped(words)}" for name, words in told.items() if words),
        *([f"URL:{event.url}"] if event.url else []),
        "END:VEVENT",
    ]


def _escaped(words: str) -> str:
    """TEXT (3.3.11); control signs have no place in a line."""
    return "\n".join(map(text.nfc, words.splitlines())).translate(_ESCAPES)


def _local(moment: datetime) -> str:
    return clock.local(moment).strftime("%Y%m%dT%H%M%S")


def _utc(moment: datetime) -> str:
    return clock.local(moment).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 bytes, never within a sign; further ones begin blank."""
    piece, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST:
            yield piece
            piece, size = " ", 1
        piece += sign
        size += width
    yield piece
