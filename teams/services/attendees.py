"""The people of one log, each with an id made on the phone: a set, joined by those ids.

`{"attendees": [{"id": UUID, "how": "card", "card": "K7QM…", "name": "…", "birth_year": 1958,
"village": "…", "first_time": true, "marks": {"vneid": "shown", "vneid/<step>": "alone"}},
{"id": UUID, "gone": true}]}`. Only a tombstone takes somebody out; it says nothing but the id, and
nothing brings its line back. A card's code is kept as what it hashes to, from the door on.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from lms.common import clock, text
from lms.users.services import cards
from teams.models import Attendance, AttendanceMark

KEY = "attendees"
MOST = 300
MOST_MARKS = 60
LENGTH = 100
OLDEST_YEAR = 1900
A_HASH = re.compile(r"[0-9a-f]{64}")
A_SKILL = re.compile(r"[-a-zA-Z0-9_]{1,40}(/[0-9a-z]{13})?", re.ASCII)
LEVELS = tuple(AttendanceMark.Level.values)
"""From the least to the most."""
Row = dict[str, Any]
Errors = dict[str, str]


@dataclass(frozen=True)
class Attendee:
    """One line; `gone` is a tombstone."""

    id: UUID
    how: str = Attendance.How.UNNAMED
    name: str = ""
    card: str = ""
    birth_year: int | None = None
    village: str = ""
    first_time: bool = False
    marks: dict[str, str] = field(default_factory=dict)
    gone: bool = False

    def told(self) -> Row:
        """The line in one fixed shape."""
        if self.gone:
            return {"id": str(self.id), "gone": True}
        said = {
            "id": str(self.id),
            "how": self.how,
            "name": self.name,
            "card": self.card,
            "birth_year": self.birth_year,
            "village": self.village,
            "first_time": self.first_time,
            "marks": dict(sorted(self.marks.items())),
        }
        return {key: value for key, value in said.items() if value}


def read(document: dict[str, Any], errors: Errors) -> tuple[Attendee, ...]:
    """The lines of a document; what is wrong with them goes to `errors`."""
    given = document.get(KEY, [])
    if not isinstance(given, list) or len(given) > MOST:
        errors[KEY] = f"Điểm danh nhiều nhất {MOST} người một buổi."
        return ()
    lines = [_line(one) for one in given]
    found = [line for line in lines if line]
    if len(found) < len(given) or len({line.id for line in found}) < len(found):
        errors[KEY] = "Danh sách điểm danh bị hỏng. Mở lại trang điểm danh rồi gửi."
        return ()
    return tuple(found)


def _line(given: object) -> Attendee | None:
    if not isinstance(given, dict):
        return None
    try:
        number = UUID(str(given.get("id")))
    except ValueError:
        return None
    if given.get("gone") is True:
        return Attendee(number, gone=True)
    how, marks = given.get("how"), given.get("marks", {})
    year, card = given.get("birth_year"), given.get("card", "")
    if how not in Attendance.How.values or not _are_marks(marks):
        return None
    if not (card == "" or (isinstance(card, str) and A_HASH.fullmatch(card))):
        return None
    is_year = type(year) is int and OLDEST_YEAR <= year <= clock.today().year
    return Attendee(
        id=number,
        how=str(how),
        name=_words(given.get("name")),
        card=card,
        birth_year=year if is_year else None,
        village=_words(given.get("village")),
        first_time=given.get("first_time") is True,
        marks=dict(marks),
    )


def _words(value: object) -> str:
    return text.nfc(value)[:LENGTH] if isinstance(value, str) else ""


def _are_marks(marks: object) -> bool:
    return (
        isinstance(marks, dict)
        and len(marks) <= MOST_MARKS
        and all(
            isinstance(key, str) and A_SKILL.fullmatch(key) and value in LEVELS
            for key, value in marks.items()
        )
    )


def without_codes(sent: object) -> object:
    """What a phone sent, with the codes of cards as what they hash to: no code is kept anywhere."""
    document = sent.get("document") if isinstance(sent, dict) else None
    given = document.get(KEY) if isinstance(document, dict) else None
    if not isinstance(sent, dict) or not isinstance(document, dict) or not isinstance(given, list):
        return sent
    lines = [_hashed(line) for line in given]
    return {**sent, "document": {**document, KEY: lines}}


def _hashed(line: object) -> object:
    card = line.get("card") if isinstance(line, dict) else None
    if not isinstance(line, dict) or not isinstance(card, str) or A_HASH.fullmatch(card):
        return line
    return {**line, "card": cards.code_hash(cards.read_code(card)) if card else ""}


def names_nobody(row: Row) -> bool:
    return not (row.get("name") or row.get("card"))


def still_there(came: Iterable[Row], latest: Iterable[Row]) -> list[Row]:
    """Those that may count where names were taken out: they are still there, or name nobody."""
    known = {row["id"] for row in latest}
    return [row for row in came if row["id"] in known or names_nobody(row)]


def join(base: Sequence[Row], ours: Sequence[Row], theirs: Sequence[Row]) -> list[Row]:
    """Everybody either has, but whom either took out; in our order, then theirs."""
    was, here, there = ({row["id"]: row for row in rows} for rows in (base, ours, theirs))
    return [
        _one(number, was.get(number, {}), here.get(number), there.get(number))
        for number in dict.fromkeys([*here, *there])
    ]


def _one(number: str, was: Row, here: Row | None, there: Row | None) -> Row:
    both = [row for row in (here, there) if row is not None]
    if any(row.get("gone") for row in both):
        return {"id": number, "gone": True}
    if here is None or there is None:
        return both[0]
    three = (was, here, there)
    marks = _joined(*(row.get("marks", {}) for row in three), rank=LEVELS.index)
    whole = _joined(*({key: row[key] for key in row.keys() - {"marks"}} for row in three), rank=str)
    return {**whole, **({"marks": marks} if marks else {})}


def _joined(was: Row, here: Row, there: Row, *, rank: Any) -> Row:
    """Field by field: what only one changed; where both did, the greater, on every phone the same.

    Nothing of it is worth a quarrel: it never makes two logs a conflict.
    """
    found = {}
    for key in dict.fromkeys([*here, *there]):
        mine, yours, old = here.get(key), there.get(key), was.get(key)
        value = yours if mine == old else mine
        if mine != yours and old not in (mine, yours):
            value = max((one for one in (mine, yours) if one is not None), key=rank)
        if value is not None:
            found[key] = value
    return found


def left(lines: Iterable[Attendee], *, consent: bool | None) -> Row:
    """What a form that does not ask for the lines sends on of an earlier revision."""
    rows = [line.told() for line in lines]
    if not rows:
        return {}
    has_names = any(row.get("name") for row in rows)
    return {KEY: rows, **({"consent_taken": consent} if has_names else {})}
