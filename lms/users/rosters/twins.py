"""What only the whole list shows: the same person twice, and how long staff numbers are."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lms.common import text
from lms.users.rosters import cells, columns
from lms.users.rosters.places import Agencies
from lms.users.rosters.reading import Cell, Table

# An office shares its landline; a mobile phone is one person's.
_MOBILE = re.compile(r"(?:0|84|0084)?([35789]\d{8})")


def staff_width(table: Table) -> int:
    """How many digits a staff number has where some begin with 0 and all those are as long."""
    written = [_plain(row.get(columns.STAFF_NO, "")) for _number, row in _people(table)]
    widths = Counter(
        len(one) for one in written if one.isascii() and one.isdigit() and one[0] == "0"
    )
    longest = max((len(one) for one in written if one.isascii() and one.isdigit()), default=0)
    return longest if len(widths) == 1 and longest in widths else 0


def find(table: Table, agencies: Agencies) -> dict[int, tuple[str, int]]:
    """For each row that repeats an earlier one: (column, number of the earlier row)."""
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, tuple[str, int]] = {}
    for number, row in _people(table):
        for mark in _marks(row, agencies):
            earlier = first.setdefault(mark, number)
            if earlier != number:
                found.setdefault(number, (mark[0], earlier))
    return found


def _people(table: Table) -> Iterator[tuple[int, dict[str, Cell]]]:
    """The rows but for the example of our own model."""
    for number, cells_of_row in table.rows:
        row = dict(zip(table.keys, cells_of_row, strict=True))
        if not cells.is_example(row):
            yield number, row


def words(key: str, earlier: int) -> str:
    said = _("trùng với dòng %(row)s. Giữ một dòng cho mỗi người.")
    return cells.fault(key, said % {"row": earlier})


def _marks(row: dict[str, Cell], agencies: Agencies) -> Iterator[tuple[str, ...]]:
    """What no two rows may share."""
    staff_no, phone, email, agency = (
        _plain(row.get(key, ""))
        for key in (columns.STAFF_NO, columns.PHONE, columns.EMAIL, columns.AGENCY)
    )
    if staff_no:
        where = agencies.meaning(agency).id or text.fold(agency) or agencies.top.pk.hex
        yield columns.STAFF_NO, where, staff_no.lstrip("0")
    if mobile := _MOBILE.fullmatch("".join(filter(str.isdigit, phone))):
        yield columns.PHONE, mobile[1]
    if "@" in email:
        yield columns.EMAIL, email


def _plain(cell: Cell) -> str:
    if isinstance(cell, list) or cells.is_blank(cell):
        return ""
    return str(cell).lower().removeprefix("'")
