"""The lines of an act from a table: each row names an old unit or agency and who takes over."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite

from django.utils.translation import gettext as _

from lms.common import numbers, text
from lms.common.workbooks import Heading, workbook
from lms.places.models import Unit
from lms.places.services import succession
from lms.places.services.search import KIND_WORDS
from lms.users.models import Agency, Reorganisation
from lms.users.reorganising.drafting import WHOLE, Wanted, eve
from lms.users.rosters import reading
from lms.users.rosters.columns import Column, Headings, Layout, words_of
from lms.users.rosters.places import near
from lms.users.rosters.reading import Cell

OLD, NEW, CODE, PARENT, SHARE, MAIN = "old", "new", "code", "parent", "share", "main"
MOST_ROWS = 2_000
YES = {"x", "co", "chinh", "1", "main", "noi ke thua chinh", "dung"}


def _column(key: str, heading: str, spellings: str, width: int) -> Column:
    known = {part.strip() for part in spellings.split(",") if part.strip()} | {words_of(heading)}
    return Column(key, heading, frozenset(known), "", width)


COLUMNS = (
    _column(OLD, "Đơn vị cũ", "don vi hien nay, xa cu, co quan cu, ma cu, ten cu", 32),
    _column(NEW, "Đơn vị mới", "xa moi, co quan moi, ten moi, nhap vao, nhap thanh", 32),
    _column(CODE, "Mã mới", "ma don vi moi, ma", 12),
    _column(PARENT, "Thuộc", "truc thuoc, tinh, cap tren, don vi cap tren", 28),
    _column(SHARE, "Tỷ lệ (%)", "phan tram, ty le phan tram, phan", 12),
    _column(MAIN, "Nơi kế thừa chính", "chinh, ke thua chinh", 18),
)


class LineHeadings(Headings):
    """A table of who takes over from whom."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, needed=frozenset({NEW}), most_rows=MOST_ROWS)
        self.whom = "đơn vị"

    def is_list(self, found: Layout) -> bool:
        return OLD in found.places


@dataclass
class Taken:
    """What a table comes to: lines that can be taken, and rows that cannot, with the reasons."""

    lines: list[Wanted] = field(default_factory=list)
    refused: list[dict[str, object]] = field(default_factory=list)


def take(act: Reorganisation, content: bytes) -> Taken:
    """Read a table for an act; raises FileRefused for what is no such table."""
    table = reading.read(content, LineHeadings())
    finder = Finder(act)
    taken = Taken()
    for number, cells in table.rows:
        said = dict(zip(table.keys, cells, strict=True))
        faults = [
            _("Ô %(place)s là công thức. Chép ô rồi dán dạng giá trị.") % {"place": cell[1]}
            for cell in cells
            if isinstance(cell, list)
        ]
        line = None if faults else _line(said, finder, faults)
        if line:
            taken.lines.append(line)
            continue
        raw = {key: "" if isinstance(cell, list) else str(cell) for key, cell in said.items()}
        taken.refused.append({"row": number, "cells": raw, "faults": faults})
    return taken


def model(act: Reorganisation) -> bytes:
    """The headings, with what the act has so far."""
    rows = [
        [
            one.old_name,
            one.new_name,
            one.new_code,
            one.new_parent,
            numbers.show(one.weight.normalize()),
            "x" if one.is_main else "",
        ]
        for one in act.lines.select_related("old_unit", "old_agency").order_by("pk")
    ]
    return workbook(_("Sắp xếp"), _headings(), rows)


def refused(act: Reorganisation) -> bytes:
    """The rows that were not taken as they were written, with the reasons beside them."""
    added = [Heading(_("Dòng"), 8), Heading(_("Vì sao không nhận"), 70)]
    rows = [
        [
            *(str(one["cells"].get(column.key, "")) for column in COLUMNS),
            str(one["row"]),
            " ".join(one["faults"]),
        ]
        for one in act.refused
    ]
    return workbook(_("Chưa nhận"), [*_headings(), *added], rows)


