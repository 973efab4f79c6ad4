"""The way in with a learning card, and a sign-in on a borrowed phone that ends by itself."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lms.common import clock
from lms.common.ids import uuid7
from lms.users import borrowed
from lms.users.models import Session
from lms.users.services import cards
from tests.people import make_person
from tests.users.conftest import signed_in_as, wrong

UNKNOWN = "0123456789AB"
PIN_PAGE = "/dang-nhap/the/pin/"


@pytest.fixture
def card(hoa, lan):
    return issue(hoa, lan)


def issue(person, by):
    return cards.issue(person, card_id=uuid7(), by=by, now=clock.now())


def scan(client, code):
    return client.get(f"/the/{code}/")


def type_pin(client, pin, **more):
    return client.post(PIN_PAGE, {"pin": pin, **more})


def come_in(client, card, **more):
    scan(client, card.code)
    return type_pin(client, card.pin, **more)


def test_scanning_asks_for_the_pin_and_lets_in(client, card, hoa):
    asked = scan(client, card.code)
    assert asked["Location"] == PIN_PAGE
    page = client.get(PIN_PAGE)
    assert "Hoa" not in page.text
    assert card.code not in page.text
    assert "no-store" in page["Cache-Control"]
    entered = type_pin(client, card.pin)
    assert entered["Location"] == "/toi/"
    assert signed_in_as(client) == str(hoa.pk)
    assert client.get("/api/v1/learning/me").json()["person"]["id"] == hoa.public_id


@pytest.mark.parametrize("how", ["{0}-{1}-{2}", "{0} {1} {2}", "https://hocso.vn/the/{0}{1}{2}/"])
def test_the_code_may_be_typed_as_it_comes(client, card, hoa, how):
    code = card.code.lower().replace("0", "o").replace("1", "l")
    typed = how.format(code[:4], code[4:8], code[8:])
    assert client.post("/dang-nhap/the/", {"code": typed, "next": "/tim/"})["Location"] == PIN_PAGE
    pin = f" {card.pin[:3]} {card.pin[3:]}"
    assert type_pin(client, pin)["Location"] == "/tim/"
    assert signed_in_as(client) == str(hoa.pk)


@pytest.mark.parametrize("code", ["", "ABC", "x" * 300, "thẻ của tôi", "<b>"])
def test_a_code_that_is_none_is_told_so(client, db, code):
    page = client.post("/dang-nhap/the/", {"code": code})
    assert page.status_code == 200
    assert "Xem lại giúp mình" in page.text


def test_short_and_strange_codes_in_an_address_lead_to_the_field(client, db):
    for code in ("ABC", "x" * 60, "%E1%BA%BB"):
        assert scan(client, code)["Location"] == "/dang-nhap/the/"
    assert client.get("/the/")["Location"] == "/dang-nhap/the/"
    assert client.get(PIN_PAGE)["Location"] == "/dang-nhap/the/"


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "x" * 500])
def test_what_is_no_pin_costs_no_try(client, card, pin):
    scan(client, card.code)
    assert type_pin(client, pin).status_code == 200
    card.card.refresh_from_db()
    assert card.card.wrong_count == 0
    assert type_pin(client, card.pin).status_code == 302


def shown(client, code, pins):
    asked = scan(client, code)
    pages = [client.get(PIN_PAGE), *(type_pin(client, pin) for pin in pins)]
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    return [asked.status_code, *(_plain(page, token) for page in pages)]


def _plain(page, token):
    lines = [line for line in page.text.splitlines() if "csrfmiddlewaretoken" not in line]
    return page.status_code, "\n".join(lines).replace(token or "-", "")


def test_nobody_learns_which_cards_there_are(card, hoa, lan):
    stopped = card
    good = issue(hoa, lan)
    pins = [wrong(good.pin)] * 7
    with time_machine.travel(clock.now(), tick=False):
        told = [shown(Client(), code, pins) for code in (UNKNOWN, stopped.code, good.code)]
    assert told[0] == told[1] == told[2]
    assert "Còn 4 lần thử" in told[0][2][1]
    assert "Đợi 15 phút" in told[0][6][1]


def test_a_resting_card_lets_nobody_in_from_any_device(card):
    pages = [shown(Client(), card.code, [wrong(card.pin)]) for _ in range(5)]
    assert "Đợi 15 phút" in pages[-1][2][1]
    late = Client()
    come_in(late, card)
    assert signed_in_as(late) is None


def test_sixty_cards_behind_one_address_get_in(lan):
    given = [issue(make_person(f"Trần Thị Hoa {number}"), lan) for number in range(60)]
    for card in given:
        browser = Client()
        scan(browser, card.code)
        type_pin(browser, wrong(card.pin))
        type_pin(browser, card.pin)
        assert signed_in_as(browser) == str(card.card.person_id)


def test_one_leaders_phone_lets_a_village_in_one_after_the_other(client, lan):
    client.force_login(lan)
    for number in range(40):
        card = issue(make_person(f"Trần Thị Hoa {number}"), lan)
        come_in(client, card)
        assert signed_in_as(client) == str(card.card.person_id)


def test_one_device_cannot_try_many_cards(client, lan):
    given = [issue(make_person(f"Trần Thị Hoa {number}"), lan) for number in range(31)]
    for card in given:
        scan(client, card.code)
        last = type_pin(client, wrong(card.pin))
    assert "Đợi 15 phút" in last.text
    come_in(client, card)
    assert signed_in_as(client) is None
    elsewhere = Client()
    come_in(elsewhere, card)
    assert signed_in_as(elsewhere)


def test_whoever_was_signed_in_is_told_and_signed_out(client, card, hoa, lan):
    client.force_login(lan)
    before = client.session.session_key
    scan(client, card.code)
    assert "Máy này đang đăng nhập tên Lan" in client.get(PIN_PAGE).text
    type_pin(client, card.pin)
    assert signed_in_as(client) == str(hoa.pk)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_borrowed_phone_forgets_with_the_browser_or_after_half_an_hour(client, card):
    start = clock.now()
    with time_machine.travel(start, tick=False) as traveller:
        answer = come_in(client, card, is_borrowed="on")
        assert answer.cookies["sessionid"]["max-age"] == ""
        assert client.get("/toi/").status_code == 200
        traveller.move_to(start + timedelta(minutes=20))
        assert "máy đi mượn" in client.get("/toi/").text
        traveller.move_to(start + timedelta(minutes=49))
        assert client.get("/toi/").status_code == 200
        traveller.move_to(start + timedelta(minutes=80))
        assert client.get("/toi/").status_code == 302


@pytest.mark.parametrize("phone", [{"is_borrowed": "on"}, {}])
def test_ones_own_page_has_one_way_out(client, card, phone):
    come_in(client, card, **phone)
    page = client.get("/toi/").text
    ways = re.findall(r'(?:href|action)="/dang-xuat/"', page)
    assert len(ways) == 1
    assert ("Đăng xuất ở máy khác" in page) == (not phone)


def test_ones_own_phone_is_remembered(client, card):
    answer = come_in(client, card)
    assert answer.cookies["sessionid"]["max-age"] > 80 * 24 * 60 * 60
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert client.get("/toi/").status_code == 200


@pytest.mark.parametrize("end", ["rest", "closed", "stopped"])
def test_however_it_ended_the_phone_is_told_to_forget_once(client, card, hoa, lan, end):
    come_in(client, card, is_borrowed="on")
    client.get("/api/v1/learning/me")
    token = client.cookies["csrftoken"].value
    now = clock.now()
    if end == "rest":
        now += timedelta(hours=1)
    elif end == "closed":
        del client.cookies["sessionid"]
    else:
        cards.stop(hoa, by=lan, now=now)
    with time_machine.travel(now):
        answer = client.get("/api/v1/learning/me")
        assert answer.json()["person"] is None
        assert client.cookies["csrftoken"].value != token
        assert client.cookies[borrowed.COOKIE].value == ""
        token = client.cookies["csrftoken"].value
        client.get("/api/v1/learning/me")
        assert client.cookies["csrftoken"].value == token


def test_a_borrowed_sign_in_keeps_its_token_while_it_lasts(client, card):
    come_in(client, card, is_borrowed="on")
    client.get("/api/v1/learning/me")
    token = client.cookies["csrftoken"].value
    client.get("/api/v1/learning/me")
    assert client.cookies["csrftoken"].value == token


def test_the_pin_proves_again_who_sits_there(client, card, hoa):
    client.force_login(hoa)
    asked = client.get("/toi/du-lieu/so/", follow=True)
    assert "Mã PIN" in asked.text
    page = client.post("/dang-nhap/dung-nguoi/pin/", {"pin": wrong(card.pin), "next": "/toi/"})
    assert "Còn 4 lần thử" in page.text
    right = {"pin": card.pin, "next": "/toi/du-lieu/so/"}
    assert client.post("/dang-nhap/dung-nguoi/pin/", right)["Location"] == "/toi/du-lieu/so/"
    assert client.get("/toi/du-lieu/so/").status_code == 200


def test_whoever_has_no_phone_is_shown_the_way_in_with_a_card(client, db):
    page = client.get("/dang-nhap/?next=/toi/").text
    _before, _, rest = page.partition("Không có điện thoại riêng?")
    assert rest
    assert rest.index('href="/dang-nhap/the/?next=/toi/"') < rest.index("Dùng thẻ học")
