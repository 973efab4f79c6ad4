"""A table of indicators' figures, row by row: what each says, and what cannot be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.common import numbers, text
from lms.common.workbooks import workbook
from lms.dashboards.models import (
    DataImport,
    DataRow,
    GivenFigure,
    GroupMember,
    Indicator,
    IndicatorGroup,
    Stated,
)
from lms.dashboards.services import file_rows, plausible, populations
from lms.dashboards.services.file_rows import (
    COMMUNE_COLUMN,
    Cells,
    FigureHeadings,
    FileKind,
    Finder,
    Line,
    column,
)
from lms.places.models import Unit
from lms.users.rosters import reading
from lms.users.rosters.places import near

INDICATOR, ABOVE, BELOW, PART = "indicator", "numerator", "denominator", "part"
MOST = 10**12
LONGEST_PART = 80

COLUMNS = (
    COMMUNE_COLUMN,
    column(INDICATOR, "Chỉ số", "ma chi so, ten chi so, ma", "EX01", 30),
    column(ABOVE, "Số hoặc tử số", "tu so, so, gia tri, so lieu, diem", "812", 18),
    column(BELOW, "Mẫu số", "tong so, tong", "1.005", 18),
    column(PART, "Thủ tục", "thu tuc hanh chinh, ten thu tuc", "", 40),
)
WHERE_ENTERED = "“Số liệu đơn vị nhập”"


@dataclass
class Given(Line):
    """A row with the indicator it means and the numbers it says of it."""

    indicator: Indicator | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    part: str = ""

    @property
    def key(self) -> tuple[int, UUID, str] | None:
        """What it is about, of a row that can be taken."""
        if self.unit is None or self.indicator is None or self.faults:
            return None
        return self.indicator.pk, self.unit.pk, self.part


def rows(table: reading.Table, batch: DataImport) -> list[DataRow]:
    """Each row of the table with what will be done about it; a number of queries that grows with
    the groups of the population that are asked for, of which there are four."""
    finder = Finder(batch.as_of, with_province=True)
    indicators = _Indicators()
    found = [
        (number, cells, _line(cells, finder, indicators))
        for number, cells in file_rows.lines_of(table)
    ]
    lines = [line for _number, _cells, line in found]
    _refuse_twice([(number, line) for number, _cells, line in found])
    _refuse_too_many(lines, batch)
    same, last = _known(lines, batch)
    return [_row(batch, number, cells, line, same, last) for number, cells, line in found]


def model(on: date, indicator: Indicator | None = None) -> bytes:
    """The headings with every commune of a day and one indicator, ready to be filled in."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(on).sorted()
    names = communes.values_list("name", flat=True)
    code = indicator.code if indicator else ""
    headings = file_rows.headings_of(COLUMNS)
    return workbook(_("Số liệu"), headings, ([name, code, "", "", ""] for name in names))


class _Indicators:
    """Which indicator a cell means, by code or name; made with two queries."""

    def __init__(self) -> None:
        self._by_code: dict[str, Indicator] = {}
        self._by_name: dict[str, Indicator] = {}
        for one in Indicator.objects.offered():
            self._by_code[text.fold(one.code)] = one
            self._by_name[text.fold(one.name)] = one
        members = GroupMember.objects.filter(
            group__kind=IndicatorGroup.Kind.INDEX, group__is_offered=True, full__isnull=False
        )
        self.full = {member.code: member.full for member in members if member.full}

    def find(self, written: str, line: Given) -> None:
        """Fill in the line's indicator, or say what is wrong and where its figure comes from."""
        fold = text.fold(written)
        found = self._by_code.get(fold) or self._by_name.get(fold)
        if found is None:
            words = _("Chỉ số: không có “%(written)s”.%(near)s")
            names = [one.name for one in self._by_name.values() if one.kind == _IMPORTED]
            said = {"written": written[:60], "near": near(written, names)}
            line.faults.append(words % said)
        elif found.kind == Indicator.Kind.COMPUTED:
            words = _("%(code)s do Học số tự tính, không nhập được. Cách tính: %(how)s")
            line.faults.append(words % {"code": found.code, "how": found.how})
        elif found.kind == Indicator.Kind.ENTERED:
            words = _("%(code)s do đơn vị nhập ở %(where)s rồi được duyệt, không nhận theo tệp.")
            line.faults.append(words % {"code": found.code, "where": WHERE_ENTERED})
        else:
            line.indicator = found


_IMPORTED = Indicator.Kind.IMPORTED


