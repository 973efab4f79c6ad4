"""A workbook looked at before it is opened: what it unpacks to, how far its cells reach.

The reader keeps a sheet as one full rectangle and a text once for every cell that shows it, so a
few bytes can claim all the memory there is. What is counted here is what it would keep.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from posixpath import normpath

from defusedxml import ElementTree
from django.utils.translation import gettext as _

from lms.media.refusals import FileRefused

MAX_PARTS = 1_000
MAX_UNPACKED = 96 * 1024 * 1024
MAX_CELLS = 3_000_000
MAX_TEXT = 96 * 1024 * 1024
CHUNK = 1 << 20
PACKED_AS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    struct.error,
)

_CELL = re.compile(rb"<(?:\w+:)?c((?:\s[^>]*)?)>(?:\s*<(?:\w+:)?(f|v)\b[^>]*>(\d*))?")
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_SHARED = re.compile(rb"\st=[\"']s[\"']")
_ITEM = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>|<(?:\w+:)?si\b[^>]*/>", re.DOTALL)
# What a spreadsheet program never writes, and what would hide cells from this look.
_ODD = re.compile(rb"<!|\x00")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Sheet:
    """One sheet that is safe to open."""

    name: str
    formulas: frozenset[str]
    """The cells that hold a formula: "C5"."""


class NotAWorkbook(Exception):
    """The archive holds no spreadsheet, or is broken."""


def look(content: bytes, *, most_rows: int, most_columns: int) -> list[Sheet]:
    """The sheets in their order; raises FileRefused for a harmful file, NotAWorkbook for none."""
    parts = _unpack(content)
    if "xl/workbook.xml" not in parts:
        raise NotAWorkbook
    lengths = [len(item) for item in _ITEM.findall(parts.get("xl/sharedStrings.xml", b""))]
    return [
        Sheet(name, _check(parts[path], lengths, most_rows, most_columns))
        for name, path in _sheets(parts)
        if path in parts
    ]


def _unpack(content: bytes) -> dict[str, bytes]:
    """The parts a reader looks at, unpacked with a cap; what a header claims is not believed."""
    found, left = {}, MAX_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for part in _listed(archive):
                body = b"".join(_read(archive, part, left))
                left -= len(body)
                if part.filename.startswith("xl/"):
                    found[part.filename] = body
    except FileRefused:
        raise
    except BROKEN as error:
        raise NotAWorkbook from error
    return found


def _listed(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise FileRefused(_too_large())
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(locked())
    packed_as = {part.compress_type for part in parts}
    # Two parts of one name: which one is read is anybody's guess.
    if len({part.filename for part in parts}) < len(parts) or packed_as - PACKED_AS:
        raise NotAWorkbook
    return parts


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            left -= len(piece)
            if left < 0:
                raise FileRefused(_too_large())
            yield piece


def _sheets(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """(name, path) of each sheet in the order of the workbook."""
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    except (ElementTree.ParseError, ValueError, KeyError) as error:
        raise NotAWorkbook from error
    paths = {link.get("Id"): _path(link.get("Target") or "") for link in links}
    sheets = [node for node in book.iter() if node.tag.endswith("}sheet") or node.tag == "sheet"]
    return [(node.get("name") or "", paths.get(node.get(_RELATION), "")) for node in sheets]


def _path(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else normpath(f"xl/{target}")


def _check(sheet: bytes, lengths: list[int], most_rows: int, most_columns: int) -> frozenset[str]:
    """The cells with formulas; raises FileRefused where the sheet reaches too far."""
    if _ODD.search(sheet):
        raise FileRefused(_unusual())
    formulas, cells, kept = set(), 0, 0
    for found in _CELL.finditer(sheet):
        attributes, first, number = found.groups()
        if attributes.endswith(b"/"):
            continue
        place = _PLACE.search(attributes)
        if place is None:
            raise FileRefused(_unusual())
        column, row = place.groups()
        _check_place(column, int(row), most_rows, most_columns)
        cells += 1
        if first == b"f":
            formulas.add((column + row).decode())
        elif number and _SHARED.search(attributes):
            index = int(number[:9])
            kept += lengths[index] if index < len(lengths) else 0
        if cells > MAX_CELLS or kept > MAX_TEXT:
            raise FileRefused(_too_large())
    return frozenset(formulas)


def _check_place(column: bytes, row: int, most_rows: int, most_columns: int) -> None:
    if row > most_rows:
        raise FileRefused(too_many_rows(most_rows))
    if column_number(column.decode()) > most_columns:
        raise FileRefused(too_many_columns(most_columns))


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def too_many_rows(most: int) -> str:
    return _("Tệp có hơn %(most)s dòng. Chia thành nhiều tệp rồi tải từng tệp.") % {
        "most": f"{most:,}".replace(",", ".")
    }


def too_many_columns(most: int) -> str:
    return _("Tệp có hơn %(most)s cột. Xóa bớt các cột không cần rồi tải lại.") % {"most": most}


def locked() -> str:
    return _("Tệp này có mật khẩu nên không mở được. Bỏ mật khẩu trong Excel, lưu lại rồi tải lên.")


def _too_large() -> str:
    return _("Tệp này bung ra quá lớn nên không nhận. Chép riêng bảng danh sách sang tệp mới nhé.")


def _unusual() -> str:
    return _("Tệp này được tạo khác thường nên không đọc được. Mở bằng Excel, lưu lại rồi tải lên.")
