"""A board as a table that leaves: every line says what it counts, who says so and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from lms.common import workbooks
from lms.common.workbooks import Cell, Heading, Number
from lms.dashboards.models import Indicator
from lms.dashboards.services import figures
from lms.dashboards.services.boards import wording
from lms.dashboards.services.boards.reading import Board, Row
from lms.dashboards.services.boards.wording import Line

TITLE = "Bảng"


@dataclass(frozen=True)
class Table:
    """What leaves, the headings with the unit of the numbers below them."""

    headings: list[Heading]
    rows: list[list[Cell]]


def table(board: Board, total: Line, lines: Iterable[Line], folded_at: datetime | None) -> Table:
    """The whole first, then the places as they stand on the board, then the whole by months."""
    found = [_row(board, line, folded_at) for line in (total, *lines)]
    found += [
        _month(board, total, folded_at, month.name, value)
        for month, value in board.trend
        if value is not None
    ]
    return Table(_headings(board.asked.indicator), found)


def as_workbook(found: Table) -> bytes:
    return workbooks.workbook(TITLE, found.headings, found.rows)


def as_csv(found: Table) -> bytes:
    return workbooks.plain(found.headings, found.rows)


def _headings(indicator: Indicator) -> list[Heading]:
    unit = "%" if indicator.is_share else indicator.unit_word
    gap = _("điểm %") if indicator.is_share else unit
    return [
        Heading(_("Đơn vị"), 34),
        Heading(_("Kỳ"), 18),
        Heading(_("Chỉ số"), 44),
        Heading(_("Đếm gì"), 12),
        Heading(_("Số (%(unit)s)") % {"unit": unit}, 16),
        Heading(_("Tử số"), 12),
        Heading(_("Mẫu số"), 12),
        Heading(_("Chỉ tiêu (%(unit)s)") % {"unit": unit}, 20),
        Heading(_("Đạt") + " (%)", 10),
        Heading(_("So nhịp"), 24),
        Heading(_("Hơn, kém nhịp (%(unit)s)") % {"unit": gap}, 24),
        Heading(_("Kỳ trước (%(unit)s)") % {"unit": unit}, 20),
        Heading(_("Cùng kỳ năm trước (%(unit)s)") % {"unit": unit}, 28),
        Heading(_("Nguồn"), 30),
        Heading(_("Số liệu đến"), 18),
        Heading(_("Địa giới"), 24),
    ]


def _row(board: Board, line: Line, folded_at: datetime | None) -> list[Cell]:
    row, indicator = line.row, board.asked.indicator
    standing = row.standing
    percent = Number(Decimal(line.percent[:-1]), 0, is_share=True) if line.percent else None
    return [
        *_named(board, line, board.asked.period.name),
        _number(indicator, row.value),
        _exact(row.reading.numerator),
        _exact(row.reading.denominator),
        _number(indicator, standing.target.value) if standing else None,
        percent,
        line.word if standing else "",
        _gap(indicator, row),
        _number(indicator, row.before),
        _number(indicator, row.year_before),
        *_told(indicator, row, folded_at),
        _borders(board, row),
    ]


def _month(
    board: Board, line: Line, folded_at: datetime | None, name: str, value: Decimal
) -> list[Cell]:
    indicator = board.asked.indicator
    said = [*_named(board, line, name), _number(indicator, value), *[None] * 8]
    return [*said, *_told(indicator, line.row, folded_at), _borders(board, line.row)]


def _named(board: Board, line: Line, period: str) -> list[Cell]:
    indicator = board.asked.indicator
    return [line.name, period, indicator.name, indicator.get_label_display()]


def _number(indicator: Indicator, value: Decimal | None) -> Number | None:
    if value is None:
        return None
    return Number(value, indicator.decimals, is_share=indicator.is_share)


def _gap(indicator: Indicator, row: Row) -> Number | None:
    ahead = wording.ahead(row, indicator)
    return None if ahead is None else Number(ahead, indicator.decimals)


def _exact(value: Decimal | int | None) -> Number | None:
    return None if value is None else Number(Decimal(value), None)


def _told(
    indicator: Indicator, row: Row, folded_at: datetime | None
) -> tuple[str, date | datetime | None]:
    """Who says so, and until when."""
    if indicator.kind == Indicator.Kind.COMPUTED:
        return figures.OWN_SOURCE, folded_at
    told = row.reading.told
    return (told.source, told.as_of) if told else ("", None)


def _borders(board: Board, row: Row) -> str:
    if board.asked.as_was:
        return _("theo xã, phường khi đó")
    return _("theo hôm nay, ước") if row.is_estimated else _("theo hôm nay")
