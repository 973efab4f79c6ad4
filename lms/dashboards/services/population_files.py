"""A table of how many live where, row by row: what each says, what is wrong with it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from lms.common import numbers, text
from lms.common.workbooks import Heading, workbook
from lms.dashboards.models import DataImport, DataRow, Population
from lms.places.models import Unit
from lms.users.rosters import places, reading
from lms.users.rosters.columns import Column, Headings, Layout, words_of
from lms.users.rosters.reading import Cell

COMMUNE, VILLAGE = "commune", "village"
MOST = 5_000_000
"""More people than any province of ours has: a slip of the pen."""
MOST_ROWS = 6_000
FAR_OFF = Decimal("1.5")
"""So many times more, or less, than the last figure is worth a second look."""


def _column(key: str, heading: str, spellings: str, example: str, width: int) -> Column:
    known = {part.strip() for part in spellings.split(",") if part.strip()} | {words_of(heading)}
    return Column(key, heading, frozenset(known), example, width)


GROUPS = {
    Population.Group.ADULTS: "tu 18 tuoi, nguoi truong thanh, so nguoi tu 18 tuoi, 18 tuoi tro len",
    Population.Group.OLDER: "tu 60 tuoi, nguoi cao tuoi, so nguoi tu 60 tuoi, 60 tuoi tro len",
    Population.Group.HOUSEHOLDS: "so ho, ho, ho gia dinh, so ho gia dinh, tong so ho",
    Population.Group.PUPILS: "so hoc sinh, hoc sinh, tong so hoc sinh",
}
COLUMNS = (
    _column(
        COMMUNE,
        "Xã, phường",
        "xa, phuong, xa phuong dac khu, ma xa, ma xa phuong, don vi, ten xa, dia phuong",
        "",
        24,
    ),
    _column(VILLAGE, "Thôn, xóm, tổ dân phố", "thon, xom, to dan pho, tdp, thon xom", "", 24),
    *(
        _column(group.value, str(group.label), spellings, example, 18)
        for (group, spellings), example in zip(
            GROUPS.items(), ("12.450", "3.120", "4.870", "2.015"), strict=True
        )
    ),
)


class PopulationHeadings(Headings):
    """A table that names communes, and at least one number of each."""

    def __init__(self) -> None:
        needed = frozenset(group.value for group in GROUPS)
        super().__init__(COLUMNS, needed=needed, most_rows=MOST_ROWS)
        self.whom = "đơn vị"

    def is_list(self, found: Layout) -> bool:
        return COMMUNE in found.places

    def lacking(self) -> str:
        named = ", ".join(f"“{group.label}”" for group in GROUPS)
        return _("Cần thêm ít nhất một cột số liệu: %(names)s.") % {"names": named}


@dataclass
class Line:
    """What one row comes to."""

    unit: Unit | None = None
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(content: bytes) -> reading.Table:
    """The table in a file; raises FileRefused with what to do about it."""
    return reading.read(content, PopulationHeadings())


def rows(table: reading.Table, batch: DataImport) -> list[DataRow]:
    """Each row of the table with what will be done about it; a fixed number of queries."""
    finder = _Finder(batch.as_of)
    lines = [(number, dict(zip(table.keys, cells, strict=True))) for number, cells in table.rows]
    read_lines = [(number, cells, _line(cells, finder)) for number, cells in lines]
    _refuse_twice(read_lines)
    units = {line.unit.pk for _number, _cells, line in read_lines if line.unit}
    standing, last = _known(units, batch.as_of)
    return [_row(batch, number, cells, line, standing, last) for number, cells, line in read_lines]


def model(on: date) -> bytes:
    """The headings with every commune of a day, ready to be filled in."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(on).sorted()
    names = communes.values_list("name", flat=True)
    empty = [""] * (len(COLUMNS) - 1)
    return workbook(_("Dân số"), _headings(), ([name, *empty] for name in names))


def refused(batch: DataImport) -> bytes:
    """What was refused as it was written, ready to be put right and sent again."""
    headings = [*_headings(), Heading(_("Dòng"), 8), Heading(_("Vì sao không nhận"), 70)]
    found = batch.rows.filter(action=DataRow.Action.REFUSE).order_by("row_no")
    return workbook(
        _("Chưa nhận"),
        headings,
        (
            [
                *(row.cells.get(column.key, "") for column in COLUMNS),
                str(row.row_no),
                " ".join(words for _kind, words in row.reasons),
            ]
            for row in found
        ),
    )


def _headings() -> list[Heading]:
    return [Heading(column.heading, column.width) for column in COLUMNS]


class _Finder:
    """Which unit of the figures' day a row means; made with a handful of queries."""

    def __init__(self, day: date) -> None:
        self._communes = places.Communes(day)
        self._units = Unit.objects.in_bulk(
            Unit.objects.filter(level=Unit.Level.COMMUNE).values_list("pk", flat=True)
        )
        self._villages: defaultdict[tuple[UUID | None, str], list[Unit]] = defaultdict(list)
        for village in Unit.objects.filter(level=Unit.Level.VILLAGE).valid_on(day):
            self._villages[village.parent_id, village.name_fold].append(village)

    def find(self, commune: str, village: str, line: Line) -> None:
        """Fill in the line's unit, or say what is wrong."""
        meaning = self._communes.meaning(commune)
        if meaning.fault:
            line.faults.append(_after_heading(meaning.fault).replace(_STRANGERS, "").strip())
            return
        if meaning.repair:
            line.remarks.append(_after_heading(meaning.repair))
        unit = self._units[UUID(meaning.id)]
        if not village:
            line.unit = unit
            return
        found = self._villages.get((unit.pk, text.fold(village)), [])
        if len(found) == 1:
            line.unit = found[0]
            return
        line.faults.append(
            _("%(commune)s không có “%(village)s”. Ghi đúng tên thôn, xóm, tổ dân phố.")
            % {"commune": unit.name, "village": village[:60]}
        )


