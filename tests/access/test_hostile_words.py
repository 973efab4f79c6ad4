"""Words made to break a page break none: every page of `doors.txt` is walked with them."""

import re
from urllib.parse import quote

import pytest
from django.db import transaction

from lms.users.models import User
from tests.access import matrix
from tests.access import world as worlds

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;b&gt;{{ 7|add:7 }}"
UNSEEN = "\u202egnort\u200b\u0000\ufeff"
WORDS = worlds.Words(
    agency=f"Sở {UNSEEN}{MARKUP}",
    team=f"Tổ {UNSEEN}{MARKUP}",
    venue=f"Nhà {UNSEEN}{MARKUP}",
    note=f"Ghi {UNSEEN}{MARKUP}",
    section=f"Mục {MARKUP}",
    course=f"Khóa {MARKUP}",
    topic=f"Việc {MARKUP}",
    title=f"Chức {MARKUP}",
)
# What a browser would run, and what a template would have reckoned.
ALIVE = re.compile(r"<script>alert|<img src=x|onerror=alert\(2\)>|\"'><|\b14\b(?= |$)<")
SHOWN = [door for door in matrix.read() if door.only_looks]


@pytest.fixture(scope="module")
def hostile(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.build(WORDS)
        # No form lets such a name in; should one come in by another door, pages still hold.
        User.objects.update(family_middle="Trần", given_name=MARKUP[:50])
        yield world
        transaction.set_rollback(True)


@pytest.mark.parametrize("door", [door for door in SHOWN if matrix.viewer(door)], ids=str)
def test_words_are_shown_as_words(hostile, db, taken_back, door):
    with taken_back():
        response = hostile.client(matrix.viewer(door)).get(hostile.address(door.address))
        content = b"".join(response) if response.streaming else response.content
    assert response.status_code == 200
    if not response["Content-Type"].startswith("text/html"):
        assert response["X-Content-Type-Options"] == "nosniff"
        return
    page = content.decode()
    assert not ALIVE.search(page)
    assert not set(page) & set("\u202e\u200b\u0000\ufeff")


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("leader", "/to/{team}/"),
        ("reviewer", "/xa/{commune}/duyet/{record}/"),
        ("manager", "/co-quan/{office}/viec-hoc/{rule}/"),
        ("resident", "/toi/du-lieu/"),
        ("nobody", "/K/{certificate}"),
    ],
)
def test_the_walk_really_meets_them(hostile, db, who, address):
    page = hostile.client(who).get(hostile.address(address)).content.decode()
    assert "&lt;script&gt;alert(1)" in page


TYPED = {
    "revoke-reason": MARKUP, "replace-reason": MARKUP, "reason": "", "note": MARKUP,
    "venue": MARKUP, "name": MARKUP, "full_name": MARKUP, "due_on": MARKUP, "held_on": MARKUP,
}  # fmt: skip
ASKED_AGAIN = [
    ("officer", "/cap-giay/{certificate}/thu-hoi/"),
    ("officer", "/cap-giay/{certificate}/cap-lai/"),
    ("manager", "/co-quan/{office}/giao/"),
    ("manager", "/co-quan/{office}/danh-sach/"),
    ("leader", "/to/{team}/buoi/{record}/sua/"),
    ("reviewer", "/xa/{commune}/duyet/{record}/tra-lai/"),
    ("commune", "/xa/{commune}/to/{team}/them/"),
    ("resident", "/toi/du-lieu/ten/"),
]


@pytest.mark.parametrize(("who", "address"), ASKED_AGAIN)
def test_a_form_that_asks_again_shows_words_as_words(hostile, db, taken_back, who, address):
    with taken_back():
        response = hostile.client(who).post(hostile.address(address), TYPED)
    assert response.status_code in {200, 422}
    assert not ALIVE.search(response.text)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("editor", "/quan-tri/"),
        ("editor", "/quan-tri/pages/{course_page}/edit/"),
        ("editor", "/quan-tri/pages/{course_page}/unpublish/"),
        ("editor", "/quan-tri/snippets/courses/question/"),
        ("system", "/quan-tri/pages/{shelf_page}/"),
    ],
)
def test_the_editors_area_shows_words_as_words(hostile, db, taken_back, who, address):
    with taken_back():
        response = hostile.client(who).get(hostile.address(address))
    assert response.status_code == 200
    assert not ALIVE.search(response.text)


@pytest.mark.parametrize(
    "typed", [MARKUP, UNSEEN, "A" * 200, "\u0000", "' OR 1=1 --", "%00", "́" * 90]
)
@pytest.mark.parametrize(
    "address",
    [
        "/tim/?q={}",
        "/K?ma={}",
        "/don-vi/tim/?q={}",
        "/cap-giay/?tim={}",
        "/xa/13741/?thang={}",
        "/to/{team}/?trang={}",
        "/co-quan/SKHCN/?trang={}",
        "/quan-tri/pages/search/?q={}",
        "/quan-tri/images/?q={}",
        "/dang-nhap/?next={}",
        "/K/{}",
        "/khoa-hoc/{}/",
        "/co-quan/{}/",
        "/cap-giay/{}/",
        "/toi/giay-chung-nhan/{}.pdf",
    ],
)
def test_whatever_stands_in_an_address_is_answered_in_words(hostile, db, address, typed):
    who = {
        "/cap-giay": "officer", "/xa": "reviewer", "/to": "leader", "/co-quan": "manager",
        "/quan-tri": "editor", "/toi": "resident",
    }.get(re.match(r"/[\w-]*", address)[0], worlds.NOBODY)  # fmt: skip
    asked = hostile.address(address.replace("{}", "§")).replace("§", quote(typed))
    response = hostile.client(who).get(asked)
    assert response.status_code in {200, 302, 301, 400, 403, 404}
    if response.get("Content-Type", "").startswith("text/html"):
        assert not ALIVE.search(response.content.decode())
