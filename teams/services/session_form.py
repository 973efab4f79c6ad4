"""The session form, version 2: what a document must hold to become a session.

A document is what a phone or the plain form sends:
`{"held_on": "2026-11-20", "type": "class_session", "venue": "Nhà văn hóa thôn", "topics": [code],
"heads": 14, "female": 8, "older": 9, "vulnerable": 1, "first_time": 5, "acts": {code: count},
"note": "", "names": ["…"]}`; `names` is personal and optional. Version 2 may add `"start_time":
"19:30", "duration_min": 90, "venue_kind": code, "helpers": [public id], "devices_ok": 9,
"difficulties": [code], "difficulty_note": "", "feedback": "", "consent_taken": true, "turns":
{topic: people}`, and asks for consent where somebody is named. What version 1 sends is taken as
before. Who came one by one is `attendees`, personal too and read in a module of its own.

It may name photos that follow and say where it was: `"photos": {sha256: {"size": 148211,
"has_children": false, "taken_at": "…"}}, "photos_agreed": true, "gps": {"lat": 20.312, "lon":
106.031, "accuracy": 20}` (`teams.services.pictured`).

Three counts are never mixed: `heads` came, `turns` learnt one of the topics, each person once for
each, `acts` were done. A topic without turns was not counted; nothing is guessed for it.

Codes are those of the lists a province keeps, retired ones too. A code that is in no list stays in
the payload and is told to the reviewer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from lms.common import text
from teams.models import Session
from teams.services import attendees, listed, pictured
from teams.services.attendees import Attendee
from teams.services.listed import Lists
from teams.services.pictured import Pictured

CODE = "session"
VERSION = 2
NAMES_NEED_CONSENT = 2
"""From this version on a log that names people says that they agreed."""
MOST_HEADS = 5000
MOST_NAMES = 300
NAME_LENGTH = 100
HOUSEHOLD_LENGTH = 40
MOST_MINUTES = 1440
MOST_CODES = 100
A_CODE = re.compile(r"[-a-zA-Z0-9_]{1,40}", re.ASCII)
PARTS = {
    "female": "Nữ",
    "older": "Từ 60 tuổi",
    "vulnerable": "Yếu thế",
    "first_time": "Đến lần đầu",
}
DEVICES = "Có điện thoại thông minh"
TURNS = "Lượt của một nội dung"
PERSONAL_KEYS = ("names", attendees.KEY, "household")
"""What names people, or may; a household goes by a label of the team's own."""
Errors = dict[str, str]


@dataclass(frozen=True)
class SessionFacts:
    """A document that holds what it must."""

    held_on: date
    type: str
    venue: str
    topics: tuple[str, ...]
    heads: int
    parts: dict[str, int]
    acts: dict[str, int]
    note: str
    names: tuple[str, ...]
    start_time: time | None = None
    duration_min: int | None = None
    venue_kind: str = ""
    helpers: tuple[str, ...] = ()
    devices_ok: int | None = None
    difficulties: tuple[str, ...] = ()
    difficulty_note: str = ""
    feedback: str = ""
    """What residents said that somebody should hear."""
    consent_taken: bool | None = None
    turns: dict[str, int] = field(default_factory=dict)
    """People by topic; of a topic that is missing nothing is known."""
    attendees: tuple[Attendee, ...] = ()
    household: str = ""
    code_nth: int | None = None
    """Which of the day's codes the phone showed."""
    pictured: Pictured = field(default_factory=Pictured)
    """Its photos, which may come later, and where it was."""
    unknown: tuple[str, ...] = field(default=(), compare=False)
    """Codes that are in no list today."""

    def payload(self) -> dict[str, Any]:
        """The document without its personal part, in one fixed shape."""
        return {
            "held_on": self.held_on.isoformat(),
            "type": self.type,
            "venue": self.venue,
            "topics": sorted(self.topics),
            "heads": self.heads,
            **self.parts,
            "acts": dict(sorted(self.acts.items())),
            "note": self.note,
            **self._later(),
        }

    def personal(self) -> dict[str, Any]:
        """What names people, or may."""
        lines = [one.told() for one in self.attendees]
        said = {"names": list(self.names), attendees.KEY: lines, "household": self.household}
        return {key: value for key, value in said.items() if value}

    @property
    def present_count(self) -> int:
        """Who came of those written down one by one."""
        return sum(not one.gone for one in self.attendees)

    def _later(self) -> dict[str, Any]:
        """What version 2 added, as far as it was given."""
        given = {key: field.told(getattr(self, key)) for key, field in LATER.items()}
        given |= self.pictured.payload()
        return {key: value for key, value in given.items() if value is not None}


