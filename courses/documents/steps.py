"""From the parts of a document to steps to read: headings split, long ones once more."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from courses.documents.parts import Kind, Part

MOST_WORDS = 110
"""More is no longer one screen a tired person reads."""
TITLE_LENGTH = 200
MOST_PIECES = 40
_LONGEST_ALT = 300
_TAGS = re.compile(r"<[^>]+>")


@dataclass
class Piece:
    """A step to read that is not one yet.

    `file` names its picture while the document is read, `image` is the id of it afterwards.
    """

    title: str = ""
    text: str = ""
    after: str = ""
    file: str = ""
    image: int | None = None
    alt: str = ""
    caption: str = ""
    # Left out of the lesson; shown as part of the one before.
    is_out: bool = False
    is_joined: bool = False

    @property
    def words(self) -> int:
        return len(_TAGS.sub(" ", self.text + self.after).split())

    @property
    def has_picture(self) -> bool:
        return bool(self.file or self.image)

    def told(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class _Making:
    title: str
    pieces: list[Piece] = field(default_factory=list)
    listed: str = ""
    """The list that is open: "ul", "ol" or none."""


def split(parts: list[Part], *, name: str) -> tuple[str, list[Piece]]:
    """The name of the lesson, and its pieces in order."""
    title = next((plain(part.html) for part in parts if part.kind == Kind.TITLE), "")
    rest = [part for part in parts if part.kind != Kind.TITLE or plain(part.html) != title]
    if not title:
        title, rest = _headed(rest, name)
    top = _splitting_level(rest)
    making = _Making(title)
    for part in rest:
        _add(making, part, top)
    _close(making)
    return title[:TITLE_LENGTH], _named(making)


def plain(html: str) -> str:
    """What is to be read of it, in one line."""
    text = _TAGS.sub(" ", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(text.split())


def joined(pieces: list[Piece]) -> list[Piece]:
    """The steps as they will be: what is out is gone, what is joined is part of the one before."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.is_out:
            continue
        if piece.is_joined and found and may_join(found[-1], piece):
            found[-1] = join(found[-1], piece)
        else:
            found.append(piece)
    return found


def may_join(one: Piece, other: Piece) -> bool:
    """A step shows one picture."""
    return not (one.has_picture and other.has_picture)


def join(one: Piece, other: Piece) -> Piece:
    """Both as one step, under the name of the first."""
    heading = f"<h3>{_escaped(other.title)}</h3>" if _differs(one.title, other.title) else ""
    if one.has_picture:
        after = _run_on(one.after, heading + other.text + other.after)
        return Piece(**{**asdict(one), "after": after})
    text = _run_on(one.text + one.after, heading + other.text)
    return Piece(**{**asdict(other), "title": one.title, "text": text, "is_joined": False})


def _run_on(one: str, other: str) -> str:
    """A list that was split goes on as one."""
    return re.sub(r"</(ol|ul)><\1>", "", one + other)


def _differs(one: str, other: str) -> bool:
    return re.sub(r" \(\d+\)$", "", one) != re.sub(r" \(\d+\)$", "", other)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _headed(parts: list[Part], name: str) -> tuple[str, list[Part]]:
    """A heading before all else is the name of the whole, when it is the only one so large."""
    if parts and parts[0].kind == Kind.HEADING:
        level = parts[0].level
        alike = [part for part in parts if part.kind == Kind.HEADING and part.level <= level]
        if len(alike) == 1:
            return plain(parts[0].html), parts[1:]
    return name, parts


def _splitting_level(parts: list[Part]) -> int:
    """Headings up to this level begin a step; smaller ones stand inside."""
    levels = sorted({part.level for part in parts if part.kind == Kind.HEADING})
    if not levels:
        return 0
    # Chapters with sections: the sections are as long as a screen.
    return levels[min(1, len(levels) - 1)]