_STRANGERS = "Người ở tỉnh khác thì để trống ô này."


def _after_heading(words: str) -> str:
    """What is said of a cell, under our own heading."""
    return f"{COLUMNS[0].heading}: {words.partition(': ')[2] or words}"


def _line(cells: dict[str, Cell], finder: _Finder) -> Line:
    line = Line()
    for column in COLUMNS:
        if isinstance(cell := cells.get(column.key, ""), list):
            words = _("%(heading)s: ô %(place)s là công thức. Chép ô rồi dán dạng giá trị.")
            line.faults.append(words % {"heading": column.heading, "place": cell[1]})
    if line.faults:
        return line
    commune = str(cells.get(COMMUNE, "")).strip()
    if not commune:
        line.faults.append(_("Chưa ghi xã, phường nào. Ghi tên hoặc mã xã."))
        return line
    finder.find(commune, str(cells.get(VILLAGE, "")).strip(), line)
    for group in GROUPS:
        _read_count(group, cells.get(group.value, ""), line)
    adults, older = (line.counts.get(key) for key in ("adults", "older"))
    if adults is not None and older is not None and older > adults:
        line.faults.append(_("Người từ 60 tuổi nhiều hơn người từ 18 tuổi. Xem lại hai số."))
    if not line.counts and not line.faults:
        line.faults.append(_("Dòng này chưa có số nào."))
    return line


def _read_count(group: Population.Group, cell: Cell, line: Line) -> None:
    written = str(cell).strip()
    if written in {"", "-", "–"}:
        return
    fault = None
    try:
        number = Decimal(written) if isinstance(cell, int | float) else numbers.read(written)
    except ValueError:
        fault = _("chưa hiểu “%(cell)s”. Ghi số như 12450 hoặc 12.450.") % {"cell": written[:30]}
        number = Decimal(0)
    if fault is None and number < 0:
        fault = _("số âm (%(cell)s). Ghi số từ 0 trở lên.") % {"cell": written[:30]}
    elif fault is None and number != int(number):
        fault = _("số lẻ (%(cell)s). Ghi số nguyên.") % {"cell": written[:30]}
    elif fault is None and number > MOST:
        fault = _("lớn quá (%(cell)s). Xem lại có thừa chữ số không.") % {"cell": written[:30]}
    if fault:
        line.faults.append(f"{group.label}: {fault}")
        return
    line.counts[group.value] = int(number)


def _refuse_twice(lines: Sequence[tuple[int, dict[str, Cell], Line]]) -> None:
    """Two rows of one unit are not added up: perhaps one of them is an old one."""
    first: dict[UUID, int] = {}
    for number, _cells, line in lines:
        if line.unit is None or line.faults:
            continue
        before = first.setdefault(line.unit.pk, number)
        if before != number:
            line.faults.append(
                _("%(unit)s đã có ở dòng %(row)s. Giữ một dòng, hoặc cộng lại thành một dòng.")
                % {"unit": line.unit.name, "row": before}
            )


type Standing = dict[tuple[UUID, str], int]


def _known(units: Iterable[UUID], as_of: date) -> tuple[Standing, Standing]:
    """What stands for that very day, and the last figure before it."""
    found = Population.objects.standing().filter(unit__in=units, as_of__lte=as_of)
    same: Standing = {}
    last: Standing = {}
    for row in found.order_by("as_of", "pk"):
        (same if row.as_of == as_of else last)[row.unit_id, row.group] = row.count
    return same, last


def _row(  # noqa: PLR0917  # what is written, what it means, what is known
    batch: DataImport,
    number: int,
    cells: dict[str, Cell],
    line: Line,
    standing: Standing,
    last: Standing,
) -> DataRow:
    raw = {key: "" if isinstance(cell, list) else str(cell) for key, cell in cells.items()}
    if line.faults or line.unit is None:
        reasons = [["refuse", words] for words in line.faults]
        return DataRow(
            batch=batch, row_no=number, cells=raw, action=DataRow.Action.REFUSE, reasons=reasons
        )
    reasons = [["repair", words] for words in line.remarks]
    action = DataRow.Action.SAME
    for key, count in line.counts.items():
        label = Population.Group(key).label
        before = standing.get((line.unit.pk, key))
        if before is None:
            action = DataRow.Action.NEW if action == DataRow.Action.SAME else action
        elif before != count:
            action = DataRow.Action.CHANGE
            words = f"{label}: {numbers.show(before)} → {numbers.show(count)}"
            reasons.append(["change", words])
        earlier = last.get((line.unit.pk, key))
        if earlier and not earlier / FAR_OFF <= count <= earlier * FAR_OFF:
            reasons.append(
                [
                    "repair",
                    _("%(label)s: khác xa lần trước (%(before)s). Xem lại trước khi nhập.")
                    % {"label": label, "before": numbers.show(earlier)},
                ]
            )
    return DataRow(
        batch=batch,
        row_no=number,
        unit=line.unit,
        cells=raw,
        said=line.counts,
        action=action,
        reasons=reasons,
    )