def _line(cells: Cells, finder: Finder, indicators: _Indicators) -> Given:
    line = Given()
    file_rows.refuse_formulas(COLUMNS, cells, line)
    if line.faults:
        return line
    finder.find(cells, line)
    written = str(cells.get(INDICATOR, "")).strip()
    if not written:
        line.faults.append(_("Chưa ghi chỉ số nào. Ghi mã hoặc tên chỉ số."))
    else:
        indicators.find(written, line)
    if line.indicator:
        _read_numbers(cells, line, line.indicator)
        _read_part(cells, line, line.indicator)
        full = indicators.full.get(line.indicator.code)
        if full and line.above is not None and line.above > full:
            words = _("%(value)s điểm, quá điểm tối đa %(full)s.")
            said = {"value": numbers.show(line.above), "full": numbers.show(full.normalize())}
            line.faults.append(words % said)
    return line


def _read_numbers(cells: Cells, line: Given, indicator: Indicator) -> None:
    is_ratio = indicator.aggregation == Indicator.Aggregation.RATIO
    places = 0 if is_ratio else indicator.decimals
    line.above = _number(cells, ABOVE, indicator.numerator_words, line, places=places)
    if line.above is None and not line.faults:
        words = _("Chưa có số: ô “Số hoặc tử số” ghi %(what)s.")
        line.faults.append(words % {"what": indicator.numerator_words})
    if not is_ratio:
        if not file_rows.is_empty(cells.get(BELOW, "")):
            line.remarks.append(_("Chỉ số này không có mẫu số; ô “Mẫu số” không dùng."))
        return
    if indicator.denominator:
        if not file_rows.is_empty(cells.get(BELOW, "")):
            words = _("Mẫu số lấy từ dân số đã nhập (%(what)s); ô “Mẫu số” không dùng.")
            line.remarks.append(words % {"what": indicator.denominator_words})
        return
    line.below = _number(cells, BELOW, indicator.denominator_words, line)
    if line.below is None and not line.faults:
        words = _("Chưa có mẫu số: ô “Mẫu số” ghi %(what)s. Một mình tỷ lệ thì chưa cộng được.")
        line.faults.append(words % {"what": indicator.denominator_words})
    if line.above is not None and line.below is not None:
        fault = plausible.share_fault(indicator, line.above, line.below)
        line.faults += [fault] if fault else []


def _number(cells: Cells, key: str, what: str, line: Given, *, places: int = 0) -> Decimal | None:
    cell = cells.get(key, "")
    if file_rows.is_empty(cell):
        return None
    if "%" in str(cell):
        words = _("%(what)s: ô ghi phần trăm (%(cell)s). Ghi tử số và mẫu số, máy sẽ chia.")
        line.faults.append(words % {"what": _capital(what), "cell": str(cell)[:30]})
        return None
    try:
        return file_rows.number(cell, most=MOST, places=places)
    except ValueError as fault:
        line.faults.append(f"{_capital(what)}: {fault}")
        return None


def _read_part(cells: Cells, line: Given, indicator: Indicator) -> None:
    cell = cells.get(PART, "")
    if file_rows.is_empty(cell):
        return
    if indicator.dimension != Indicator.Dimension.PROCEDURE:
        words = _("%(code)s không chia theo thủ tục. Để trống ô “Thủ tục”, ghi số chung.")
        line.faults.append(words % {"code": indicator.code})
        return
    line.part = " ".join(str(cell).split())[:LONGEST_PART]


def _refuse_twice(lines: Sequence[tuple[int, Given]]) -> None:
    """Two rows of the same are not added up: perhaps one of them is an old one."""
    first: dict[tuple[int, UUID, str], int] = {}
    for number, line in lines:
        if line.key is None or line.unit is None:
            continue
        before = first.setdefault(line.key, number)
        if before != number:
            words = _("%(unit)s đã có chỉ số này ở dòng %(row)s. Giữ một dòng.")
            line.faults.append(words % {"unit": line.unit.name, "row": before})


def _refuse_too_many(lines: Sequence[Given], batch: DataImport) -> None:
    """No more people can have done something than there are; of whom nobody said how many there
    are, that is told."""
    asked: defaultdict[str, list[Given]] = defaultdict(list)
    for line in lines:
        if line.key and line.indicator and line.indicator.denominator:
            asked[line.indicator.denominator].append(line)
    for measure, listed in asked.items():
        group = measure.removeprefix(populations.MEASURE)
        units = [line.unit for line in listed if line.unit]
        known = populations.of_all(units, group, on=batch.last_on or batch.as_of)
        for line in listed:
            if line.unit and line.indicator and line.above is not None:
                _hold_against(line, line.indicator, line.above, known.get(line.unit.pk))


