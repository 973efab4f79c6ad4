"""Which column of a list says what, however its heading is spelt."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from lms.common import text


@dataclass(frozen=True)
class Column:
    """One thing a list may say about a person."""

    key: str
    heading: str
    spellings: frozenset[str]
    """Other headings for the same, as words without marks."""
    example: str
    width: int


def _column(key: str, heading: str, spellings: str, example: str, width: int) -> Column:
    known = {part.strip() for part in spellings.split(",")} | {words_of(heading)}
    return Column(key, heading, frozenset(known), example, width)


@lru_cache(maxsize=1024)
def words_of(heading: str) -> str:
    """The heading as words without marks, without what stands in brackets."""
    return text.slug(re.sub(r"\(.*?\)|\[.*?\]", " ", heading)).replace("-", " ")


NAME, STAFF_NO, PHONE, EMAIL = "name", "staff_no", "phone", "email"
BIRTH, KIND, TITLE, AGENCY, HOME = "birth", "kind", "title", "agency", "home"
FAMILY, GIVEN = "family", "given"
YEAR, VILLAGE = "year", "village"

COLUMNS = (
    _column(
        NAME,
        "Họ và tên",
        "ho ten, ho va ten khai sinh, ho ten khai sinh, ho va ten can bo, ho ten can bo,"
        "ho va ten cbccvc, ten can bo, full name",
        "Trần Thị Hoa",
        28,
    ),
    _column(
        STAFF_NO,
        "Mã cán bộ",
        "ma, ma so, ma so can bo, ma nhan vien, ma cong chuc, ma vien chuc, ma cbccvc,"
        "so hieu, so hieu can bo, so hieu cbccvc, so hieu cong chuc",
        "00125",
        14,
    ),
    _column(
        PHONE,
        "Số điện thoại",
        "dien thoai, sdt, so dt, dt, dtdd, so dtdd, di dong, so di dong, dien thoai di dong,"
        "so dien thoai di dong, so dien thoai lien he",
        "0912 345 678",
        16,
    ),
    _column(
        EMAIL,
        "Email",
        "e mail, thu dien tu, dia chi email, email cong vu, thu cong vu, thu dien tu cong vu, mail",
        "hoa.tran@ninhbinh.gov.vn",
        28,
    ),
    _column(
        BIRTH,
        "Ngày sinh",
        "nam sinh, ngay thang nam sinh, ngay thang sinh, sinh ngay, sinh nam",
        "25/12/1985",
        14,
    ),
    _column(
        KIND,
        "Đối tượng",
        "loai, loai can bo, loai doi tuong, loai cbccvc, dien can bo, phan loai",
        "Công chức",
        16,
    ),
    _column(
        TITLE,
        "Chức vụ",
        "chuc danh, chuc vu chuc danh, chuc danh chuc vu, chuc vu hien tai, vi tri cong tac",
        "Chuyên viên",
        22,
    ),
    _column(
        AGENCY,
        "Cơ quan",
        "don vi, co quan don vi, don vi cong tac, co quan cong tac, noi cong tac, noi lam viec,"
        "phong ban, phong, ma don vi, ma co quan, don vi truc thuoc, ten don vi, ten co quan",
        "",
        32,
    ),
    _column(
        HOME,
        "Xã/Phường nơi ở",
        "xa, phuong, xa phuong, xa phuong thi tran, noi o, noi o hien nay, noi cu tru,"
        "xa phuong cu tru, xa phuong noi cu tru, dia chi, cho o",
        "",
        24,
    ),
)
RESIDENT_COLUMNS = (
    next(column for column in COLUMNS if column.key == NAME),
    _column(
        YEAR,
        "Năm sinh",
        "ngay sinh, ngay thang nam sinh, ngay thang sinh, sinh ngay, sinh nam, ns",
        "1958",
        12,
    ),
    _column(
        VILLAGE,
        "Thôn/Xóm/Tổ dân phố",
        "thon, xom, to dan pho, to, tdp, thon xom, thon to dan pho, xom to dan pho, thon xom tdp,"
        "khu dan cu, noi o, noi o hien nay, noi cu tru, dia chi, cho o",
        "",
        26,
    ),
    next(column for column in COLUMNS if column.key == PHONE),
)
HEADINGS = {column.key: column.heading for column in (*COLUMNS, *RESIDENT_COLUMNS)}

# Many lists part the name in two.
_HALVES = {
    FAMILY: {"ho", "ho dem", "ho va dem", "ho va ten dem", "ho va chu dem", "ho chu dem"},
    GIVEN: {"ten"},
}


@dataclass(frozen=True)
class Layout:
    """Where each thing stands in a row, and the headings nobody knows."""

    places: dict[str, int]
    unused: tuple[str, ...]

    @property
    def is_list_of_people(self) -> bool:
        """A name, and something beside it."""
        return NAME in self.places or GIVEN in self.places


class Headings:
    """The headings of one kind of list, and how long it may be."""

    def __init__(
        self, columns: tuple[Column, ...], *, needed: frozenset[str], most_rows: int
    ) -> None:
        self.columns = columns
        self.most_rows = most_rows
        self.first = columns[0].heading
        """What is missed first where nothing looks like such a list."""
        self.whom = "người"
        self._needed = needed
        self._keys = {
            **{spelling: column.key for column in columns for spelling in column.spellings},
            **{spelling: key for key, spellings in _HALVES.items() for spelling in spellings},
        }

    def is_list(self, found: Layout) -> bool:
        """Whether a row of headings begins such a list."""
        return found.is_list_of_people

    def suffice(self, found: Layout) -> bool:
        """Whether one of those columns is there without which no row can be taken."""
        return bool(found.places.keys() & self._needed)

    def lacking(self) -> str:
        """What is said where none of them is."""
        names = [f"“{column.heading}”" for column in self.columns if column.key in self._needed]
        if len(names) == 1:
            return _("Cần thêm cột %(name)s.") % {"name": names[0]}
        return _("Cần thêm ít nhất một cột để nhận ra từng người: %(names)s hoặc %(last)s.") % {
            "names": ", ".join(names[:-1]),
            "last": names[-1],
        }

    def layout(self, headings: list[str]) -> Layout:
        """What a row of headings says; of two columns that say the same the first counts."""
        places: dict[str, int] = {}
        unused = []
        for place, heading in enumerate(headings):
            key = self._keys.get(words_of(heading))
            if key is None or key in places:
                if heading:
                    unused.append(heading[:60])
                continue
            places[key] = place
        if NAME not in places and FAMILY not in places and GIVEN in places:
            places[NAME] = places.pop(GIVEN)
        if NAME in places:
            places.pop(FAMILY, None)
            places.pop(GIVEN, None)
        return Layout(places, tuple(unused))


OFFICIALS = Headings(COLUMNS, needed=frozenset({STAFF_NO, PHONE, EMAIL}), most_rows=50_000)
# The largest villages; what is longer makes a file of cards that no printer in a village prints.
RESIDENTS = Headings(RESIDENT_COLUMNS, needed=frozenset({YEAR}), most_rows=5_000)
