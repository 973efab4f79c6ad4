"""Two phones changed the same record: what each changed is joined, field by field, from its base.

Counts and words that only one of them changed take its value; lists and names are sets, to which
each adds and from which each takes; people are told apart by the ids their lines were given. What
both changed to different values cannot be joined: then a person decides, who sees both.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from teams.services import attendees

SETS = ("topics", "helpers", "difficulties")
TABLES = ("acts", "turns", "photos")
"""Counts by code, and photos by their hash; each is a field of its own."""
NAMES = "names"
Document = dict[str, Any]


def join(base: Document, ours: Document, theirs: Document) -> Document | None:
    """What both say together; None where they changed one thing to two values."""
    plain = (base.keys() | ours.keys() | theirs.keys()) - {*SETS, *TABLES, NAMES, attendees.KEY}
    joined = _fields(base, ours, theirs, plain)
    if joined is None:
        return None
    for key in TABLES:
        was, here, there = (whole.get(key, {}) for whole in (base, ours, theirs))
        table = _fields(was, here, there, {*was, *here, *there})
        if table is None:
            return None
        if table:
            joined[key] = table
    for key in (*SETS, NAMES):
        lines = _lines(base.get(key, ()), ours.get(key, ()), theirs.get(key, ()))
        if lines:
            joined[key] = lines if key == NAMES else sorted(lines)
    people = attendees.join(*(whole.get(attendees.KEY, ()) for whole in (base, ours, theirs)))
    if people:
        joined[attendees.KEY] = people
    return joined


def differing(ours: Document, theirs: Document) -> list[str]:
    """The fields that say two things, in their order."""
    keys = [*ours, *(key for key in theirs if key not in ours)]
    return [key for key in keys if (ours.get(key) or None) != (theirs.get(key) or None)]


def _fields(
    base: Document, ours: Document, theirs: Document, keys: Iterable[str]
) -> Document | None:
    joined = {}
    for key in keys:
        was, here, there = base.get(key), ours.get(key), theirs.get(key)
        if here != there and was not in (here, there):
            return None
        value = there if here == was else here
        if value is not None:
            joined[key] = value
    return joined


def _lines(base: Iterable[str], ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Ours, without what they took out and with what they added; a name may stand there twice."""
    was, there = Counter(base), Counter(theirs)
    gone, new = was - there, there - was
    # Whom both added is one person, not two.
    new -= Counter(ours) - was
    kept = []
    for line in ours:
        if gone[line] > 0:
            gone[line] -= 1
        else:
            kept.append(line)
    return [*kept, *new.elements()]