def _add(making: _Making, part: Part, top: int) -> None:
    if part.kind == Kind.HEADING and part.level <= top:
        _begin(making, plain(part.html)[:TITLE_LENGTH])
    elif part.kind == Kind.PICTURE:
        _picture(making, part)
    elif part.kind == Kind.CAPTION and making.pieces and making.pieces[-1].has_picture:
        making.pieces[-1].caption = plain(part.html)[:_LONGEST_ALT]
    elif part.kind == Kind.TABLE:
        _close(making)
        for row in _rows(part.rows):
            _write(making, row, listed="ul")
    elif part.kind == Kind.HEADING:
        _write(making, f"<h3>{_escaped(plain(part.html))}</h3>")
    elif part.kind == Kind.ITEM:
        _write(making, f"<li>{part.html}</li>", listed="ol" if part.is_ordered else "ul")
    elif part.html:
        _write(making, f"<p>{part.html}</p>")


def _begin(making: _Making, title: str) -> None:
    _close(making)
    last = making.pieces[-1] if making.pieces else None
    if last and not last.words and not last.has_picture:
        # A heading right under another: both are said.
        last.title = f"{last.title}: {title}"[:TITLE_LENGTH] if last.title else title
    else:
        making.pieces.append(Piece(title))


def _close(making: _Making) -> None:
    if making.listed and making.pieces:
        _put(making.pieces[-1], f"</{making.listed}>")
    making.listed = ""


def _put(piece: Piece, html: str) -> None:
    if piece.has_picture:
        piece.after += html
    else:
        piece.text += html


def _write(making: _Making, html: str, *, listed: str = "") -> None:
    count = len(plain(html).split())
    if not making.pieces:
        _begin(making, "")
    last = making.pieces[-1]
    if last.words and last.words + count > MOST_WORDS:
        _close(making)
        making.pieces.append(Piece(last.title))
    if making.listed != listed:
        _close(making)
        if listed:
            _put(making.pieces[-1], f"<{listed}>")
        making.listed = listed
    _put(making.pieces[-1], html)


def _picture(making: _Making, part: Part) -> None:
    _close(making)
    if not making.pieces:
        _begin(making, "")
    if making.pieces[-1].has_picture:
        making.pieces.append(Piece(making.pieces[-1].title))
    making.pieces[-1].file = part.file
    making.pieces[-1].alt = part.alt[:_LONGEST_ALT]


def _rows(rows: list[list[str]]) -> Iterator[str]:
    """A table as points: on a phone there is no room for columns."""
    width = max(map(len, rows))
    head, *rest = rows
    if width > 2 and rest and all(head):
        yield from _told_by_heads([plain(cell) for cell in head], rest)
        return
    for row in rows:
        cells = [cell for cell in row if cell]
        if len(cells) > 1:
            yield f"<li><b>{_escaped(plain(cells[0]))}</b>: {'; '.join(cells[1:])}</li>"
        elif cells:
            yield f"<li>{cells[0]}</li>"


def _told_by_heads(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    for first, *others in rows:
        pairs = zip(head[1:], others, strict=False)
        told = [f"{_escaped(name)}: {cell}" for name, cell in pairs if cell]
        if first or told:
            yield f"<li><b>{_escaped(plain(first))}</b>. {'; '.join(told)}</li>"


def _named(making: _Making) -> list[Piece]:
    """Every piece with a name; those that share one are numbered from the second on."""
    found: list[Piece] = []
    count = 1
    for piece in making.pieces:
        if not piece.words and not piece.has_picture and not piece.title:
            continue
        title = piece.title or making.title
        is_same = bool(found) and not _differs(found[-1].title, title)
        count = count + 1 if is_same else 1
        if not piece.text:
            # A step begins with words.
            piece.text, piece.after = piece.after, ""
        piece.title = f"{title[: TITLE_LENGTH - 6]} ({count})" if is_same else title
        found.append(piece)
    return found
