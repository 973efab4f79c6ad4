"""A Word document (DOCX) as parts. Only its text is followed: macros, fields and links are not."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from courses.documents.parts import (
    LARGEST_PICTURE,
    MOST_PICTURES,
    Kind,
    NotRead,
    Part,
    Why,
    marked,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
LARGEST_PART = 40 * 1024 * 1024
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff"}
LINKS = ("http://", "https://", "tel:", "mailto:")
_DEEPEST = 60
"""Tables within tables, and boxes within boxes, further than anybody writes."""
_OLD_LETTERS = re.compile(r"^(\.Vn|VNI-)", re.IGNORECASE)
# What is not read: a copy for old programs, what was struck out, notes to oneself.
_LEFT_OUT = {f"{_MC}Fallback", f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_W}sectPr"}
_NAMED = {"title": Kind.TITLE, "caption": Kind.CAPTION}
_CONTENTS = ("toc ", "table of")
_OFF = {"0", "false", "off", "none"}


@dataclass
class _Style:
    name: str = ""
    based_on: str = ""
    level: int | None = None
    numbers: str = ""


@dataclass
class _Line:
    """A paragraph while it is read."""

    html: str = ""
    words: int = 0
    bold_words: int = 0
    # Pictures and boxes that stand in the paragraph.
    beside: list[Part] = field(default_factory=list)


def read(path: Path, folder: Path) -> Iterator[Part]:
    """The parts of a document, its pictures put into `folder`; raises NotRead."""
    if path.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise NotRead(Why.LOCKED)
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _Document(archive, folder).parts()
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException) as error:
        raise NotRead(Why.BROKEN) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise NotRead(Why.BROKEN) from error


class _Document:
    def __init__(self, archive: zipfile.ZipFile, folder: Path) -> None:
        self._archive, self._folder = archive, folder
        self._old = self._all = self._pictures = 0

    def parts(self) -> Iterator[Part]:
        body = self._xml("word/document.xml").find(f"{_W}body")
        if body is None:
            raise NotRead(Why.BROKEN)
        yield from self._blocks(body, 0)
        if self._old * 2 > self._all:
            raise NotRead(Why.OLD_LETTERS)

    def _xml(self, name: str) -> Element:
        if self._archive.getinfo(name).file_size > LARGEST_PART:
            raise NotRead(Why.LONG)
        root: Element = fromstring(self._archive.read(name))
        return root

    def _beside(self, name: str) -> Element | None:
        return self._xml(name) if name in self._archive.namelist() else None

    @cached_property
    def _relations(self) -> dict[str, str]:
        found = self._beside("word/_rels/document.xml.rels")
        return {} if found is None else {one.get("Id", ""): one.get("Target", "") for one in found}

    @cached_property
    def _styles(self) -> dict[str, _Style]:
        root = self._beside("word/styles.xml")
        found = root.findall(f"{_W}style") if root is not None else []
        return {one.get(f"{_W}styleId", ""): _style(one) for one in found}

    @cached_property
    def _lists(self) -> dict[str, dict[int, str]]:
        """How each level of each list is numbered: "bullet", "decimal" and so on."""
        root = self._beside("word/numbering.xml")
        if root is None:
            return {}
        kinds = {
            one.get(f"{_W}abstractNumId"): {
                int(level.get(f"{_W}ilvl") or 0): _value(level.find(f"{_W}numFmt"))
                for level in one.findall(f"{_W}lvl")
            }
            for one in root.findall(f"{_W}abstractNum")
        }
        return {
            one.get(f"{_W}numId", ""): kinds.get(_value(one.find(f"{_W}abstractNumId")), {})
            for one in root.findall(f"{_W}num")
        }

    def _blocks(self, parent: Element, depth: int) -> Iterator[Part]:
        if depth > _DEEPEST:
            return
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child, depth)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child, depth)
            elif child.tag not in _LEFT_OUT:
                yield from self._blocks(child, depth + 1)

    def _table(self, table: Element, depth: int) -> Iterator[Part]:
        rows, beside = [], []
        for row in table.findall(f"{_W}tr"):
            cells = []
            for cell in row.findall(f"{_W}tc"):
                inside = [*self._blocks(cell, depth + 1)]
                cells.append("<br>".join(one.html for one in inside if one.html))
                beside += [one for one in inside if one.kind == Kind.PICTURE]
            rows.append(cells)
        width = max(map(len, rows), default=0)
        if width == 1:
            # A frame around text, not a table.
            yield from (Part(Kind.TEXT, row[0]) for row in rows if row and row[0])
        elif any(any(row) for row in rows):
            yield Part(Kind.TABLE, rows=rows)
        yield from beside

    def _paragraph(self, paragraph: Element, depth: int) -> Iterator[Part]:
        line = _Line()
        self._run(paragraph, line, depth, href="")
        html = _tidy(line.html)
        if html:
            yield self._written(paragraph, html, line)
        yield from line.beside

    def _written(self, paragraph: Element, html: str, line: _Line) -> Part:
        looks = paragraph.find(f"{_W}pPr")
        style = self._style_of(looks)
        level = _level(looks)
        if level is None:
            level = style.level
        if style.name.startswith(_CONTENTS):
            return Part(Kind.TEXT)
        if kind := _NAMED.get(style.name):
            return Part(kind, html)
        if level is not None:
            return Part(Kind.HEADING, html, level + 1)
        numbering = self._numbering(looks, style)
        if numbering:
            return Part(Kind.ITEM, html, is_ordered=numbering not in {"bullet", "none"})
        return Part(Kind.HEADING, html, 9) if _is_shouted(line, html) else Part(Kind.TEXT, html)

    def _style_of(self, looks: Element | None) -> _Style:
        """The style of a paragraph, with what it has from those it is based on."""
        named = _value(looks.find(f"{_W}pStyle")) if looks is not None else ""
        found = _Style()
        for _ in range(20):
            style = self._styles.get(named)
            if style is None:
                break
            found.name = found.name or style.name
            found.level = style.level if found.level is None else found.level
            found.numbers = found.numbers or style.numbers
            named = style.based_on
        return found

    def _numbering(self, looks: Element | None, style: _Style) -> str:
        numbers = looks.find(f"{_W}numPr") if looks is not None else None
        if numbers is not None:
            which = _value(numbers.find(f"{_W}numId"))
            level = int(_value(numbers.find(f"{_W}ilvl")) or 0)
            return "" if which == "0" else self._lists.get(which, {}).get(level, "bullet")
        if style.numbers:
            return self._lists.get(style.numbers, {}).get(0, "bullet")
        if style.name.startswith("list bullet"):
            return "bullet"
        return "decimal" if style.name.startswith("list number") else ""

    def _run(self, parent: Element, line: _Line, depth: int, *, href: str) -> None:
        """Whatever stands in a paragraph: words, links, pictures, boxes."""
        if depth > _DEEPEST:
            return
        for child in parent:
            if child.tag == f"{_W}r":
                self._words(child, line, href=href)
                self._run(child, line, depth + 1, href=href)
            elif child.tag == f"{_W}hyperlink":
                to = self._relations.get(child.get(f"{_R}id", ""), "")
                self._run(child, line, depth + 1, href=to if to.startswith(LINKS) else "")
            elif child.tag in {f"{_WP}inline", f"{_WP}anchor", f"{_W}pict"}:
                line.beside += self._picture(child)
                self._run(child, line, depth + 1, href=href)
            elif child.tag == f"{_W}txbxContent":
                line.beside += self._blocks(child, depth + 1)
            elif child.tag not in _LEFT_OUT:
                self._run(child, line, depth + 1, href=href)

    def _words(self, run: Element, line: _Line, *, href: str) -> None:
        looks = run.find(f"{_W}rPr")
        if looks is not None and _is_on(looks.find(f"{_W}vanish")):
            return
        is_bold = looks is not None and _is_on(looks.find(f"{_W}b"))
        is_italic = looks is not None and _is_on(looks.find(f"{_W}i"))
        fonts = looks.find(f"{_W}rFonts") if looks is not None else None
        for child in run:
            text = child.text or "" if child.tag == f"{_W}t" else ""
            if child.tag in {f"{_W}br", f"{_W}cr"}:
                line.html += "<br>"
            elif child.tag == f"{_W}tab":
                line.html += " "
            count = len(text.split())
            line.words += count
            line.bold_words += count if is_bold else 0
            self._all += count
            if fonts is not None and _OLD_LETTERS.match(fonts.get(f"{_W}ascii") or ""):
                self._old += count
            words = marked(text, bold=is_bold, italic=is_italic)
            line.html += f'<a href="{escape(href)}">{words}</a>' if href and text else words

    def _picture(self, drawn: Element) -> Iterator[Part]:
        told = drawn.find(f"{_WP}docPr")
        alt = (told.get("descr") or "") if told is not None else ""
        blips = [one.get(f"{_R}embed", "") for one in drawn.iter(f"{_A}blip")]
        blips += [one.get(f"{_R}id", "") for one in drawn.iter(f"{_V}imagedata")]
        for blip in blips:
            name = _inside(self._relations.get(blip, ""))
            is_one = PurePosixPath(name).suffix.lower() in PICTURES
            if not is_one or self._pictures >= MOST_PICTURES:
                continue
            if name not in self._archive.namelist():
                continue
            if self._archive.getinfo(name).file_size > LARGEST_PICTURE:
                continue
            self._pictures += 1
            file = f"{self._pictures}{PurePosixPath(name).suffix.lower()}"
            (self._folder / file).write_bytes(self._archive.read(name))
            yield Part(Kind.PICTURE, file=file, alt=" ".join(alt.split()))


def _style(element: Element) -> _Style:
    looks = element.find(f"{_W}pPr")
    numbers = looks.find(f"{_W}numPr/{_W}numId") if looks is not None else None
    name = _value(element.find(f"{_W}name")).lower()
    level = _level(looks)
    if level is None and (found := re.fullmatch(r"heading (\d)", name)):
        level = int(found[1]) - 1
    return _Style(name, _value(element.find(f"{_W}basedOn")), level, _value(numbers))


def _level(looks: Element | None) -> int | None:
    found = _value(looks.find(f"{_W}outlineLvl")) if looks is not None else ""
    # Nine is body text.
    return int(found) if found.isdecimal() and int(found) < 9 else None


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(f"{_W}val") or ""


def _is_on(element: Element | None) -> bool:
    return element is not None and (element.get(f"{_W}val") or "1").lower() not in _OFF


def _inside(target: str) -> str:
    """The name within the archive of what a relation leads to."""
    return target.lstrip("/") if target.startswith("/") else f"word/{target.removeprefix('./')}"


def _is_shouted(line: _Line, html: str) -> bool:
    """Many write headings as bold lines."""
    return 0 < line.words == line.bold_words <= 14 and not _bare(html).endswith((".", ":"))


def _bare(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()


def _tidy(html: str) -> str:
    """Neighbours of one look made one, blanks single, no break at either end."""
    html = re.sub(r"</(b|i)><\1>", "", html)
    html = re.sub(r"</(b|i)>(\s+)<\1>", r"\2", html)
    html = re.sub(r"[ \t\n\r\u00a0]+", " ", html)
    html = re.sub(r"(?:\s*<br>\s*){2,}", "<br>", html)
    return re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", html)