def read(
    document: dict[str, Any], *, version: int = VERSION, lists: Lists
) -> tuple[SessionFacts | None, Errors]:
    """The facts, or None and one Vietnamese message a field."""
    errors: Errors = {}
    held_on = _day(document.get("held_on"), errors)
    kind = document.get("type")
    if kind not in Session.Type.values:
        errors["type"] = "Chọn một hình thức."
    venue = _line(document.get("venue"), 150)
    if not venue:
        errors["venue"] = "Ghi nơi tổ chức, ví dụ: Nhà văn hóa thôn."
    heads = _count(document.get("heads"), "heads", "Người đến", errors)
    parts = {key: _part(document, key, heads, errors) for key in PARTS}
    topics, acts = _topics(document, errors), _acts(document, errors)
    names = _names(document, errors)
    said = _Said(document, heads, topics, errors)
    later = {key: field.read(said, key) for key, field in LATER.items()}
    later["household"] = _line(document.get("household"), HOUSEHOLD_LENGTH)
    later["pictured"] = pictured.read(document, errors)
    lines = later["attendees"] = attendees.read(document, errors)
    is_naming = bool(names) or any(one.name for one in lines)
    if is_naming and version >= NAMES_NEED_CONSENT and later["consent_taken"] is not True:
        errors["consent_taken"] = "Chỉ ghi tên ai đã nghe rõ để làm gì và đồng ý."
    if errors or held_on is None:
        return None, errors
    note = _line(document.get("note"), 500)
    unknown = _unknown(topics, tuple(acts), later, lists)
    return SessionFacts(
        held_on, str(kind), venue, topics, heads, parts, acts, note, names, **later, unknown=unknown
    ), {}


def turns_left(turns: dict[str, int], document: dict[str, Any]) -> dict[str, int]:
    """The turns of an earlier revision that still fit the topics and heads of a later one."""
    topics, heads = document["topics"], document["heads"]
    return {code: count for code, count in turns.items() if code in topics and count <= heads}


def _unknown(
    topics: tuple[str, ...], acts: tuple[str, ...], later: dict[str, Any], lists: Lists
) -> tuple[str, ...]:
    kinds = [later["venue_kind"]] if later["venue_kind"] else []
    return (
        *listed.missing(topics, lists.topics),
        *listed.missing(acts, lists.outcomes),
        *listed.missing(kinds, lists.venue_kinds),
        *listed.missing(later["difficulties"], lists.difficulties),
    )


def _codes(given: object, key: str, errors: Errors) -> tuple[str, ...]:
    """Each once, in order. Compared here: what came may hold signs that no database takes."""
    if not isinstance(given, list) or len(given) > MOST_CODES:
        errors[key] = f"Chọn trong danh sách, nhiều nhất {MOST_CODES} mục."
        return ()
    codes = {code for code in given if isinstance(code, str) and A_CODE.fullmatch(code)}
    if len(codes) < len({str(code) for code in given}):
        errors[key] = "Có mục không nằm trong danh sách. Chọn lại giúp mình."
    return tuple(sorted(codes))


def _day(value: object, errors: Errors) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        errors["held_on"] = "Ghi ngày tổ chức, ví dụ 20/11/2026."
        return None


def _line(value: object, length: int) -> str:
    return text.nfc(value)[:length] if isinstance(value, str) else ""


def _count(value: object, key: str, label: str, errors: Errors) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if is_whole and 0 <= int(str(value)) <= MOST_HEADS:
        return int(str(value))
    errors[key] = f"{label}: ghi một số từ 0 đến {MOST_HEADS}."
    return 0


def _part(document: dict[str, Any], key: str, heads: int, errors: Errors) -> int:
    return _within({key: 0, **document}, key, PARTS[key], heads, errors)


def _within(document: dict[str, Any], key: str, label: str, heads: int, errors: Errors) -> int:
    """A count of some of those who came."""
    count = _count(document[key], key, label, errors)
    if key not in errors and "heads" not in errors and count > heads:
        errors[key] = f"{label} là {count}, nhiều hơn người đến ({heads}). Xem lại hai số này."
    return count


def _topics(document: dict[str, Any], errors: Errors) -> tuple[str, ...]:
    given = document.get("topics")
    if not given:
        errors["topics"] = "Chọn ít nhất một nội dung đã hướng dẫn."
        return ()
    return _codes(given, "topics", errors)


def _acts(document: dict[str, Any], errors: Errors) -> dict[str, int]:
    given = document.get("acts", {})
    if not isinstance(given, dict):
        errors["acts"] = "Có kết quả không nằm trong danh sách."
        return {}
    codes = _codes(list(given), "acts", errors)
    counts = {code: _count(given[code], "acts", "Kết quả", errors) for code in codes}
    return {code: count for code, count in counts.items() if count}


def _names(document: dict[str, Any], errors: Errors) -> tuple[str, ...]:
    given = document.get("names", [])
    if not isinstance(given, list) or len(given) > MOST_NAMES:
        errors["names"] = f"Ghi nhiều nhất {MOST_NAMES} tên, mỗi tên một dòng."
        return ()
    lines = (_line(name, NAME_LENGTH) for name in given)
    return tuple(line for line in lines if line)


