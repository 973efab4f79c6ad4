"""A table on paper or in a workbook: whose it is, what it says, who signs; and how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lms.common import numbers
from lms.common.workbooks import DAY, FORMULA_SIGNS, TEXT, pattern
from lms.reports.documents import papers

MAP_WIDE = {(False, "A4"): 165, (True, "A4"): 252, (False, "A3"): 252, (True, "A3"): 375}
MAP_HIGH = 178

type Value = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, how wide it is (millimetres on paper), and how many decimals its numbers have."""

    text: str
    width: int
    is_number: bool = False
    places: int | None = None
    is_year: bool = False
    """Numbers without a mark between thousands."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row; a heading has one, which goes over all columns."""

    cells: Sequence[Value]
    is_heading: bool = False
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing above a table on paper: what it shows is in the table, too."""

    svg: SafeString
    about: str
    legend: Sequence[tuple[str, str]]
    """The colour of each level, "" where it is hatched, and what it means."""
    credit: str
    ratio: float = 1.0
    """How high it is for its width."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with what stands around it, as plain texts."""

    title: str
    under: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    superior: str = ""
    agency: str = ""
    place: str = ""
    day: str = ""
    number: str = ""
    lead: Sequence[str] = ()
    notes: Sequence[str] = ()
    signers: Sequence[tuple[str, str]] = ()
    """Who signs from left to right: the words above, and the name below."""
    is_landscape: bool = False
    size: str = "A4"
    points: int = 11
    """Of the letters of the table."""
    map: Map | None = None

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Rows as a template wants them: cells as texts, each with its column."""
        return [
            {
                "is_heading": row.is_heading,
                "is_total": row.is_total,
                "cells": [
                    (words(value, column), column)
                    for value, column in zip(row.cells, self.columns, strict=False)
                ],
            }
            for row in self.rows
        ]

    @property
    def map_height(self) -> int:
        """Millimetres the map is given: as wide as the page, and not so high that it is torn."""
        wide = MAP_WIDE[self.is_landscape, self.size]
        return min(round(wide * self.map.ratio), MAP_HIGH) if self.map else 0

    @property
    def paper_width(self) -> int:
        return sum(column.width for column in self.columns)


def replaced(sheet: Sheet, *, points: int) -> Sheet:
    """The same in larger or smaller letters."""
    return replace(sheet, points=points)


def words(value: Value, column: Column) -> str:
    if value is None:
        return "–" if column.is_number else ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value) if column.is_year else numbers.show(value, places=column.places)


def pdf(sheet: Sheet, *, identifier: str) -> bytes:
    """The table as a paper of Decree 30/2020, its heading row on every page."""
    html = render_to_string("pdf/sheet.html", {"sheet": sheet})
    return papers.render(html, identifier=identifier)


def workbook(sheet: Sheet) -> bytes:
    """The table as a workbook: numbers are numbers, days are days, nothing is ever a formula."""
    body = BytesIO()
    with xlsxwriter.Workbook(
        body, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _Book(book, sheet).write()
    return body.getvalue()


class _Book:
    FONT = "Times New Roman"

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.looks: dict[tuple[str, bool, bool, bool], Any] = {}
        self.page = book.add_worksheet("Bảng")
        self.last = max(len(sheet.columns) - 1, 1)
        self.line = 0

    def _format(self, **looks: Any) -> Any:
        return self.book.add_format({"font_name": self.FONT, "font_size": 12, **looks})

    def _over(self, first: int, last: int, said: str, **looks: Any) -> None:
        form = self._format(align="center", valign="vcenter", text_wrap=True, **looks)
        if first == last:
            self._put(self.line, first, said, form)
            return
        self.page.merge_range(self.line, first, self.line, last, "", form)
        self._put(self.line, first, said, form)

    def _put(self, line: int, column: int, value: Value, form: Any, risky: Any = None) -> None:
        if isinstance(value, int | Decimal):
            self.page.write_number(line, column, float(value), form)
        elif isinstance(value, date):
            self.page.write_datetime(line, column, value, form)
        else:
            said = value or ""
            is_risky = said.startswith(FORMULA_SIGNS) and risky is not None
            self.page.write_string(line, column, said, risky if is_risky else form)

    def write(self) -> None:
        sheet, page = self.sheet, self.page
        for number, column in enumerate(sheet.columns):
            page.set_column(number, number, column.width / 2)
        middle = self.last // 2
        if sheet.agency:
            self._over(0, middle, sheet.superior.upper())
            nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
            self._over(middle + 1, self.last, nation, bold=True)
            self.line += 1
            self._over(0, middle, sheet.agency.upper(), bold=True)
            self._over(middle + 1, self.last, "Độc lập - Tự do - Hạnh phúc", bold=True)
            self.line += 1
            self._over(0, middle, sheet.number)
            self._over(middle + 1, self.last, sheet.day, italic=True)
            self.line += 2
        self._over(0, self.last, sheet.title, bold=True, font_size=14)
        page.set_row(self.line, 34)
        self.line += 1
        self._over(0, self.last, sheet.under, bold=True)
        self.line += 2
        self._rows()
        for note in sheet.notes:
            page.write_string(self.line, 0, note, self._format(italic=True))
            self.line += 1
        self._signers()
        page.set_paper(8 if sheet.size == "A3" else 9)
        if sheet.is_landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=1.1, right=0.6, top=0.8, bottom=0.8)

    def _rows(self) -> None:
        sheet, page = self.sheet, self.page
        looks = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        head = self._format(**looks, bold=True, align="center")
        for number, column in enumerate(sheet.columns):
            self._put(self.line, number, column.text, head)
        page.repeat_rows(self.line)
        page.freeze_panes(self.line + 1, 0)
        self.line += 1
        heading = self._format(**looks, bold=True)
        for row in sheet.rows:
            if row.is_heading:
                page.merge_range(self.line, 0, self.line, self.last, "", heading)
                self._put(self.line, 0, row.cells[0], heading)
            else:
                cells = zip(sheet.columns, row.cells, strict=False)
                for number, (column, value) in enumerate(cells):
                    form = self._cell(value, column, is_bold=row.is_total)
                    risky = self._cell(value, column, is_quoted=True)
                    self._put(self.line, number, value, form, risky)
            self.line += 1
        self.line += 1

    def _cell(
        self, value: Value, column: Column, *, is_bold: bool = False, is_quoted: bool = False
    ) -> Any:
        """How a value looks in its column; each look is made once."""
        shown = TEXT
        if isinstance(value, date):
            shown = DAY
        elif isinstance(value, int | Decimal):
            shown = "0" if column.is_year else pattern(Decimal(value), column.places)
        key = (shown, column.is_number, is_bold, is_quoted)
        if key not in self.looks:
            looks: dict[str, Any] = {"border": 1, "text_wrap": True, "valign": "vcenter"}
            looks |= {"num_format": shown, "bold": is_bold, "quote_prefix": is_quoted}
            looks |= {"align": "right"} if column.is_number else {}
            self.looks[key] = self._format(**looks)
        return self.looks[key]

    def _signers(self) -> None:
        signers = self.sheet.signers
        if not signers:
            return
        self.line += 1
        each = (self.last + 1) // len(signers) or 1
        for number, (above, _name) in enumerate(signers):
            self._over(number * each, min((number + 1) * each - 1, self.last), above, bold=True)
        self.page.set_row(self.line, 34)
        self.line += 5
        for number, (_above, name) in enumerate(signers):
            self._over(number * each, min((number + 1) * each - 1, self.last), name, bold=True)
