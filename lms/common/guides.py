"""Guides for people who work here: written once, in docs/huong-dan/, and read for their pages.

Of Markdown they have a title, headings, paragraphs, lists, and pictures of one folder of static/.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from lms.common import pages, text

FOLDER = Path(settings.BASE_DIR) / "docs" / "huong-dan"
_PICTURE = re.compile(r"!\[([^\]]+)\]\(\.\./\.\./static/([\w-]+/[\w-]+\.webp)\)")
_LISTED = re.compile(r"(-|\d+\.) (.+)")


@dataclass(frozen=True)
class Block:
    """A title, heading, paragraph or picture with its words, or a list with its lines."""

    kind: str
    words: str = ""
    lines: tuple[str, ...] = ()
    picture: str = ""

    @property
    def anchor(self) -> str:
        return text.slug(self.words)


@dataclass(frozen=True)
class Scene:
    """Words and the pictures that show them, which stay together on paper; `head` begins a part."""

    head: Block | None
    said: tuple[Block, ...]
    pictures: tuple[Block, ...]


def scenes(found: list[Block]) -> Iterator[Scene]:
    """The guide from its first heading on: a heading begins one, and words after pictures do."""
    rows: list[list[Block]] = []
    for before, block in pairwise(found):
        is_after = before.kind == "figure" and block.kind != "figure"
        if is_after or block.kind == "h2":
            rows.append([])
        if rows:
            rows[-1].append(block)
    for row in rows:
        head = row[0] if row[0].kind == "h2" else None
        texts = tuple(one for one in row if one.kind not in {"h2", "figure"})
        yield Scene(head, texts, tuple(one for one in row if one.kind == "figure"))


def opening(found: list[Block]) -> list[Block]:
    """Title and words before the first heading."""
    return list(takewhile(lambda one: one.kind != "h2", found))


def page(request: HttpRequest, name: str, *, back: str, back_words: str) -> HttpResponse:
    """The guide of this name as a page, the same for everybody; `back` is where it is used."""

    def html() -> str:
        found = blocks(name)
        context = {
            "back": back,
            "back_words": back_words,
            "heads": [block for block in found if block.kind == "h2"],
            "opening": opening(found),
            "scenes": list(scenes(found)),
        }
        return render_to_string("guide.html", context)

    return pages.kept(request, f"guide:{name}:{settings.RELEASE}", html)


def file(name: str) -> Path:
    return FOLDER / f"{name}.md"


def blocks(name: str) -> list[Block]:
    written = file(name).read_text(encoding="utf-8")
    parts = (part.splitlines() for part in written.strip().split("\n\n"))
    return [block for part in parts for block in _of(part)]


def _of(lines: list[str]) -> Iterator[Block]:
    for kind, group in groupby(lines, key=_kind):
        found = list(group)
        if kind in {"ul", "ol"}:
            yield Block(kind, lines=tuple(_LISTED.sub(r"\2", one) for one in found))
        elif kind == "figure":
            pictures = [_PICTURE.findall(one)[0] for one in found]
            yield from (Block(kind, words, picture=picture) for words, picture in pictures)
        else:
            yield Block(kind, " ".join(found).lstrip("# "))


def _kind(line: str) -> str:
    if line.startswith("#"):
        return "h2" if line.startswith("## ") else "h1"
    if _PICTURE.fullmatch(line):
        return "figure"
    if listed := _LISTED.fullmatch(line):
        return "ul" if listed[1] == "-" else "ol"
    return "p"
