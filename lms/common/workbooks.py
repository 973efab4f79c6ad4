"""Tables that leave, as a workbook or as plain text: numbers are numbers, days are days, and no
text is ever taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from lms.common import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXT, DAY, MOMENT = "@", "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with so many decimals, as many as it has for None; of a share in percent."""

    value: Decimal
    places: int | None = 0
    is_share: bool = False

    @property
    def exact(self) -> Decimal:
        if self.places is None:
            found = self.value.normalize()
            return found if found == found.to_integral_value() else self.value
        return self.value.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)

    @property
    def pattern(self) -> str:
        """How a workbook shows it."""
        return pattern(self.exact, self.places) + ("%" if self.is_share else "")


type Cell = str | Number | date | datetime | None


@dataclass(frozen=True)
class Heading:
    """A column's name and how wide it is, in letters."""

    text: str
    width: int


def pattern(value: Decimal, places: int | None) -> str:
    """How a workbook shows a number with so many decimals; for None with those it has."""
    if places is None:
        exponent = value.normalize().as_tuple().exponent
        places = max(-exponent, 0) if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * places if places else "")


def workbook(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with the headings in a bold first row that stays in sight."""
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(title)
        looks = _Looks(book)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, heading.width, looks.of(TEXT))
        sheet.freeze_panes(1, 0)
        sheet.write_row(
            0, 0, [heading.text for heading in headings], book.add_format({"bold": True})
        )
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                put(sheet, line, column, value, looks)
    return body.getvalue()


class _Looks:
    """The formats of a book, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.known: dict[tuple[str, bool], Any] = {}

    def of(self, pattern: str, *, is_quoted: bool = False) -> Any:
        key = (pattern, is_quoted)
        if key not in self.known:
            looks = {"num_format": pattern} | ({"quote_prefix": True} if is_quoted else {})
            self.known[key] = self.book.add_format(looks)
        return self.known[key]


def put(sheet: Any, line: int, column: int, value: Cell, looks: _Looks) -> None:
    """Write one cell as what it is."""
    if isinstance(value, Number):
        written = value.exact / HUNDRED if value.is_share else value.exact
        sheet.write_number(line, column, float(written), looks.of(value.pattern))
    elif isinstance(value, datetime):
        moment = clock.local(value).replace(tzinfo=None)
        sheet.write_datetime(line, column, moment, looks.of(MOMENT))
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, looks.of(DAY))
    elif value:
        quoted = value.startswith(FORMULA_SIGNS)
        sheet.write_string(line, column, value, looks.of(TEXT, is_quoted=quoted))
    else:
        sheet.write_blank(line, column, None, looks.of(TEXT))


def plain(headings: Sequence[Heading], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same as CSV: UTF-8 with a mark that spreadsheets know it by, numbers without signs of
    thousands and with a point, days as 2026-11-30; a text that looks like a formula is quoted."""
    body = StringIO()
    writer = csv.writer(body)
    writer.writerow([heading.text for heading in headings])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return body.getvalue().encode("utf-8-sig")


def _plain(value: Cell) -> str:
    if isinstance(value, Number):
        return format(value.exact, "f")
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    said = value or ""
    return f"'{said}" if said.startswith(FORMULA_SIGNS) else said


def answer(body: bytes, file_name: str, content_type: str = XLSX) -> HttpResponse:
    """The file as a download."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
