"""What a document is made of, whatever program wrote it: the few things a lesson can show."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from html import escape
from typing import Any

MOST_PICTURES = 40
LARGEST_PICTURE = 10 * 1024 * 1024


class Kind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    TABLE = "table"
    PICTURE = "picture"
    CAPTION = "caption"


class Why(StrEnum):
    """Why nothing can be made of a document."""

    LOCKED = "locked"
    BROKEN = "broken"
    SCANNED = "scanned"
    LONG = "long"
    EMPTY = "empty"
    OLD_LETTERS = "old-letters"
    UNREADABLE = "unreadable"


class NotRead(Exception):
    """Nothing can be made of the document."""

    def __init__(self, why: Why, count: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.count = count


@dataclass(frozen=True)
class Part:
    """One paragraph, point of a list, table or picture, in the order of the document.

    `html` holds nothing but text, <b>, <i>, <br> and links; `file` names a picture that lies
    beside; a table's `rows` are cells of such HTML.
    """

    kind: Kind
    html: str = ""
    level: int = 0
    is_ordered: bool = False
    rows: list[list[str]] = field(default_factory=list)
    file: str = ""
    alt: str = ""

    def told(self) -> dict[str, Any]:
        return asdict(self)


def part(told: dict[str, Any]) -> Part:
    """What `told` was made of."""
    return Part(**{**told, "kind": Kind(told["kind"])})


def marked(text: str, *, bold: bool = False, italic: bool = False) -> str:
    """Text as HTML; blanks stay outside the marks, where they can be dropped."""
    inner = text.strip()
    if not inner or not (bold or italic):
        return escape(text, quote=False)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    found = escape(inner, quote=False)
    found = f"<i>{found}</i>" if italic else found
    return before + (f"<b>{found}</b>" if bold else found) + after
