"""Whatever stands in an address outside the editors' area, the answer is a page in words."""

import re

import pytest

from tests import pairs
from tests.access import matrix, walking

LOOKED_AT = [door for door in matrix.read() if door.method == "GET"]
SHOWN = [door for door in LOOKED_AT if matrix.viewer(door)]
NAMED = [door for door in matrix.read() if "{" in door.address]
# All that views of ours read of an address, and some that none does.
NAMES = (
    "ai", "cap", "khac", "loai", "ma", "next", "p", "page", "q", "thang", "tim", "tinh-trang",
    "tinh_trang", "trang", "tu", "den", "truoc", "xa",
)  # fmt: skip
VALUES = [
    "abc",
    "99999999999999999999",
    "31/02/2026",
    "%22%27%3E%3Cscript%3E%00",
    "%ED%A0%80%FF%D9%A1",
    "x" * 2000,
]
PART = re.compile(r"\{(\w+)\}")
PARTS = [
    "0",
    "99999999999999999999",
    "00000000-0000-0000-0000-000000000000",
    "%00",
    "%22%3E%27%ED%A0%80",
    "..%2F..%2F",
    "x" * 400,
]
OF_OTHERS = {
    "team": "{sister_team}",
    "commune": "{sister_commune}",
    "office": "{sister_office}",
    "village": "{unit}",
    "unit": "{village}",
    "roster": "{villagers}",
    "villagers": "{roster}",
}


def faults_of(world, taken_back, who, addresses, method="GET"):
    found = {}
    for address in addresses:
        with taken_back(), walking.strict_database():
            why = walking.fault(walking.ask(world, who, address, method=method))
        if why:
            found[address] = why
    return found


@pytest.mark.parametrize("door", SHOWN, ids=str)
def test_no_question_breaks_a_page(world, taken_back, door):
    values = pairs.some(VALUES, SHOWN.index(door))
    page = world.address(door.address)
    mark = "&" if "?" in page else "?"
    asked = [page + mark + "&".join(f"{name}={value}" for name in NAMES) for value in values]
    assert not faults_of(world, taken_back, matrix.viewer(door), asked)


def addresses(world, door):
    """This door's address with one part after another exchanged for what is not there."""
    for part in PART.findall(door.address):
        for value in (*pairs.some(PARTS, NAMED.index(door)), OF_OTHERS.get(part, "")):
            yield world.address(door.address.replace(f"{{{part}}}", value))


@pytest.mark.parametrize("door", NAMED, ids=str)
def test_no_name_of_a_row_breaks_a_page(world, taken_back, door):
    who = matrix.doer(door)
    assert not faults_of(world, taken_back, who, addresses(world, door), door.method)


HEADERS = [
    {"cookie": r'sessionid="\000aaaaaaaa"; csrftoken="\000"; may="\000"; may-chung="\000"'},
    {"cookie": "sessionid=" + "x" * 4000},
    {"range": "bytes=99999999999999999999-", "if-range": "x", "if-none-match": 'W/"\\", *, x'},
    {"range": "bytes=-" + "9" * 5000},
    {"range": "bytes=5-1", "if-modified-since": "Thu, 99 Nov 0000 99:99:99 GMT"},
    {"accept-encoding": "gzip;q=x, *;q=" + "9" * 400, "accept-language": "x" * 3000, "accept": ";"},
    {"x-forwarded-for": "x, [::1%", "forwarded": "x", "origin": "null", "referer": "http://["},
    {"host": "a b"},
    {"content-length": "x", "content-type": "application/json"},
    {"save-data": "x", "content-encoding": "khong-co", "x-csrftoken": "x" * 4000},
]
PLACES = [
    ("nobody", "/"),
    ("nobody", "/dang-nhap/"),
    ("nobody", "/tep/{asset}"),
    ("nobody", "/hoc/{edition}/goi.json"),
    ("nobody", "/hoc/{edition}/goi/{part}"),
    ("editor", "/media/{picture}"),
    ("editor", "/quan-tri/"),
    ("editor", "/tep/xem-truoc/giong/{recording}"),
    ("editor", "/tep/xem-truoc/phim/{film}/light"),
    ("resident", "/toi/giay-chung-nhan/{certificate}.pdf"),
    ("resident", "/api/v1/learning/me"),
]


@pytest.mark.parametrize(("place", "headers"), pairs.pairs(PLACES, HEADERS), ids=str)
def test_no_header_breaks_a_page(world, taken_back, place, headers):
    who, page = place
    with taken_back(), walking.strict_database():
        answer = walking.ask(world, who, world.address(page), headers=headers)
    assert not walking.fault(answer)
