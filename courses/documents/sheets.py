"""What stands on the pages of a PDF: lines of words and pictures, in the order they were drawn."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot
from operator import attrgetter
from typing import Any

import pikepdf
from pikepdf import Matrix

from courses.documents.letters import UNKNOWN, Letters

MOST_STEPS_DRAWN = 400_000
_DEEPEST = 4
_SPACE = 0.16
"""A gap of so much of the size is a blank between words, one of `CELL` another column."""
CELL = 1.8
_NO_ROOM = 0.05
_DOT, _FROM_DOT = 0.6, 2.5
"""A point of a list may be drawn, not written: at most so large, and so far from its words."""
_LARGEST_DOT, _MOST_DOTS = 12, 500
BOLD, PLAIN = "\ufdd0", "\ufdd1"
"""Around what is bold in a cell; no letters, and taken out of what a font claims to draw."""
_MARKS = str.maketrans("", "", BOLD + PLAIN)


@dataclass
class Line:
    """Words at one height; `cells` are kept apart where the gap is wide."""

    page: int
    y: float
    x: float
    end: float
    size: float
    is_bold: bool
    is_italic: bool
    cells: list[str]

    @property
    def text(self) -> str:
        return " ".join(self.written.translate(_MARKS).split())

    @property
    def written(self) -> str:
        """Its text with the marks around what is bold."""
        return " ".join(self.cells)

    @property
    def top(self) -> float:
        return self.y + 0.8 * self.size


@dataclass(frozen=True)
class Drawn:
    """A picture on a page, drawn so broad and high in points."""

    page: int
    picture: Any
    key: tuple[int, int]
    top: float
    x: float
    width: float
    height: float


Point = tuple[float, float]


@dataclass
class Sheets:
    """All of a document."""

    found: list[Line | Drawn] = field(default_factory=list)
    letters: int = 0
    unknown: int = 0
    old: int = 0
    drawn_steps: int = 0


def read(pdf: pikepdf.Pdf) -> Sheets:
    sheets = Sheets()
    fonts: dict[tuple[int, int], Letters] = {}
    for number, page in enumerate(pdf.pages):
        _Pen(sheets, number, fonts).draw(page, page.get("/Resources"), 0)
    return sheets


@dataclass
class _Look:
    """What holds until it is set anew."""

    matrix: Matrix
    letters: Letters | None = None
    size: float = 1
    between: float = 0
    between_words: float = 0
    stretch: float = 1
    leading: float = 0

    def copy(self) -> "_Look":
        return _Look(**vars(self))


class _Pen:
    """Follows the drawing of one page."""

    def __init__(self, sheets: Sheets, page: int, fonts: dict[tuple[int, int], Letters]) -> None:
        self._sheets, self._page, self._fonts = sheets, page, fonts
        self._look, self._kept = _Look(Matrix()), list[_Look]()
        self._text = self._start = Matrix()
        self._line: Line | None = None
        self._first = len(sheets.found)
        # Where a blank was drawn last, and how the cell stood before it.
        self._blank: tuple[float, str] | None = None
        self._path, self._dots = list[Point](), list[tuple[Point, float]]()

    def draw(self, stream: Any, resources: Any, depth: int) -> None:
        if depth > _DEEPEST or resources is None:
            return
        self._resources = resources
        for step in pikepdf.parse_content_stream(stream):
            self._sheets.drawn_steps += 1
            if self._sheets.drawn_steps > MOST_STEPS_DRAWN:
                return
            operator = str(step.operator)
            if operator == "Do":
                self._put(step.operands[0], resources, depth)
            elif follow := _STEPS.get(operator):
                follow(self, [*step.operands])
        if depth == 0:
            self._close()
            self._put_dots()

    def _put(self, name: Any, resources: Any, depth: int) -> None:
        thing = resources.get("/XObject", {}).get(str(name))
        if thing is None:
            return
        kind = str(thing.get("/Subtype"))
        if kind == "/Image":
            at = self._look.matrix
            self._close()
            size = hypot(at.a, at.b), hypot(at.c, at.d)
            corner = max(at.f, at.f + at.d), min(at.e, at.e + at.a)
            self._sheets.found.append(Drawn(self._page, thing, thing.objgen, *corner, *size))
        elif kind == "/Form":
            self._kept.append(self._look.copy())
            own = thing.get("/Matrix")
            if own is not None:
                self._look.matrix = Matrix(*map(float, own)) @ self._look.matrix
            self.draw(thing, thing.get("/Resources", resources), depth + 1)
            self._resources = resources
            self._look = self._kept.pop()

    def keep(self, _values: list[Any]) -> None:
        if len(self._kept) < 500:
            self._kept.append(self._look.copy())

    def take_back(self, _values: list[Any]) -> None:
        if self._kept:
            self._look = self._kept.pop()

    def turn(self, values: list[Any]) -> None:
        self._look.matrix = Matrix(*map(float, values)) @ self._look.matrix

    def go(self, values: list[Any]) -> None:
        """A path goes through these points."""
        at = self._look.matrix
        numbers = [float(one) for one in values]
        for x, y in zip(numbers[::2], numbers[1::2], strict=False):
            self._path.append((at.a * x + at.c * y + at.e, at.b * x + at.d * y + at.f))

    def go_around(self, values: list[Any]) -> None:
        x, y, width, height = map(float, values)
        self.go([x, y, x + width, y + height])

    def fill(self, _values: list[Any]) -> None:
        """What is filled and as broad as it is high may be the point of a list."""
        if self._path:
            (left, right), (foot, top) = ((min(a), max(a)) for a in zip(*self._path, strict=True))
            high = top - foot
            if 1 < high < _LARGEST_DOT and abs(right - left - high) < 0.2 * high:
                self._dots.append(((right, foot), high))
        self.leave([])

    def leave(self, _values: list[Any]) -> None:
        self._path = []

    def _put_dots(self) -> None:
        """A point stands before the line that begins beside it."""
        if not self._dots:
            return
        own = sorted(lines(self._sheets.found[self._first :]), key=attrgetter("y"))
        farthest = _DOT * max((line.size for line in own), default=0)
        for (x, y), high in self._dots[:_MOST_DOTS]:
            # Only lines at about this height are looked at.
            first = bisect_left(own, y - farthest, key=attrgetter("y"))
            for line in own[first : bisect_left(own, y, key=attrgetter("y"))]:
                beside = 0 < line.x - x < _FROM_DOT * line.size
                if beside and 0 < y - line.y < _DOT * line.size and high < _DOT * line.size:
                    line.cells[0] = f"• {line.cells[0].lstrip('• ')}"

    def begin(self, _values: list[Any]) -> None:
        self._text = self._start = Matrix()

    def place(self, values: list[Any]) -> None:
        self._text = self._start = Matrix(*map(float, values))

    def move(self, values: list[Any]) -> None:
        by = Matrix(1, 0, 0, 1, float(values[0]), float(values[1]))
        self._text = self._start = by @ self._start

    def move_and_lead(self, values: list[Any]) -> None:
        self._look.leading = -float(values[1])
        self.move(values)

    def next_line(self, _values: list[Any]) -> None:
        self.move([0, -self._look.leading])

    def choose(self, values: list[Any]) -> None:
        font = self._resources.get("/Font", {}).get(str(values[0]))
        self._look.size = float(values[1])
        self._look.letters = self._letters(font) if font is not None else None

    def _letters(self, font: Any) -> Letters:
        key = font.objgen
        if key == (0, 0):
            return Letters(font)
        if key not in self._fonts:
            self._fonts[key] = Letters(font)
        return self._fonts[key]

    def set_between(self, values: list[Any]) -> None:
        self._look.between = float(values[0])

    def set_between_words(self, values: list[Any]) -> None:
        self._look.between_words = float(values[0])

    def set_stretch(self, values: list[Any]) -> None:
        self._look.stretch = float(values[0]) / 100

    def set_leading(self, values: list[Any]) -> None:
        self._look.leading = float(values[0])

    def show(self, values: list[Any]) -> None:
        self._show(bytes(values[-1]))

    def show_below(self, values: list[Any]) -> None:
        self.next_line(values)
        self._show(bytes(values[-1]))

    def show_many(self, values: list[Any]) -> None:
        for one in values[0]:
            if isinstance(one, (pikepdf.String, bytes, str)):
                self._show(bytes(one) if not isinstance(one, str) else one.encode("latin-1"))
            else:
                self._forward(-float(one) / 1000 * self._look.size)

    def _forward(self, by: float) -> None:
        self._text = Matrix(1, 0, 0, 1, by * self._look.stretch, 0) @ self._text

    def _show(self, codes: bytes) -> None:
        look = self._look
        if look.letters is None:
            return
        before = self._text @ look.matrix
        text = ""
        for letter, width in look.letters.read(codes):
            text += letter
            extra = look.between + (look.between_words if letter == " " else 0)
            self._forward(width / 1000 * look.size + extra)
        after = self._text @ look.matrix
        self._sheets.letters += len(text)
        self._sheets.unknown += text.count(UNKNOWN)
        self._sheets.old += len(text) if look.letters.is_old else 0
        self._write(text, before, after, look.letters)

    def _write(self, text: str, before: Matrix, after: Matrix, letters: Letters) -> None:
        size = abs(self._look.size) * hypot(before.c, before.d)
        line = self._line
        if line is None or abs(line.y - before.f) > size * 0.35 or before.e < line.x - size:
            self._close()
            self._blank = None
            line = self._line = Line(
                *(self._page, before.f, before.e, before.e, size),
                *(letters.is_bold, letters.is_italic, [""]),
            )
        if text.strip() and self._blank and abs(before.e - self._blank[0]) < _NO_ROOM * size:
            # A blank that takes no room says only where a word may break.
            line.cells[-1] = self._blank[1]
        gap = before.e - line.end
        if line.cells[-1].strip() and gap > size * CELL:
            line.cells.append("")
        elif gap > size * _SPACE and not line.cells[-1].endswith(" "):
            line.cells[-1] += " "
        self._blank = None if text.strip() else (before.e, line.cells[-1])
        known = text.replace(UNKNOWN, "").translate(_MARKS)
        line.cells[-1] += f"{BOLD}{known}{PLAIN}" if letters.is_bold and known.strip() else known
        if text.strip():
            line.is_bold &= letters.is_bold
            line.is_italic &= letters.is_italic
            line.end, line.size = after.e, max(line.size, size)

    def _close(self) -> None:
        if self._line and self._line.text:
            self._sheets.found.append(self._line)
        self._line = None


_STEPS = {
    "m": _Pen.go,
    "l": _Pen.go,
    "c": _Pen.go,
    "v": _Pen.go,
    "y": _Pen.go,
    "re": _Pen.go_around,
    **dict.fromkeys(("f", "F", "f*", "B", "B*", "b", "b*"), _Pen.fill),
    **dict.fromkeys(("n", "S", "s"), _Pen.leave),
    "q": _Pen.keep,
    "Q": _Pen.take_back,
    "cm": _Pen.turn,
    "BT": _Pen.begin,
    "Tm": _Pen.place,
    "Td": _Pen.move,
    "TD": _Pen.move_and_lead,
    "T*": _Pen.next_line,
    "Tf": _Pen.choose,
    "Tc": _Pen.set_between,
    "Tw": _Pen.set_between_words,
    "Tz": _Pen.set_stretch,
    "TL": _Pen.set_leading,
    "Tj": _Pen.show,
    "TJ": _Pen.show_many,
    "'": _Pen.show_below,
    '"': _Pen.show_below,
}


def lines(found: list[Line | Drawn]) -> Iterator[Line]:
    return (one for one in found if isinstance(one, Line))