def _hold_against(
    line: Given, indicator: Indicator, above: Decimal, known: populations.Known | None
) -> None:
    if known is None:
        words = _("Chưa có dân số (%(what)s) nên chưa ra tỷ lệ; nhập dân số sau cũng được.")
        line.remarks.append(words % {"what": indicator.denominator_words})
    elif above > known.count:
        words = _("%(above)s %(what)s, nhiều hơn %(count)s %(whom)s (%(source)s, %(day)s).")
        said = {
            "above": numbers.show(above),
            "what": indicator.numerator_words,
            "count": numbers.show(known.count),
            "whom": indicator.denominator_words,
            "source": known.source,
            "day": f"{known.as_of:%d/%m/%Y}",
        }
        line.faults.append(words % said)


type Standing = dict[tuple[int, UUID, str], GivenFigure]


def _known(lines: Iterable[Given], batch: DataImport) -> tuple[Standing, Standing]:
    """What stands for that very period, and the last figure of a period as long before it."""
    named = [line for line in lines if line.key]
    found = GivenFigure.objects.standing().filter(
        indicator__in={line.indicator for line in named},
        unit__in={line.unit for line in named},
        last_on__lte=batch.last_on,
    )
    same: Standing = {}
    last: Standing = {}
    for row in found.order_by("last_on", "-first_on"):
        is_same = (row.first_on, row.last_on) == (batch.first_on, batch.last_on)
        if is_same or plausible.is_as_long(row, batch.first_on, batch.last_on):
            (same if is_same else last)[row.indicator_id, row.unit_id, row.part] = row
    return same, last


def _row(  # noqa: PLR0917  # what is written, what it means, what is known
    batch: DataImport, number: int, cells: Cells, line: Given, same: Standing, last: Standing
) -> DataRow:
    reasons = [["repair", words] for words in line.remarks]
    action = DataRow.Action.NEW
    said: dict[str, Any] = {}
    if line.key and line.indicator and line.above is not None:
        said = {
            "indicator": line.indicator.pk,
            "code": line.indicator.code,
            "name": line.indicator.name,
            "numerator": str(line.above),
            "denominator": None if line.below is None else str(line.below),
            "part": line.part,
        }
        if before := same.get(line.key):
            is_same = (before.numerator, before.denominator) == (line.above, line.below)
            action = DataRow.Action.SAME if is_same else DataRow.Action.CHANGE
            if not is_same:
                reasons.append(["change", f"{_words(before)} → {_say(line.above, line.below)}"])
        earlier = last.get(line.key)
        if earlier and plausible.doubt_of(line.indicator, line.above, line.below, earlier):
            reasons.append(["repair", file_rows.far_off(_("Số"), earlier.numerator)])
    return file_rows.row_of(batch, number, cells, line, said, action, reasons)


def _words(figure: GivenFigure) -> str:
    return _say(figure.numerator, figure.denominator)


def _say(above: Decimal, below: Decimal | None) -> str:
    written = numbers.show(above.normalize())
    return written if below is None else f"{written}/{numbers.show(below.normalize())}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _figures(batch: DataImport, rows: Iterable[DataRow]) -> list[Stated]:
    return [
        GivenFigure(
            indicator_id=row.said["indicator"],
            unit_id=row.unit_id,
            first_on=batch.first_on,
            last_on=batch.last_on,
            part=row.said["part"],
            numerator=Decimal(row.said["numerator"]),
            denominator=None
            if row.said["denominator"] is None
            else Decimal(row.said["denominator"]),
            as_of=batch.as_of,
            source=batch.source,
            batch=batch,
        )
        for row in rows
        if row.unit_id and batch.first_on and batch.last_on
    ]


def _standing(batch: DataImport, fresh: Collection[Stated]) -> Iterable[Stated]:
    ours = [row for row in fresh if isinstance(row, GivenFigure)]
    found: Iterable[Stated] = GivenFigure.objects.standing().filter(
        first_on=batch.first_on,
        last_on=batch.last_on,
        indicator__in={row.indicator_id for row in ours},
        unit__in={row.unit_id for row in ours},
    )
    return found


def _shown(row: DataRow) -> list[tuple[str, str]]:
    said = row.said
    if not said:
        written = [row.cells.get(one.key, "") for one in COLUMNS[1:]]
    else:
        below = said["denominator"]
        written = [
            f"{said['code']} {said['name']}",
            numbers.show(Decimal(said["numerator"])),
            "" if below is None else numbers.show(Decimal(below)),
            said["part"],
        ]
    return [(one.heading, cell) for one, cell in zip(COLUMNS[1:], written, strict=True)]


KIND = FileKind(
    title="Số liệu của các ngành",
    columns=COLUMNS,
    headings=FigureHeadings(COLUMNS, needed=(ABOVE,)),
    rows=rows,
    model=GivenFigure,
    figures=_figures,
    standing=_standing,
    shown=_shown,
)