class Finder:
    """Which unit or agency of the day before an act a name or code means; made with two queries."""

    def __init__(self, act: Reorganisation) -> None:
        self._act = act
        self._known: defaultdict[str, list[Unit | Agency]] = defaultdict(list)
        self._gone: defaultdict[str, list[Unit]] = defaultdict(list)
        self._names: list[str] = []
        if act.is_of_units:
            self._read_units()
        else:
            self._read_agencies()

    def _read_units(self) -> None:
        day = eve(self._act)
        for unit in Unit.objects.select_related("parent__parent"):
            is_here = unit.valid_to is None and unit.is_valid_on(day)
            for word in {unit.name_fold, _bare(unit.name_fold), unit.code}:
                if not word:
                    continue
                if is_here:
                    self._known[word].append(unit)
                else:
                    self._gone[word].append(unit)
            if is_here:
                self._names.append(unit.name)

    def _read_agencies(self) -> None:
        for agency in Agency.objects.filter(valid_to=None):
            for word in {agency.name_fold, text.fold(agency.code)}:
                self._known[word].append(agency)
            self._names.append(agency.name)

    def find(self, written: str) -> Unit | Agency:
        """Raises ValueError with what is wrong, in words."""
        name, *above = [part.strip() for part in written.split(",")]
        fold = text.fold(name)
        found = self._known.get(fold, [])
        if above:
            wanted = _bare(text.fold(above[0]))
            found = [one for one in found if _lies_in(one, wanted)] or found
        exact = [one for one in found if one.name_fold == fold]
        found = exact or found
        if len(found) == 1:
            return found[0]
        if found:
            places = ", ".join(sorted(_label(one) for one in found)[:4])
            words = _("Có nhiều nơi tên “%(name)s”: %(places)s. Ghi thêm nơi trực thuộc hoặc mã.")
            raise ValueError(words % {"name": name[:60], "places": places})
        raise ValueError(self._of_another_time(name, fold) or self._unknown(name))

    def _of_another_time(self, name: str, fold: str) -> str:
        gone = self._gone.get(fold, [])
        if not gone:
            return ""
        stands = succession.restate((one.pk for one in gone), on=self._act.effective_on)
        today = sorted({one.unit.name for one in stands.values()})
        ended = max((one.valid_to for one in gone if one.valid_to), default=None)
        words = _("“%(name)s” là tên của thời kỳ khác")
        if ended:
            words += _(", đến hết %(day)s")
        if today:
            words += _("; nay là %(today)s")
        said = {
            "name": name[:60],
            "day": f"{ended:%d/%m/%Y}" if ended else "",
            "today": ", ".join(today),
        }
        return (words + _(". Ghi tên đang dùng.")) % said

    def _unknown(self, name: str) -> str:
        words = _("Không có “%(name)s”.%(near)s")
        return words % {"name": name[:60], "near": near(name, self._names)}


def share(cell: Cell) -> Decimal:
    """What a cell says of how much goes there; empty is the whole. Raises ValueError, in words."""
    written = str(cell).strip().rstrip("%").strip()
    if not written:
        return WHOLE
    try:
        is_plain = isinstance(cell, int | float) and isfinite(cell)
        found = Decimal(written) if is_plain else numbers.read(written)
    except ValueError:
        words = _("Chưa hiểu tỷ lệ “%(cell)s”. Ghi số như 60 hoặc 62,5.")
        raise ValueError(words % {"cell": written[:20]}) from None
    if not 0 < found <= WHOLE:
        words = _("Tỷ lệ %(cell)s không được: ghi từ trên 0 đến 100.")
        raise ValueError(words % {"cell": written[:20]})
    return round(found, 2)


def _line(said: dict[str, Cell], finder: Finder, faults: list[str]) -> Wanted | None:
    written = _plain(said.get(OLD, ""))
    name = " ".join(_plain(said.get(NEW, "")).split())
    if not written:
        faults.append(_("Chưa ghi đơn vị cũ."))
    if not name:
        faults.append(_("Chưa ghi đơn vị mới."))
    if len(name) > 120:
        faults.append(_("Tên mới dài quá 120 chữ."))
    weight, old = WHOLE, None
    try:
        weight = share(said.get(SHARE, ""))
        old = finder.find(written) if written else None
    except ValueError as error:
        faults.append(str(error))
    if faults or old is None:
        return None
    return Wanted(
        old,
        name,
        _plain(said.get(CODE, "")),
        _plain(said.get(PARENT, "")),
        weight,
        is_main=MAIN not in said or text.fold(_plain(said[MAIN])) in YES,
    )


def _plain(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _headings() -> list[Heading]:
    return [Heading(one.heading, one.width) for one in COLUMNS]


def _bare(fold: str) -> str:
    """A name without the kind in front."""
    for word in sorted(KIND_WORDS, key=len, reverse=True):
        if fold.startswith(f"{word} "):
            return fold.removeprefix(f"{word} ")
    return fold


def _lies_in(one: Unit | Agency, wanted: str) -> bool:
    parent = one.parent
    while parent is not None:
        if wanted in {parent.name_fold, _bare(parent.name_fold)}:
            return True
        parent = parent.parent
    return False


def _label(one: Unit | Agency) -> str:
    return f"{one.name}, {one.parent.name}" if one.parent else one.name
