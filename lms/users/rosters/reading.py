"""From the bytes somebody sent to a table of cells: kinds told by content, nothing evaluated."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from lms.common import text
from lms.media import kinds
from lms.media.refusals import FileRefused
from lms.users.rosters import columns, guarding
from lms.users.rosters.columns import Headings, Layout

MAX_BYTES = 10_000_000
MAX_COLUMNS = 60
MAX_SHEETS = 10
MAX_CELL = 500
HEADER_WITHIN = 10
"""Titles may stand above the headings; further down nobody looks for them."""

type Cell = str | int | float | list[str]
"""A text, a number, or `["=", "C5"]` for a formula in that cell."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\x00", b"MM\x00*")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Table:
    """The rows that are not empty, each with the cells of the known columns."""

    keys: tuple[str, ...]
    rows: list[tuple[int, list[Cell]]]
    """(number of the row in the file, cells in the order of `keys`)."""
    unused: tuple[str, ...]


def read(content: bytes, headings: Headings = columns.OFFICIALS) -> Table:
    """The list in the file under these headings; raises FileRefused with what to do about it."""
    if not content:
        raise FileRefused(_("Tệp trống, không có gì bên trong. Chọn lại tệp danh sách."))
    if len(content) > MAX_BYTES:
        raise FileRefused(too_heavy(len(content)))
    if content.startswith(b"PK"):
        return _first_list(_workbook(content, headings.most_rows), headings)
    _refuse_other_kinds(content)
    return _first_list([_comma_separated(content, headings.most_rows)], headings)


def too_heavy(size: int) -> str:
    return _(
        "Tệp nặng %(size)s MB, quá mức %(limit)s MB. Chép riêng bảng danh sách sang tệp mới, "
        "bỏ ảnh và các trang khác, rồi tải lên."
    ) % {"size": kinds.megabytes(size), "limit": kinds.megabytes(MAX_BYTES)}


def _refuse_other_kinds(content: bytes) -> None:
    begin = content[:1024].lstrip().lower()
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise FileRefused(guarding.locked())
        raise FileRefused(
            _("Tệp Excel kiểu cũ (.xls) chưa nhận được. Mở ra, lưu thành .xlsx rồi tải lên.")
        )
    if content.startswith(b"%PDF"):
        raise FileRefused(_("Đây là tệp PDF, không phải bảng tính. Tải lên tệp Excel hoặc CSV."))
    if content.startswith(_PICTURES):
        raise FileRefused(_("Đây là ảnh, không phải bảng tính. Tải lên tệp Excel hoặc CSV."))
    if begin.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"\xef\xbb\xbf<")):
        raise FileRefused(
            _("Tệp này là trang web mang đuôi Excel. Mở ra, lưu thành .xlsx rồi tải lên.")
        )


type Grid = list[list[Cell]]


def _workbook(content: bytes, most_rows: int) -> list[Grid]:
    """Each sheet as rows; a formula is only ever its place, what it computes is not read."""
    try:
        sheets = guarding.look(content, most_rows=most_rows, most_columns=MAX_COLUMNS)
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return [
                _grid(book.get_sheet_by_name(sheet.name), sheet.formulas)
                for sheet in sheets[:MAX_SHEETS]
            ]
    except FileRefused:
        raise
    except (guarding.NotAWorkbook, CalamineError, ValueError, OSError) as error:
        raise FileRefused(_not_a_workbook()) from error
    except BaseException as error:
        # The reader is no Python: what it gives up on is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise FileRefused(_not_a_workbook()) from error


def _not_a_workbook() -> str:
    return _("Không mở được tệp này như một bảng tính Excel. Lưu lại thành .xlsx rồi tải lên.")


def _grid(sheet: Any, formulas: frozenset[str]) -> Grid:
    rows = sheet.to_python(skip_empty_area=False)
    grid: Grid = [[_plain(value) for value in row] for row in rows]
    for place in formulas:
        letters = place.rstrip("0123456789")
        row, column = int(place[len(letters) :]) - 1, guarding.column_number(letters) - 1
        # A formula without a result may lie outside of what was read.
        while len(grid) <= row:
            grid.append([])
        grid[row] += [""] * (column + 1 - len(grid[row]))
        grid[row][column] = ["=", place]
    return grid


def _plain(value: Any) -> Cell:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime | date):
        return f"{value.day:02}/{value.month:02}/{value.year}"
    if isinstance(value, int):
        return value
    return text.nfc(str(value)[: 2 * MAX_CELL])[:MAX_CELL]


def _comma_separated(content: bytes, most_rows: int) -> Grid:
    written = _decoded(content)
    first = next((line for line in written.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    grid: Grid = []
    try:
        for row in csv.reader(StringIO(written), delimiter=delimiter):
            if len(grid) == most_rows:
                raise FileRefused(guarding.too_many_rows(most_rows))
            grid.append(_checked_row(row))
    except csv.Error as error:
        raise FileRefused(
            _("Không đọc được tệp CSV này. Mở bằng Excel, lưu thành .xlsx rồi tải lên.")
        ) from error
    return grid


def _checked_row(row: list[str]) -> list[Cell]:
    if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
        raise FileRefused(guarding.too_many_columns(MAX_COLUMNS))
    return [_plain(value) for value in row[:MAX_COLUMNS]]


def _decoded(content: bytes) -> str:
    """The text; without a mark at its beginning UTF-8, and else Windows-1258, is tried."""
    encodings = [_BOMS[bom] for bom in _BOMS if content.startswith(bom)] or ["utf-8", "cp1258"]
    for encoding in encodings:
        try:
            written = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in written:
            return written
    raise FileRefused(_("Đây không phải tệp Excel hay CSV. Chọn lại tệp danh sách (.xlsx, .csv)."))


def _first_list(grids: list[Grid], headings: Headings) -> Table:
    """The first sheet with a row of headings that name people."""
    nearest: Layout | None = None
    for grid in grids:
        for place, row in enumerate(grid[:HEADER_WITHIN]):
            found = headings.layout([str(cell) if isinstance(cell, str) else "" for cell in row])
            if headings.is_list(found) and headings.suffice(found):
                return _table(grid, place, found, headings)
            if headings.is_list(found):
                nearest = nearest or found
    raise FileRefused(_no_headings(nearest, headings, is_empty=not any(map(_has_text, grids))))


def _has_text(grid: Grid) -> bool:
    return any(cell != "" for row in grid for cell in row)


def _no_headings(nearest: Layout | None, headings: Headings, *, is_empty: bool) -> str:
    if is_empty:
        return _("Bảng trống, không có dòng nào. Điền theo tệp mẫu rồi tải lên.")
    if nearest is None:
        return _(
            "Không thấy cột “%(heading)s” ở dòng đầu. Đặt tên các cột ở dòng đầu như tệp mẫu "
            "rồi tải lên."
        ) % {"heading": headings.first}
    return headings.lacking()


def _table(grid: Grid, header: int, found: Layout, headings: Headings) -> Table:
    known = [*(one.key for one in headings.columns), columns.FAMILY, columns.GIVEN]
    keys = tuple(key for key in known if key in found.places)
    places = [found.places[key] for key in keys]
    rows = []
    for number, row in enumerate(grid[header + 1 :], header + 2):
        cells = [row[place] if place < len(row) else "" for place in places]
        if any(cell != "" for cell in cells):
            rows.append((number, cells))
    if not rows:
        raise FileRefused(
            _("Bảng mới có tên cột, chưa có %(whom)s nào. Điền từ dòng thứ hai rồi tải lên.")
            % {"whom": headings.whom}
        )
    return Table(keys, rows, found.unused)
