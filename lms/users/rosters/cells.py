"""One row of a list made clean: what it says, what was put right, what cannot be taken."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.common import phone
from lms.users import names
from lms.users.models import Official, User
from lms.users.rosters import columns
from lms.users.rosters.columns import HEADINGS
from lms.users.rosters.reading import Cell

EARLIEST = 1920
YOUNGEST = 15
YOUNGEST_RESIDENT = 6
EXAMPLE = "(Ví dụ)"
"""What the name in the example of our own model begins with."""
# Day 1 of a spreadsheet's calendar, counted as spreadsheets count.
SERIAL_ZERO = date(1899, 12, 30)

_BLANKS = {"", "-", "–", "—", "x", "X", "/", "N/A", "#N/A", "NULL"}
_DAY = re.compile(
    r"\d{1,2}[./\- ]\d{1,2}[./\- ](\d{4})|(\d{4})-\d{1,2}-\d{1,2}|\d{1,2}[./\-](\d{4})"
)
_EMAIL = User._meta.get_field("email")
_MOBILE = re.compile(r"0[35789]\d{8}")
_KINDS = {
    "can bo": Official.Kind.CADRE,
    "cong chuc": Official.Kind.CIVIL_SERVANT,
    "cong chuc cap xa": Official.Kind.CIVIL_SERVANT,
    "cc": Official.Kind.CIVIL_SERVANT,
    "vien chuc": Official.Kind.PUBLIC_EMPLOYEE,
    "vc": Official.Kind.PUBLIC_EMPLOYEE,
    "nguoi lao dong": Official.Kind.CONTRACT_WORKER,
    "lao dong hop dong": Official.Kind.CONTRACT_WORKER,
    "hop dong lao dong": Official.Kind.CONTRACT_WORKER,
    "hop dong": Official.Kind.CONTRACT_WORKER,
    "hdld": Official.Kind.CONTRACT_WORKER,
    "nld": Official.Kind.CONTRACT_WORKER,
}


@dataclass
class Line:
    """What one row says. Empty means "nothing said", which never takes away what is kept."""

    name: str = ""
    staff_no: str = ""
    """As written, until it is known for whom; `staff_no_padded` is what the others look like."""
    staff_no_padded: str = ""
    staff_no_was_number: bool = False
    phone: str = ""
    is_mobile: bool = False
    email: str = ""
    birth_year: int | None = None
    kind: str = ""
    title: str = ""
    agency: str = ""
    """As written; `agency_id` is what it means."""
    home: str = ""
    agency_id: str = ""
    home_id: str = ""
    faults: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    def said(self) -> dict[str, Any]:
        """What the row comes to, for keeping beside it."""
        shown = vars(self).items()
        return {key: value for key, value in shown if value and key not in {"faults", "repairs"}}

    @classmethod
    def kept(cls, said: dict[str, Any]) -> "Line":
        return cls(**said)


def clean(cells: dict[str, Cell], *, staff_width: int, today: date) -> Line:
    """The row as a line, its faults and repairs in words; never raises."""
    line, plain = _begin(cells)
    if plain is None:
        return line
    _read_staff_no(line, plain.get(columns.STAFF_NO, ""), staff_width)
    readers: dict[str, Callable[[Line, str | float], None]] = {
        columns.PHONE: _read_phone,
        columns.EMAIL: _read_email,
        columns.KIND: _read_kind,
        columns.TITLE: _read_title,
    }
    for key, reader in readers.items():
        if (cell := plain.get(key, "")) != "":
            reader(line, cell)
    if (cell := plain.get(columns.BIRTH, "")) != "":
        _read_birth(line, cell, today)
    line.agency = _say(plain.get(columns.AGENCY, ""))
    line.home = _say(plain.get(columns.HOME, ""))
    if not line.faults and not (line.staff_no or line.phone or line.email):
        line.faults.append(
            _("Ghi thêm mã cán bộ, số điện thoại hoặc email để nhận ra đúng người này.")
        )
    return line


def clean_resident(cells: dict[str, Cell], *, today: date) -> Line:
    """The same of a row that names a resident: the birth year is what tells people apart."""
    line, plain = _begin(cells)
    if plain is None:
        return line
    if (cell := plain.get(columns.PHONE, "")) != "":
        _read_phone(line, cell)
    if (cell := plain.get(columns.YEAR, "")) != "":
        _read_birth(line, cell, today, key=columns.YEAR, youngest=YOUNGEST_RESIDENT)
    else:
        line.faults.append(fault(columns.YEAR, _("để trống. Ghi bốn chữ số, ví dụ 1958.")))
    line.home = _say(plain.get(columns.VILLAGE, ""))
    return line


def _begin(cells: dict[str, Cell]) -> tuple[Line, dict[str, Any] | None]:
    """A line with its name, and the cells that say something; None where one is a formula."""
    line = Line()
    for key, cell in cells.items():
        if isinstance(cell, list) or (isinstance(cell, str) and cell.startswith(("=", "@"))):
            line.faults.append(_formula(key, cell))
    plain = {
        key: "" if is_blank(cell) else cell
        for key, cell in cells.items()
        if not isinstance(cell, list)
    }
    if line.faults:
        line.name = _say(plain.get(columns.NAME, ""))[: names.LONGEST]
        return line, None
    _read_name(line, plain)
    return line, plain


def raw(keys: Iterable[str], row: list[Any]) -> Iterable[tuple[str, str]]:
    """The cells as they were written; of a formula only that there was one."""
    for key, cell in zip(keys, row, strict=True):
        yield key, "" if isinstance(cell, list) else str(cell)


def fault(key: str, words: str) -> str:
    """The words with the column they are about in front."""
    return f"{HEADINGS[key]}: {words}"


def change(key: str, old: str, new: str) -> str:
    return f"{HEADINGS[key]}: {old or '–'} → {new}"


def display_phone(number: str) -> str:
    """An E.164 number as it is written here, without asking for its region each time."""
    if number.startswith("+84") and len(number) == 12:
        return f"0{number[3:6]} {number[6:9]} {number[9:]}"
    return phone.display(number)


def _formula(key: str, cell: Cell) -> str:
    heading = HEADINGS.get(key, HEADINGS[columns.NAME])
    if isinstance(cell, list):
        return _("%(heading)s: ô %(place)s là công thức. Chép ô rồi dán dạng giá trị.") % {
            "heading": heading,
            "place": cell[1],
        }
    return _("%(heading)s: ô này là công thức. Chép ô rồi dán dạng giá trị.") % {"heading": heading}


def is_blank(cell: str | float) -> bool:
    """Whether the cell says nothing, be it with a dash or a cross."""
    return isinstance(cell, str) and cell in _BLANKS


def _say(cell: Any) -> str:
    if isinstance(cell, list):
        return ""
    return cell if isinstance(cell, str) else f"{cell}"


def is_example(row: dict[str, Cell]) -> bool:
    """Whether it is the row that our own model shows."""
    return _full_name(row).startswith(EXAMPLE)


def _full_name(row: dict[str, Any]) -> str:
    parts = (columns.NAME, columns.FAMILY, columns.GIVEN)
    return " ".join(filter(None, (_say(row.get(key, "")) for key in parts)))


def _read_name(line: Line, plain: dict[str, Any]) -> None:
    written = _full_name(plain)
    if written.startswith(EXAMPLE):
        line.faults.append(_("Đây là dòng ví dụ của tệp mẫu nên không nhập."))
        return
    try:
        name = names.clean(written)
    except names.NameRefused as refused:
        line.name = written[: names.LONGEST]
        line.faults.append(fault(columns.NAME, str(refused)))
        return
    line.name = name
    if " " in name and (name.isupper() or name.islower()):
        line.name = name.title()
        line.repairs.append(change(columns.NAME, name, line.name))


def _read_staff_no(line: Line, cell: str | float, width: int) -> None:
    written = _say(cell)
    if isinstance(cell, float):
        line.faults.append(
            fault(columns.STAFF_NO, _("ô đang là số lẻ. Đổi ô sang kiểu Văn bản rồi gõ lại."))
        )
        return
    if len(written) > 40:
        line.faults.append(fault(columns.STAFF_NO, _("dài quá, tối đa 40 ký tự.")))
        return
    line.staff_no = written.removeprefix("'")
    if not line.staff_no.isascii() or not line.staff_no.isdigit():
        return
    line.staff_no_was_number = True
    if isinstance(cell, int) and len(written) < width:
        line.staff_no_padded = written.zfill(width)


def _read_phone(line: Line, cell: str | float) -> None:
    written = _say(cell).removeprefix("'")
    digits = re.sub(r"[\s.\-()]", "", written)
    if re.fullmatch(r"[35789]\d{8}", digits):
        digits = f"0{digits}"
        line.repairs.append(change(columns.PHONE, written, display_phone(f"+84{digits[1:]}")))
    if _MOBILE.fullmatch(digits) and _begins_a_mobile(digits[:5]):
        line.phone, line.is_mobile = f"+84{digits[1:]}", True
        return
    try:
        line.phone = phone.to_e164(written)
    except phone.PhoneError as refused:
        line.faults.append(fault(columns.PHONE, str(refused)))
        return
    line.is_mobile = phone.is_mobile(line.phone)
    if not line.is_mobile:
        line.repairs.append(
            fault(columns.PHONE, _("số máy bàn chỉ để liên hệ, không nhận được mã đăng nhập."))
        )


@lru_cache(maxsize=10_000)
def _begins_a_mobile(start: str) -> bool:
    """Whether such a number is a mobile one; the first digits decide, and asking costs."""
    try:
        return bool(phone.to_mobile(f"{start}00000"))
    except phone.PhoneError:
        return False


def _read_email(line: Line, cell: str | float) -> None:
    written = _say(cell).lower()
    try:
        _EMAIL.run_validators(written)
    except ValidationError:
        line.faults.append(fault(columns.EMAIL, _("không dùng được. Xem lại từng chữ.")))
        return
    line.email = written


def _read_birth(
    line: Line,
    cell: str | float,
    today: date,
    *,
    key: str = columns.BIRTH,
    youngest: int = YOUNGEST,
) -> None:
    year = _year_of(cell)
    if year is None or not EARLIEST <= year <= today.year - youngest:
        line.faults.append(
            fault(key, _("chưa hiểu “%(cell)s”. Ghi như 25/12/1985 hoặc 1985."))
            % {"cell": _say(cell)[:30]}
        )
        return
    line.birth_year = year
    if isinstance(cell, int) and cell > 9999:
        day = SERIAL_ZERO + timedelta(days=cell)
        line.repairs.append(change(key, str(cell), f"{day:%d/%m/%Y}"))


def _year_of(cell: str | float) -> int | None:
    if isinstance(cell, int) and 8_000 < cell < 60_000:
        return (SERIAL_ZERO + timedelta(days=cell)).year
    written = _say(cell)
    if written.isascii() and written.isdigit() and len(written) == 4:
        return int(written)
    found = _DAY.fullmatch(written)
    return int(next(filter(None, found.groups()))) if found else None


def _read_kind(line: Line, cell: str | float) -> None:
    words = columns.words_of(_say(cell))
    if kind := _KINDS.get(words):
        line.kind = kind
        return
    line.faults.append(
        fault(columns.KIND, _("chưa hiểu “%(cell)s”. Ghi một trong: %(kinds)s."))
        % {"cell": _say(cell)[:40], "kinds": ", ".join(Official.Kind.labels)}
    )


def _read_title(line: Line, cell: str | float) -> None:
    line.title = _say(cell)
    if len(line.title) > 150:
        line.faults.append(fault(columns.TITLE, _("dài quá, tối đa 150 chữ.")))
