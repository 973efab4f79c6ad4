"""The public figures as a table for programs: numbers are numbers, hidden ones are empty."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO

from lms.common.workbooks import FORMULA_SIGNS
from lms.dashboards.models import Indicator
from lms.dashboards.services.public import showing
from lms.places.models import Unit

MARK = "\ufeff"
"""What spreadsheets know UTF-8 by."""
HEADINGS = (
    *("ma_don_vi", "don_vi", "tu_ngay", "den_ngay", "ma_chi_so", "chi_so", "dem_gi"),
    *("don_vi_tinh", "so", "tu_so", "mau_so", "ghi_chu", "nguon", "so_lieu_den"),
)


def table(units: Sequence[Unit]) -> str:
    """Every public figure of these communes as CSV, a line for each, days as 2026-11-30."""
    body = StringIO()
    writer = csv.writer(body, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for indicator, unit, month in showing.everything(units):
        told = month.told
        amounts = None if told.is_hidden else told.amounts
        said = [
            *(unit.code, unit.name, month.first_on, month.last_on, indicator.code, indicator.name),
            *(indicator.get_label_display() if indicator.label else "", indicator.unit_word),
            *(_value(indicator, told.value), _plain(amounts.above if amounts else None)),
            *(_plain(amounts.below if amounts else None), showing.HIDDEN if told.is_hidden else ""),
            *(told.source, told.as_of),
        ]
        writer.writerow([_harmless(str(cell)) for cell in said])
    return MARK + body.getvalue()


def _value(indicator: Indicator, value: Decimal | None) -> str:
    if value is None:
        return ""
    return str(value.quantize(Decimal(1).scaleb(-indicator.decimals)))


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


def _harmless(cell: str) -> str:
    """No word is ever taken for a formula; a number below nought stays a number."""
    is_number = cell.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) and not is_number else cell
