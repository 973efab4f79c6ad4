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

from defusedxml import ElementTree
from django.utils.translation import gettext as _

from lms.common import numbers
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

# No tag holds another: each of these looks at every byte a few times at most.
_PREFIX = rb"<(?:[^<>\s/:]*:)?"
_CELL = re.compile(_PREFIX + rb"c((?:\s[^<>]*)?)>")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_FORMULA = re.compile(rb"\s*" + _PREFIX + rb"f[\s/>]")
# The number of a shared text and the end of its cell; or a cell that ends at once.
_INDEX = re.compile(
    rb"\s*(?:" + _PREFIX + rb"v(?:\s[^<>]*)?>(\d{1,9})</[^<>]*>\s*)?</(?:[^<>\s/:]*:)?c\s*>"
)
_ITEM = re.compile(rb"<(/?)(?:[^<>\s/:]*:)?si(?:\s[^<>]*|/)?>")
# What a spreadsheet program never writes, and what would hide cells from this look.
_ODD = re.compile(rb"<!|\x00|<[^<>]*<")
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
    lengths = _lengths(parts.get("xl/sharedstrings.xml", b""))
    # All that may be taken for a sheet, linked or not.
    formulas = {
        path: _check(part, lengths, most_rows, most_columns)
        for path, part in parts.items()
        if path.split("/")[1].endswith("sheets")
    }
    return [Sheet(name, formulas[path]) for name, path in _sheets(parts) if path in formulas]


def _unpack(content: bytes) -> dict[str, bytes]:
    """The parts a reader looks at, unpacked with a cap; what a header claims is not believed."""
    found, left = {}, MAX_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name, part in _listed(archive).items():
                body = b"".join(_read(archive, part, left))
                left -= len(body)
                if name.startswith("xl/"):
                    found[name] = body
    except FileRefused:
        raise
    except BROKEN as error:
        raise NotAWorkbook from error
    return found


def _listed(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts by the name under which the reader finds them, whatever its capitals."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise FileRefused(_too_large())
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(locked())
    packed_as = {part.compress_type for part in parts}
    named = {_name(part.filename): part for part in parts}
    # Two parts of one name: which one is read is anybody's guess.
    if len(named) < len(parts) or packed_as - PACKED_AS:
        raise NotAWorkbook
    return named


def _name(path: str) -> str:
    return path.replace("\\", "/").lower()


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
    """The part a link leads to, by the rules of the reader."""
    path = target.removeprefix("/") if target.startswith("/xl/") else target
    return _name(path if path.startswith("xl/") else f"xl/{path}")


def _lengths(strings: bytes) -> list[int]:
    """How much each of the shared texts takes, in their order."""
    if _ODD.search(strings):
        raise FileRefused(_unusual())
    lengths, begun = [], None
    for tag in _ITEM.finditer(strings):
        if tag[1]:
            if begun is None:
                raise FileRefused(_unusual())
            lengths.append(tag.end() - begun)
            begun = None
        elif begun is not None:
            raise FileRefused(_unusual())
        elif tag[0].endswith(b"/>"):
            lengths.append(len(tag[0]))
        else:
            begun = tag.start()
    return lengths


def _check(sheet: bytes, lengths: list[int], most_rows: int, most_columns: int) -> frozenset[str]:
    """The cells with formulas; raises FileRefused where the sheet reaches too far."""
    if _ODD.search(sheet):
        raise FileRefused(_unusual())
    formulas, cells, kept = set(), 0, 0
    for found in _CELL.finditer(sheet):
        attributes = found[1]
        if _is_odd(attributes):
            raise FileRefused(_unusual())
        if attributes.endswith(b"/"):
            continue
        place = _PLACE.search(attributes)
        if place is None:
            raise FileRefused(_unusual())
        column, row = place.groups()
        _check_place(column, int(row), most_rows, most_columns)
        cells += 1
        if _SHARED.search(attributes):
            kept += _length(_INDEX.match(sheet, found.end()), lengths)
        elif _FORMULA.match(sheet, found.end()):
            formulas.add((column + row).decode())
        if cells > MAX_CELLS or kept > MAX_TEXT:
            raise FileRefused(_too_large())
    return frozenset(formulas)


def _is_odd(attributes: bytes) -> bool:
    """Whether a quotation mark may hide the end of the tag, or one attribute another."""
    double, single = attributes.count(b'"'), attributes.count(b"'")
    return bool(double % 2 or single % 2 or (double and single))


def _length(shared: re.Match[bytes] | None, lengths: list[int]) -> int:
    """What the shared text of a cell takes; the cell holds its number and nothing else."""
    if shared is None:
        raise FileRefused(_unusual())
    if shared[1] is None:
        return 0
    if (index := int(shared[1])) >= len(lengths):
        raise FileRefused(_unusual())
    return lengths[index]


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
        "most": numbers.show(most)
    }


def too_many_columns(most: int) -> str:
    return _("Tệp có hơn %(most)s cột. Xóa bớt các cột không cần rồi tải lại.") % {"most": most}


def locked() -> str:
    return _("Tệp này có mật khẩu nên không mở được. Bỏ mật khẩu trong Excel, lưu lại rồi tải lên.")


def _too_large() -> str:
    return _("Tệp này bung ra quá lớn nên không nhận. Chép riêng bảng danh sách sang tệp mới nhé.")


def _unusual() -> str:
    return _("Tệp này được tạo khác thường nên không đọc được. Mở bằng Excel, lưu lại rồi tải lên.")
