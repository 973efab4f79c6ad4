"""A PDF as parts. It keeps no headings and no paragraphs, so both are told by how they look."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pikepdf
from PIL import Image

from courses.documents import arranging, sheets
from courses.documents.parts import (
    LARGEST_PICTURE,
    MOST_PICTURES,
    Kind,
    NotRead,
    Part,
    Why,
    marked,
)
from courses.documents.sheets import BOLD, PLAIN, Drawn, Line, Sheets

MOST_PAGES = 40
_LETTERS_A_PAGE = 15
"""Fewer, and the page is a picture of words."""
_MOST_UNKNOWN = 0.15
_LARGER = 1.12
_LEAST_POINTS, _LEAST_PIXELS, _MOST_PIXELS = 40, 60, 30_000_000
_HEADING_WORDS = 16
_BULLET = re.compile(r"^\s*[•●▪■◦○–—*\uf0b7\uf0a7\u2023-]\s+")
_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[a-zđ])[.)]\s+")
_SOFT_HYPHEN = "\xad"
# At the edge of a line some programs draw U+2010 for it; beside a figure it was written.
_BROKEN = re.compile(rf"(?<=[^\W\d])[{_SOFT_HYPHEN}\u2010]({PLAIN}?) +(?={BOLD}?[^\W\d])")
_BETWEEN_BOLD = re.compile(rf"{PLAIN}( ?){BOLD}")
_PAGE_NUMBER = re.compile(r"^\s*(?:trang\s*)?\d{1,4}\s*(?:[/|-]\s*\d{1,4})?\s*$", re.IGNORECASE)


def read(path: Path, folder: Path) -> Iterator[Part]:
    """The parts of a document, its pictures put into `folder`; raises NotRead."""
    try:
        with pikepdf.open(path) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise NotRead(Why.LONG, len(pdf.pages))
            found = sheets.read(pdf)
            _check(found, len(pdf.pages))
            yield from _Reader(found, len(pdf.pages), folder).parts()
    except pikepdf.PasswordError as error:
        raise NotRead(Why.LOCKED) from error
    # A broken file breaks in whatever place it is broken.
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError) as e:
        raise NotRead(Why.BROKEN) from e


def _check(found: Sheets, pages: int) -> None:
    if found.letters < _LETTERS_A_PAGE * pages:
        has_pictures = any(isinstance(one, Drawn) for one in found.found)
        raise NotRead(Why.SCANNED if has_pictures else Why.EMPTY)
    if found.old * 2 > found.letters:
        raise NotRead(Why.OLD_LETTERS)
    if found.unknown > _MOST_UNKNOWN * found.letters:
        raise NotRead(Why.UNREADABLE)


class _Reader:
    def __init__(self, found: Sheets, pages: int, folder: Path) -> None:
        self._found, self._pages, self._folder = arranging.arranged(found.found), pages, folder
        self._pictures = 0
        lines = [*sheets.lines(self._found)]
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self._body = sizes.most_common(1)[0][0] if sizes else 10.0
        self._sizes = sorted({size for size in sizes if size > self._body * _LARGER}, reverse=True)
        self._edges = _edges(lines, pages, self._body * _LARGER)
        self._leading = _leading(lines)
        self._right = max((line.end for line in lines), default=0)
        self._seen = Counter(one.key for one in self._found if isinstance(one, Drawn))

    def parts(self) -> Iterator[Part]:
        kept = [one for one in self._found if isinstance(one, Drawn) or not self._is_edge(one)]
        for _is_picture, some in groupby(kept, key=lambda one: isinstance(one, Drawn)):
            together = [*some]
            for one in together:
                if isinstance(one, Drawn):
                    yield from self._picture(one)
            yield from self._written([one for one in together if isinstance(one, Line)])

    def _is_edge(self, line: Line) -> bool:
        return bool(_PAGE_NUMBER.match(line.text)) or _bare(line) in self._edges

    def _written(self, lines: list[Line]) -> Iterator[Part]:
        for is_table, some in groupby(lines, key=lambda line: len(line.cells) > 1):
            rows = [*some]
            if is_table and len(rows) > 1:
                yield Part(Kind.TABLE, rows=[_cells(row) for row in rows])
            else:
                yield from self._paragraphs(rows)

    def _paragraphs(self, lines: list[Line]) -> Iterator[Part]:
        group: list[Line] = []
        for line in lines:
            if group and self._is_new(group[-1], line):
                yield self._paragraph(group)
                group = []
            group.append(line)
        if group:
            yield self._paragraph(group)

    def _is_new(self, before: Line, line: Line) -> bool:
        if _BULLET.match(line.text) or _NUMBER.match(line.text):
            return True
        if abs(before.size - line.size) > 0.6 or before.is_bold != line.is_bold:
            return True
        ends = before.text.endswith((".", "!", "?", ":", "…", "”"))
        if line.page != before.page:
            return ends
        gap = before.y - line.y
        if gap < 0 or gap > self._leading * (before.size / self._body) * 1.3:
            return True
        return ends and before.end < self._right - 6 * line.size

    def _paragraph(self, lines: list[Line]) -> Part:
        written = _run_on(lines)
        text = _bared(written)
        first = lines[0]
        if bullet := _BULLET.match(text):
            return Part(Kind.ITEM, _html(_without(written, bullet.end())))
        size, count = round(first.size, 1), len(text.split())
        is_short = count <= _HEADING_WORDS and not text.endswith((".", ";", ","))
        if size in self._sizes and count <= 2 * _HEADING_WORDS:
            return Part(Kind.HEADING, marked(text), 1 + self._sizes.index(size))
        if first.is_bold and is_short and not text.endswith(":"):
            return Part(Kind.HEADING, marked(text), 9)
        if number := _NUMBER.match(text):
            html = _html(_without(written, number.end()))
            return Part(Kind.ITEM, html, is_ordered=True)
        if first.is_italic:
            return Part(Kind.TEXT, marked(text, bold=first.is_bold, italic=True))
        return Part(Kind.TEXT, _html(written))

    def _picture(self, drawn: Drawn) -> Iterator[Part]:
        """A picture worth showing: no line, no dot, no mark that stands on every page."""
        is_small = min(drawn.width, drawn.height) < _LEAST_POINTS
        is_mark = self._seen[drawn.key] > max(1, self._pages // 2)
        if is_small or is_mark or self._pictures >= MOST_PICTURES:
            return
        content = _content(drawn.picture)
        if content and len(content) <= LARGEST_PICTURE:
            self._pictures += 1
            file = f"{self._pictures}{'.jpg' if content[:2] == b'\xff\xd8' else '.png'}"
            (self._folder / file).write_bytes(content)
            yield Part(Kind.PICTURE, file=file)


def _content(stream: Any) -> bytes:
    """The file of a picture; empty for what is none, or is drawn in a way nobody else reads."""
    width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    if min(width, height) < _LEAST_PIXELS or width * height > _MOST_PIXELS:
        return b""
    try:
        shown: Image.Image = pikepdf.PdfImage(stream).as_pil_image()
    except (pikepdf.PikepdfError, pikepdf.PdfError, OSError, ValueError, RuntimeError):
        return b""
    except (TypeError, KeyError, AttributeError):
        return b""
    out = BytesIO()
    is_photo = str(stream.get("/Filter", "")).find("DCT") >= 0
    if is_photo:
        shown.convert("RGB").save(out, "JPEG", quality=88)
    else:
        shown.convert("RGB").save(out, "PNG")
    return out.getvalue()


def _cells(line: Line) -> list[str]:
    return [_html(_tidy(cell)) for cell in line.cells]


def _run_on(lines: list[Line]) -> str:
    """The lines of a paragraph as one; a word that was broken at the edge is whole again."""
    return _tidy(_BROKEN.sub(r"\1", " ".join(line.written for line in lines)))


def _tidy(written: str) -> str:
    """Single blanks, no hyphens that only say where a word may break, bold words run together."""
    one_line = " ".join(written.replace(_SOFT_HYPHEN, "").split())
    return _BETWEEN_BOLD.sub(r"\1", one_line)


def _bared(written: str) -> str:
    return " ".join(written.replace(BOLD, "").replace(PLAIN, "").split())


def _without(written: str, count: int) -> str:
    """What is left once so many letters of the beginning are gone; what is bold stays bold."""
    at = 0
    is_bold = False
    while count or written[at : at + 1] in (BOLD, PLAIN):
        if written[at] in (BOLD, PLAIN):
            is_bold = written[at] == BOLD
        else:
            count -= 1
        at += 1
    return (BOLD if is_bold else "") + written[at:]


def _html(written: str) -> str:
    """Each second piece is bold."""
    pieces = re.split(f"[{BOLD}{PLAIN}]", written.strip())
    told = [marked(piece, bold=bool(at % 2)) for at, piece in enumerate(pieces)]
    return " ".join("".join(told).split())


def _bare(line: Line) -> str:
    return re.sub(r"[\d\s]+", "", line.text)


def _edges(lines: list[Line], pages: int, large: float) -> set[str]:
    """What stands at the top or foot of most pages: the name of the office, of the document."""
    if pages < 2:
        return set()
    found = Counter[tuple[str, int]]()
    for _page, some in groupby(lines, key=lambda line: line.page):
        ordered = sorted(some, key=lambda line: line.y)
        ends = (*ordered[:2], *ordered[-2:])
        if pages == 2:
            # Both may well have the same heading; small words at the very same height are no text.
            found.update({(_bare(one), round(one.y)) for one in ends if one.size <= large})
        else:
            found.update({(_bare(one), 0) for one in ends})
    return {text for (text, _height), count in found.items() if text and count > pages / 2}


def _leading(lines: list[Line]) -> float:
    """From one line to the next within a paragraph, as most have it."""
    gaps = [
        before.y - line.y
        for before, line in pairwise(lines)
        if before.page == line.page and 0 < before.y - line.y < 3 * line.size
    ]
    return median(gaps) if gaps else 14.0