@dataclass(frozen=True)
class _Said:
    """A document while it is read, with what its later fields are held against."""

    document: dict[str, Any]
    heads: int
    topics: tuple[str, ...]
    errors: Errors


def _clock(said: _Said, key: str) -> time | None:
    value = said.document.get(key)
    if value is None or value == "":
        return None
    try:
        return time.fromisoformat(str(value)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        said.errors[key] = "Ghi giờ bắt đầu, ví dụ 19:30."
        return None


def _minutes(said: _Said, key: str) -> int | None:
    value = said.document.get(key)
    if value is None:
        return None
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if is_whole and 1 <= int(str(value)) <= MOST_MINUTES:
        return int(str(value))
    said.errors[key] = f"Thời lượng: ghi số phút từ 1 đến {MOST_MINUTES}."
    return None


def _one_code(said: _Said, key: str) -> str:
    given = [said.document[key]] if said.document.get(key) else []
    return "".join(_codes(given, key, said.errors))


def _many_codes(said: _Said, key: str) -> tuple[str, ...]:
    return _codes(said.document.get(key, []), key, said.errors)


def _devices(said: _Said, key: str) -> int | None:
    if said.document.get(key) is None:
        return None
    return _within(said.document, key, DEVICES, said.heads, said.errors)


def _short_words(said: _Said, key: str) -> str:
    return _line(said.document.get(key), 300)


def _words(said: _Said, key: str) -> str:
    return _line(said.document.get(key), 500)


def _consent(said: _Said, key: str) -> bool | None:
    consent = said.document.get(key)
    if consent is None or isinstance(consent, bool):
        return consent
    said.errors[key] = "Đánh dấu nếu người được ghi tên đã đồng ý."
    return None


def _code_nth(said: _Said, key: str) -> int | None:
    """Never a reason to refuse a log: without it nobody comes by code."""
    value = said.document.get(key)
    is_one = type(value) is int and 1 <= value <= MOST_CODES
    return value if is_one else None


def _turns(said: _Said, key: str) -> dict[str, int]:
    """Nobody learns a topic twice at one session, nor one that was not taught there."""
    given, heads, errors = said.document.get(key), said.heads, said.errors
    if given is None:
        return {}
    if not isinstance(given, dict) or len(given) > MOST_CODES:
        errors["turns"] = "Lượt theo nội dung: ghi một số cho từng nội dung."
        return {}
    if "topics" not in errors and not {str(code) for code in given} <= set(said.topics):
        errors["turns"] = "Có lượt của nội dung chưa chọn. Chọn nội dung đó, hoặc bỏ số lượt."
        return {}
    known = {code: count for code, count in given.items() if count is not None}
    counts = {code: _count(count, "turns", TURNS, errors) for code, count in known.items()}
    most = max(counts.values(), default=0)
    if not {"turns", "heads"} & errors.keys() and most > heads:
        errors["turns"] = (
            f"{TURNS} là {most}, nhiều hơn người đến ({heads}): mỗi nội dung, một người tính một "
            "lượt. Xem lại hai số này."
        )
    return counts


def _as_it_is(value: object) -> object:
    return value


def _if_any(value: object) -> object:
    return value or None


def _hour(value: time | None) -> str | None:
    return f"{value:%H:%M}" if value else None


def _sorted_codes(codes: tuple[str, ...]) -> list[str] | None:
    return sorted(codes) or None


def _sorted_counts(counts: dict[str, int]) -> dict[str, int] | None:
    return dict(sorted(counts.items())) or None


@dataclass(frozen=True)
class _Field:
    """How a field of version 2 is read of a document, and told in a payload; None where it says
    nothing there.
    """

    read: Callable[[_Said, str], Any]
    told: Callable[[Any], Any] = _as_it_is


LATER = {
    "start_time": _Field(_clock, _hour),
    "duration_min": _Field(_minutes),
    "venue_kind": _Field(_one_code, _if_any),
    "helpers": _Field(_many_codes, _sorted_codes),
    "devices_ok": _Field(_devices),
    "difficulties": _Field(_many_codes, _sorted_codes),
    "difficulty_note": _Field(_short_words, _if_any),
    "feedback": _Field(_words, _if_any),
    "consent_taken": _Field(_consent),
    "turns": _Field(_turns, _sorted_counts),
    "code_nth": _Field(_code_nth),
}
"""What version 2 added beside photos, by the name it has in documents and in `SessionFacts`; a
payload holds of it what was given, so an old one reads as it did.
"""
OPEN_KEYS = frozenset(
    {"held_on", "type", "venue", "topics", "heads", *PARTS, "acts", "note", *LATER, *pictured.KEYS}
)
"""What a document says without naming anybody."""
