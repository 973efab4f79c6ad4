"""A board as a table that leaves: every line says what it counts, who says so and until when."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from lms.common import clock, numbers
from lms.common.workbooks import FORMULA_SIGNS, Heading, workbook
from lms.dashboards.models import Indicator
from lms.dashboards.services import figures
from lms.dashboards.services.boards.reading import Board, Row
from lms.dashboards.services.boards.wording import Line

TITLE = "Bảng"


def headings() -> list[Heading]:
    return [
        Heading(_("Đơn vị"), 34),
        Heading(_("Kỳ"), 18),
        Heading(_("Chỉ số"), 44),
        Heading(_("Đếm gì"), 12),
        Heading(_("Đơn vị tính"), 12),
        Heading(_("Số"), 12),
        Heading(_("Tử số"), 12),
        Heading(_("Mẫu số"), 12),
        Heading(_("Chỉ tiêu"), 12),
        Heading(_("Đạt"), 8),
        Heading(_("So nhịp"), 24),
        Heading(_("Kỳ trước"), 12),
        Heading(_("Cùng kỳ năm trước"), 18),
        Heading(_("Nguồn"), 30),
        Heading(_("Số liệu đến"), 18),
        Heading(_("Địa giới"), 24),
    ]


def rows(
    board: Board, total: Line, lines: Iterable[Line], folded_at: datetime | None
) -> list[list[str]]:
    """The whole first, then the places as they stand on the board, then the whole by months."""
    found = [_row(board, line, folded_at) for line in (total, *lines)]
    found += [
        _row(board, total, folded_at, period=month.name, value=value)
        for month, value in board.trend
        if value is not None
    ]
    return found


def as_workbook(found: list[list[str]]) -> bytes:
    return workbook(TITLE, headings(), found)


def as_csv(found: list[list[str]]) -> bytes:
    """UTF-8 with a mark that spreadsheets know it by; no cell is ever taken for a formula."""
    body = StringIO()
    writer = csv.writer(body)
    writer.writerow([heading.text for heading in headings()])
    writer.writerows([_harmless(cell) for cell in row] for row in found)
    return body.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _row(
    board: Board,
    line: Line,
    folded_at: datetime | None,
    *,
    period: str = "",
    value: Decimal | None = None,
) -> list[str]:
    asked, row = board.asked, line.row
    indicator = asked.indicator
    said = [line.name, period or asked.period.name, indicator.name, indicator.get_label_display()]
    said.append(indicator.unit_word)
    if period:
        said += [_number(indicator, value), *[""] * 7]
    else:
        said += [
            _number(indicator, row.value),
            _exact(row.reading.numerator),
            _exact(row.reading.denominator),
            line.aim_number,
            line.percent,
            line.gap if row.standing else "",
            _number(indicator, row.before),
            _number(indicator, row.year_before),
        ]
    source, at = _told(indicator, row, folded_at)
    return [*said, source, at, _borders(board, row)]


def _number(indicator: Indicator, value: Decimal | None) -> str:
    return "" if value is None else numbers.show(value, places=indicator.decimals)


def _exact(value: Decimal | int | None) -> str:
    return "" if value is None else numbers.show(value)


def _told(indicator: Indicator, row: Row, folded_at: datetime | None) -> tuple[str, str]:
    """Who says so, and until when."""
    if indicator.kind == Indicator.Kind.COMPUTED:
        at = clock.local(folded_at) if folded_at else None
        return figures.OWN_SOURCE, f"{at:%H:%M %d/%m/%Y}" if at else ""
    told = row.reading.told
    if told is None:
        return "", ""
    return told.source, f"{told.as_of:%d/%m/%Y}" if isinstance(told.as_of, date) else ""


def _borders(board: Board, row: Row) -> str:
    if board.asked.as_was:
        return _("theo xã, phường khi đó")
    return _("theo hôm nay, ước") if row.is_estimated else _("theo hôm nay")
