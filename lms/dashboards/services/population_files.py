"""A table of how many live where, row by row: what each says, what is wrong with it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from lms.common import numbers
from lms.common.measures import NOWHERE
from lms.common.workbooks import workbook
from lms.dashboards.models import DataImport, DataRow, Population, Stated
from lms.dashboards.services import file_rows
from lms.dashboards.services.file_rows import (
    COMMUNE_COLUMN,
    VILLAGE,
    Cells,
    FigureHeadings,
    FileKind,
    Finder,
    Line,
    column,
)
from lms.places.models import Unit
from lms.users.rosters import reading

MOST = 5_000_000
"""More people than any province of ours has: a slip of the pen."""
FAR_OFF = Decimal("1.5")
"""So many times more, or less, than the last figure is worth a second look."""

GROUPS = {
    Population.Group.ADULTS: "tu 18 tuoi, nguoi truong thanh, so nguoi tu 18 tuoi, 18 tuoi tro len",
    Population.Group.OLDER: "tu 60 tuoi, nguoi cao tuoi, so nguoi tu 60 tuoi, 60 tuoi tro len",
    Population.Group.HOUSEHOLDS: "so ho, ho, ho gia dinh, so ho gia dinh, tong so ho",
    Population.Group.PUPILS: "so hoc sinh, hoc sinh, tong so hoc sinh",
}
COLUMNS = (
    COMMUNE_COLUMN,
    column(VILLAGE, "Thôn, xóm, tổ dân phố", "thon, xom, to dan pho, tdp, thon xom", "", 24),
    *(
        column(group.value, str(group.label), spellings, example, 18)
        for (group, spellings), example in zip(
            GROUPS.items(), ("12.450", "3.120", "4.870", "2.015"), strict=True
        )
    ),
)


@dataclass
class Counts(Line):
    """A row with how many of which group it says."""

    counts: dict[str, int] = field(default_factory=dict)


def rows(table: reading.Table, batch: DataImport) -> list[DataRow]:
    """Each row of the table with what will be done about it; a fixed number of queries."""
    finder = Finder(batch.as_of)
    found = [(number, cells, _line(cells, finder)) for number, cells in file_rows.lines_of(table)]
    _refuse_twice(found)
    units = {line.unit.pk for _number, _cells, line in found if line.unit}
    standing, last = _known(units, batch.as_of)
    return [_row(batch, number, cells, line, standing, last) for number, cells, line in found]


def model(on: date) -> bytes:
    """The headings with every commune of a day, ready to be filled in."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(on).sorted()
    names = communes.values_list("name", flat=True)
    empty = [""] * (len(COLUMNS) - 1)
    headings = file_rows.headings_of(COLUMNS)
    return workbook(_("Dân số"), headings, ([name, *empty] for name in names))


def _figures(batch: DataImport, rows: Iterable[DataRow]) -> list[Stated]:
    return [
        Population(
            unit_id=row.unit_id,
            group=group,
            count=count,
            as_of=batch.as_of,
            source=batch.source,
            batch=batch,
        )
        for row in rows
        if row.unit_id
        for group, count in row.said.items()
    ]


def _standing(batch: DataImport, fresh: Collection[Stated]) -> Iterable[Stated]:
    units = {row.unit_id for row in fresh if isinstance(row, Population)}
    found: Iterable[Stated] = Population.objects.standing().filter(
        as_of=batch.as_of, unit__in=units
    )
    return found


def _shown(row: DataRow) -> list[tuple[str, str]]:
    """Under each group the number it comes to, or what was written."""
    said: Mapping[str, int] = row.said
    return [
        (
            str(group.label),
            numbers.show(said[group]) if group in said else row.cells.get(group.value, ""),
        )
        for group in Population.Group
    ]


KIND = FileKind(
    title="Dân số của các xã, phường",
    columns=COLUMNS,
    headings=FigureHeadings(COLUMNS, needed=(group.value for group in GROUPS)),
    rows=rows,
    model=Population,
    figures=_figures,
    standing=_standing,
    shown=_shown,
)


def _line(cells: Cells, finder: Finder) -> Counts:
    line = Counts()
    file_rows.refuse_formulas(COLUMNS, cells, line)
    if line.faults:
        return line
    finder.find(cells, line)
    for group in GROUPS if line.unit or cells.get(COMMUNE_COLUMN.key) else ():
        cell = cells.get(group.value, "")
        if file_rows.is_empty(cell):
            continue
        try:
            line.counts[group.value] = int(file_rows.number(cell, most=MOST))
        except ValueError as fault:
            line.faults.append(f"{group.label}: {fault}")
    adults, older = (line.counts.get(key) for key in ("adults", "older"))
    if adults is not None and older is not None and older > adults:
        line.faults.append(_("Người từ 60 tuổi nhiều hơn người từ 18 tuổi. Xem lại hai số."))
    if not line.counts and not line.faults:
        line.faults.append(_("Dòng này chưa có số nào."))
    return line


def _refuse_twice(lines: Sequence[tuple[int, Cells, Counts]]) -> None:
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
    cells: Cells,
    line: Counts,
    standing: Standing,
    last: Standing,
) -> DataRow:
    reasons = [["repair", words] for words in line.remarks]
    action = DataRow.Action.SAME
    unit = line.unit.pk if line.unit else NOWHERE
    for key, count in line.counts.items():
        label = str(Population.Group(key).label)
        before = standing.get((unit, key))
        if before is None:
            action = DataRow.Action.NEW if action == DataRow.Action.SAME else action
        elif before != count:
            action = DataRow.Action.CHANGE
            words = f"{label}: {numbers.show(before)} → {numbers.show(count)}"
            reasons.append(["change", words])
        earlier = last.get((unit, key))
        if earlier and not earlier / FAR_OFF <= count <= earlier * FAR_OFF:
            reasons.append(["repair", file_rows.far_off(label, earlier)])
    return file_rows.row_of(batch, number, cells, line, line.counts, action, reasons)
