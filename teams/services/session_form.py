"""The session form, version 1: what a document must hold to become a session.

A document is what a phone or the plain form sends:
`{"held_on": "2026-11-20", "type": "class_session", "venue": "Nhà văn hóa thôn", "topics": [code],
"heads": 14, "female": 8, "older": 9, "vulnerable": 1, "first_time": 5, "acts": {kind: count},
"note": "", "names": ["…"]}`; `names` is personal and optional.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.common import text
from teams.models import Act, Session, Topic

CODE = "session"
VERSION = 1
MOST_HEADS = 5000
MOST_NAMES = 300
NAME_LENGTH = 100
PARTS = {
    "female": "Nữ",
    "older": "Từ 60 tuổi",
    "vulnerable": "Yếu thế",
    "first_time": "Đến lần đầu",
}
OPEN_KEYS = frozenset({"held_on", "type", "venue", "topics", "heads", *PARTS, "acts", "note"})
"""What a document says without naming anybody."""
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
        }


def read(document: dict[str, Any]) -> tuple[SessionFacts | None, Errors]:
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
    if errors or held_on is None:
        return None, errors
    note = _line(document.get("note"), 500)
    return SessionFacts(held_on, str(kind), venue, topics, heads, parts, acts, note, names), {}


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
    label = PARTS[key]
    count = _count(document.get(key, 0), key, label, errors)
    if key not in errors and "heads" not in errors and count > heads:
        errors[key] = f"{label} là {count}, nhiều hơn người đến ({heads}). Xem lại hai số này."
    return count


def _topics(document: dict[str, Any], errors: Errors) -> tuple[str, ...]:
    given = document.get("topics")
    codes = {code for code in given if isinstance(code, str)} if isinstance(given, list) else set()
    # Compared here: what came may hold signs that no database takes.
    known = codes & set(Topic.objects.values_list("code", flat=True))
    if not codes:
        errors["topics"] = "Chọn ít nhất một nội dung đã hướng dẫn."
    elif codes - known:
        errors["topics"] = "Có nội dung không còn trong danh sách. Chọn lại giúp mình."
    return tuple(sorted(known))


def _acts(document: dict[str, Any], errors: Errors) -> dict[str, int]:
    given = document.get("acts", {})
    if not isinstance(given, dict) or set(given) - set(Act.values):
        errors["acts"] = "Có kết quả không nằm trong danh sách."
        return {}
    counts = {kind: _count(count, "acts", Act(kind).label, errors) for kind, count in given.items()}
    return {kind: count for kind, count in counts.items() if count}


def _names(document: dict[str, Any], errors: Errors) -> tuple[str, ...]:
    given = document.get("names", [])
    if not isinstance(given, list) or len(given) > MOST_NAMES:
        errors["names"] = f"Ghi nhiều nhất {MOST_NAMES} tên, mỗi tên một dòng."
        return ()
    lines = (_line(name, NAME_LENGTH) for name in given)
    return tuple(line for line in lines if line)
