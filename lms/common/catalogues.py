"""Catalogues of translations: the text people edit, and the packed form Django reads.

As much of gettext's file format as ours use (no contexts, one plural form), so that nobody needs
gettext's own tools to change a word.
"""

import ast
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MAGIC = 0x950412DE
HEADER_SIZE = 28
FIELD = re.compile(r'(msgid|msgid_plural|msgstr|msgstr\[0\]) (".*")')
MARK = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w+\}")
TAG = re.compile(r"<[^>]+>")


class CatalogueError(ValueError):
    """A line of a catalogue that is not one of the kinds we write."""


@dataclass(frozen=True)
class Entry:
    """One sentence of a library and what we say for it; the first of a catalogue is its header."""

    source: str
    said: str
    plural: str = ""

    @property
    def longest(self) -> str:
        """The form whose placeholders a translation with one plural form must fill."""
        return self.plural or self.source

    @property
    def agrees(self) -> bool:
        """Whether placeholders, tags and blanks at the ends are the same on both sides."""
        return _frame(self.longest) == _frame(self.said)


def _frame(sentence: str) -> tuple[set[str], list[str], bool, bool]:
    marks, tags = set(MARK.findall(sentence)), sorted(TAG.findall(sentence))
    return marks, tags, sentence[:1].isspace(), sentence[-1:].isspace()


def read(text: str) -> list[Entry]:
    """The entries of a catalogue in its own order, the header included."""
    return [_entry(block) for block in re.split(r"\n{2,}", text.strip())]


def _entry(block: str) -> Entry:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith("#"):
            continue
        if found := FIELD.fullmatch(line):
            name, value = found.groups()
            fields[name] = ast.literal_eval(value)
        elif name and line.startswith('"'):
            fields[name] += ast.literal_eval(line)
        else:
            raise CatalogueError(line)
    said = fields.get("msgstr") or fields.get("msgstr[0]", "")
    return Entry(fields["msgid"], said, fields.get("msgid_plural", ""))


def pack(entries: Iterable[Entry]) -> bytes:
    """The file `gettext` loads: two tables of lengths and places, then the words themselves."""
    pairs = sorted((_key(entry).encode(), entry.said.encode()) for entry in entries)
    count = len(pairs)
    sources, said = zip(*pairs, strict=True)
    place = HEADER_SIZE + 16 * count
    first, place = _table(sources, place)
    second, _ = _table(said, place)
    tables = struct.pack(f"<{4 * count}I", *first, *second)
    head = (MAGIC, 0, count, HEADER_SIZE, HEADER_SIZE + 8 * count, 0, HEADER_SIZE + 16 * count)
    return struct.pack("<7I", *head) + tables + b"".join(word + b"\0" for word in (*sources, *said))


def _key(entry: Entry) -> str:
    return f"{entry.source}\0{entry.plural}" if entry.plural else entry.source


def _table(words: tuple[bytes, ...], place: int) -> tuple[list[int], int]:
    """Length and place of each word, the first at `place`; where the next table's words begin."""
    numbers: list[int] = []
    for word in words:
        numbers += [len(word), place]
        place += len(word) + 1
    return numbers, place


def files(folders: Iterable[str | Path]) -> Iterator[Path]:
    """The catalogues below these folders."""
    for folder in folders:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
