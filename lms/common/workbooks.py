"""Tables that leave as a workbook: every cell a text, nothing in it ever a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Heading:
    """A column's name and how wide it is, in letters."""

    text: str
    width: int


def workbook(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet with the headings in a bold first row that stays in sight."""
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(title)
        plain = book.add_format({"num_format": "@"})
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, heading.width, plain)
        sheet.freeze_panes(1, 0)
        sheet.write_row(
            0, 0, [heading.text for heading in headings], book.add_format({"bold": True})
        )
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                is_risky = value.startswith(FORMULA_SIGNS)
                sheet.write_string(line, column, value, quoted if is_risky else plain)
    return body.getvalue()


def answer(body: bytes, file_name: str) -> HttpResponse:
    """The workbook as a download."""
    response = HttpResponse(body, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
