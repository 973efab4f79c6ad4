"""What every file of figures has in common: its columns, units, numbers, and refused rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import isfinite
from uuid import UUID

from django.utils.translation import gettext as _

from lms.common import numbers, text
from lms.common.workbooks import Heading, workbook
from lms.dashboards.models import DataImport, DataRow, Stated
from lms.places.models import Unit
from lms.users.rosters import places, reading
from lms.users.rosters.columns import Column, Headings, Layout, words_of
from lms.users.rosters.reading import Cell

COMMUNE, VILLAGE = "commune", "village"
MOST_ROWS = 6_000
_STRANGERS = "Người ở tỉnh khác thì để trống ô này."

type Cells = dict[str, Cell]


@dataclass(frozen=True)
class FileKind:
    """What one kind of file does otherwise than another; the rest is the same."""

    title: str
    columns: tuple[Column, ...]
    """Of the file, in order; the first names the unit."""
    headings: Headings
    rows: Callable[[reading.Table, DataImport], list[DataRow]]
    """Each row with what will be done about it; a number of queries that does not grow."""
    model: type[Stated]
    """What is written of it."""
    figures: Callable[[DataImport, Iterable[DataRow]], list[Stated]]
    """The figures that these rows come to, not yet saved."""
    standing: Callable[[DataImport, Collection[Stated]], Iterable[Stated]]
    """What stands of the same."""
    shown: Callable[[DataRow], list[tuple[str, str]]]
    """What a row says under each heading of the preview, after the unit."""

    def read(self, content: bytes) -> reading.Table:
        """The table in a file; raises FileRefused with what to do about it."""
        return reading.read(content, self.headings)

    def refused(self, batch: DataImport) -> bytes:
        """What was refused as it was written, ready to be put right and sent again."""
        added = [Heading(_("Dòng"), 8), Heading(_("Vì sao không nhận"), 70)]
        found = batch.rows.filter(action=DataRow.Action.REFUSE).order_by("row_no")
        rows = (
            [
                *(row.cells.get(column.key, "") for column in self.columns),
                str(row.row_no),
                " ".join(words for _kind, words in row.reasons),
            ]
            for row in found
        )
        return workbook(_("Chưa nhận"), [*headings_of(self.columns), *added], rows)


class FigureHeadings(Headings):
    """A table that names units, and at least one number of each."""

    def __init__(self, columns: tuple[Column, ...], *, needed: Iterable[str]) -> None:
        super().__init__(columns, needed=frozenset(needed), most_rows=MOST_ROWS)
        self.whom = "đơn vị"
        self._named = [column.heading for column in columns if column.key in self._needed]

    def is_list(self, found: Layout) -> bool:
        return COMMUNE in found.places

    def lacking(self) -> str:
        named = ", ".join(f"“{heading}”" for heading in self._named)
        return _("Cần thêm ít nhất một cột số liệu: %(names)s.") % {"names": named}


@dataclass
class Line:
    """What one row comes to."""

    unit: Unit | None = None
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def column(key: str, heading: str, spellings: str, example: str, width: int) -> Column:
    """A column, and how else its heading is spelt, as words without marks with commas between."""
    known = {part.strip() for part in spellings.split(",") if part.strip()} | {words_of(heading)}
    return Column(key, heading, frozenset(known), example, width)


COMMUNE_COLUMN = column(
    COMMUNE,
    "Xã, phường",
    "xa, phuong, xa phuong dac khu, ma xa, ma xa phuong, don vi, ten xa, dia phuong",
    "",
    24,
)


def headings_of(columns: Iterable[Column]) -> list[Heading]:
    return [Heading(one.heading, one.width) for one in columns]


def lines_of(table: reading.Table) -> list[tuple[int, Cells]]:
    """The rows by their number in the file, each cell under its column."""
    return [(number, dict(zip(table.keys, cells, strict=True))) for number, cells in table.rows]


def refuse_formulas(columns: Iterable[Column], cells: Cells, line: Line) -> None:
    for one in columns:
        if isinstance(cell := cells.get(one.key, ""), list):
            words = _("%(heading)s: ô %(place)s là công thức. Chép ô rồi dán dạng giá trị.")
            line.faults.append(words % {"heading": one.heading, "place": cell[1]})


def is_empty(cell: Cell) -> bool:
    return str(cell).strip() in {"", "-", "–"}


def number(cell: Cell, *, most: int, places: int = 0) -> Decimal:
    """What a cell says; raises ValueError with what is wrong with it."""
    written = str(cell).strip()
    try:
        is_plain = isinstance(cell, int | float) and isfinite(cell)
        found = Decimal(written) if is_plain else numbers.read(written)
    except ValueError:
        words = _("chưa hiểu “%(cell)s”. Ghi số như 12450 hoặc 12.450.")
        raise ValueError(words % {"cell": written[:30]}) from None
    if found < 0:
        raise ValueError(_("số âm (%(cell)s). Ghi số từ 0 trở lên.") % {"cell": written[:30]})
    if found > most:
        words = _("lớn quá (%(cell)s). Xem lại có thừa chữ số không.")
        raise ValueError(words % {"cell": written[:30]})
    if found != round(found, places):
        words = (
            _("số lẻ (%(cell)s). Ghi số nguyên.") if not places else _("nhiều số lẻ (%(cell)s).")
        )
        raise ValueError(words % {"cell": written[:30]})
    return found


def far_off(label: str, before: Decimal | int) -> str:
    """What is said of a number that is worth a second look."""
    words = _("%(label)s: khác xa lần trước (%(before)s). Xem lại trước khi nhập.")
    return words % {"label": label, "before": numbers.show(before)}


def row_of(  # noqa: PLR0917  # what is written, what it means, what becomes of it
    batch: DataImport,
    number: int,
    cells: Cells,
    line: Line,
    said: Mapping[str, object],
    action: DataRow.Action,
    reasons: Sequence[list[str]],
) -> DataRow:
    """The row as it is kept; a faulty one is refused with its faults and nothing else."""
    raw = {key: "" if isinstance(cell, list) else str(cell) for key, cell in cells.items()}
    if line.faults or line.unit is None:
        action, said = DataRow.Action.REFUSE, {}
        reasons = [["refuse", words] for words in line.faults]
    return DataRow(
        batch=batch,
        row_no=number,
        unit=None if action == DataRow.Action.REFUSE else line.unit,
        cells=raw,
        said=said,
        action=action,
        reasons=reasons,
    )


class Finder:
    """Which unit of the figures' day a row means; made with a handful of queries."""

    def __init__(self, day: date, *, with_province: bool = False) -> None:
        self._communes = places.Communes(day)
        self._units = Unit.objects.in_bulk(
            Unit.objects.filter(level=Unit.Level.COMMUNE).values_list("pk", flat=True)
        )
        self._villages: defaultdict[tuple[UUID | None, str], list[Unit]] = defaultdict(list)
        for village in Unit.objects.filter(level=Unit.Level.VILLAGE).valid_on(day):
            self._villages[village.parent_id, village.name_fold].append(village)
        self._provinces: dict[str, Unit] = {}
        if with_province:
            for unit in Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(day):
                self._provinces |= {unit.name_fold: unit, "toan tinh": unit, "ca tinh": unit}

    def find(self, cells: Cells, line: Line) -> None:
        """Fill in the line's unit, or say what is wrong."""
        commune = str(cells.get(COMMUNE, "")).strip()
        if not commune:
            line.faults.append(_("Chưa ghi xã, phường nào. Ghi tên hoặc mã xã."))
            return
        if province := self._provinces.get(text.fold(commune)):
            line.unit = province
            return
        meaning = self._communes.meaning(commune)
        if meaning.fault:
            line.faults.append(_after_heading(meaning.fault).replace(_STRANGERS, "").strip())
            return
        if meaning.repair:
            line.remarks.append(_after_heading(meaning.repair))
        unit = self._units[UUID(meaning.id)]
        village = str(cells.get(VILLAGE, "")).strip()
        found = self._villages.get((unit.pk, text.fold(village)), []) if village else [unit]
        if len(found) == 1:
            line.unit = found[0]
            return
        line.faults.append(
            _("%(commune)s không có “%(village)s”. Ghi đúng tên thôn, xóm, tổ dân phố.")
            % {"commune": unit.name, "village": village[:60]}
        )


def _after_heading(words: str) -> str:
    """What is said of a cell, under our own heading."""
    return f"{COMMUNE_COLUMN.heading}: {words.partition(': ')[2] or words}"
