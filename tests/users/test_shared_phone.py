"""A phone several people share: picked by name and picture, forgotten when they ask."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lms.common import clock
from lms.common.ids import uuid7
from lms.users import shared
from lms.users.services import cards, people, pins
from tests.people import make_person
from tests.users.conftest import NUMBER, SHOWN, ask, last_code, signed_in_as, type_in, wrong

PIN = "482913"
PICK, PIN_PAGE = "/dang-nhap/may-chung/", "/dang-nhap/may-chung/pin/"
CODE_PAGE, JOIN = "/dang-nhap/may-chung/ma/", "/dang-nhap/may-chung/hinh/"
FORGET = "/dang-nhap/may-chung/quen/"


@pytest.fixture
def household(db):
    """Six people, each with a PIN of her own."""
    found = [make_person(f"Nguyễn Thị Tên{number}") for number in range(6)]
    for person in found:
        pins.choose(person, PIN)
    return found


def join(client, person, picture):
    client.force_login(person)
    return client.post(JOIN, {"picture": picture})


def switch(client):
    client.post("/dang-xuat/")
    assert signed_in_as(client) is None


def joined(client, *joining):
    for person, picture in zip(joining, shared.PICTURES, strict=False):
        assert join(client, person, picture)["Location"] == "/toi/"
        switch(client)


def pick(client, person):
    return client.post(PICK, {"person": person.public_id})


def test_who_joined_is_picked_by_picture_and_comes_in_by_her_pin(client, household):
    joined(client, *household[:2])
    assert client.get("/dang-nhap/?next=/tim/")["Location"] == f"{PICK}?next=/tim/"
    page = client.get(PICK).text
    assert "Tên0" in page
    assert "Con trâu" in page
    assert "Nguyễn" not in page
    assert client.post(PICK, {"person": household[1].public_id, "next": "/tim/"}).url == PIN_PAGE
    page = client.post(PIN_PAGE, {"pin": wrong(PIN)}).text
    assert "Còn 4 lần thử. Nhớ lại 6 số bà con đã đặt." in page
    entered = client.post(PIN_PAGE, {"pin": PIN})
    assert entered["Location"] == "/tim/"
    assert signed_in_as(client) == str(household[1].pk)
    assert "Đổi người học" in client.get("/toi/").text


def test_such_a_sign_in_ends_by_itself(client, household):
    joined(client, household[0])
    pick(client, household[0])
    answer = client.post(PIN_PAGE, {"pin": PIN})
    assert answer.cookies["sessionid"]["max-age"] == ""
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert client.get("/toi/").status_code == 302


def test_the_cookie_says_no_name_and_no_number(client, hoa_with_phone):
    join(client, hoa_with_phone, "lotus")
    held = client.cookies[shared.COOKIE]
    assert held["httponly"]
    assert held["path"] == "/dang-nhap/"
    plain = shared.signing.loads(held.value, salt=shared.SALT)
    assert plain == [[hoa_with_phone.public_id, "lotus", clock.today().toordinal()]]


def test_a_list_nobody_signed_is_none(client, household):
    client.cookies[shared.COOKIE] = "x"
    assert client.get(PICK)["Location"] == "/dang-nhap/"
    client.cookies[shared.COOKIE] = shared.signing.dumps([[1]], salt=shared.SALT)
    assert client.get(PICK)["Location"] == "/dang-nhap/"
    assert client.get("/dang-nhap/").status_code == 200


def test_nobody_who_is_not_on_this_phone_can_be_picked(client, household):
    joined(client, household[0])
    assert pick(client, household[1]).status_code == 200
    assert client.get(PIN_PAGE)["Location"] == PICK
    assert client.post(PIN_PAGE, {"pin": PIN})["Location"] == PICK
    assert signed_in_as(client) is None
    pick(client, household[0])
    elsewhere = Client()
    elsewhere.cookies["sessionid"] = client.cookies["sessionid"].value
    assert elsewhere.post(PIN_PAGE, {"pin": PIN})["Location"] == PICK


def test_the_sixth_is_told_what_to_do(client, household):
    joined(client, *household[:5])
    client.force_login(household[5])
    page = client.get(JOIN)
    assert "đủ năm người" in page.text
    assert "Quên tôi trên máy này" in page.text
    assert client.post(JOIN, {"picture": "sunrise"})["Location"] == f"{JOIN}?next=/toi/"
    assert len(client.get(JOIN).context["others"]) == 5
    switch(client)
    assert "Tên5" not in client.get(PICK).text


def test_who_did_not_come_for_half_a_year_makes_room(client, household):
    joined(client, *household[:5])
    with time_machine.travel(clock.now() + timedelta(days=181)):
        assert client.get(PICK)["Location"] == "/dang-nhap/"
        assert join(client, household[5], "chicken")["Location"] == "/toi/"


def test_a_picture_is_had_once_and_may_be_changed(client, household):
    joined(client, *household[:2])
    assert "vừa có người khác chọn" in join(client, household[1], "chicken").text
    assert "Chạm vào một hình" in client.post(JOIN, {"next": "/toi/"}).text
    assert join(client, household[1], "fish")["Location"] == "/toi/"
    assert [one.place.picture for one in client.get(JOIN).context["others"]] == ["chicken"]
    switch(client)
    assert "Con cá" in client.get(PICK).text


def test_who_asks_is_forgotten_and_signed_out(client, household):
    joined(client, *household[:2])
    pick(client, household[0])
    client.post(PIN_PAGE, {"pin": PIN})
    assert "Bỏ tên khỏi máy này" in client.get(FORGET).text
    assert client.post(FORGET)["Location"] == "/"
    assert signed_in_as(client) is None
    page = client.get(PICK).text
    assert "Tên0" not in page
    assert "Tên1" in page


def test_forgetting_is_asked_by_whoever_is_there(client, household):
    assert client.get(FORGET)["Location"].startswith("/dang-nhap/?next=")
    client.force_login(household[0])
    assert client.post(FORGET)["Location"] == "/dang-xuat/"
    assert signed_in_as(client)


def test_without_a_pin_a_code_goes_to_the_number_and_the_number_is_not_shown(
    client, hoa_with_phone
):
    joined(client, hoa_with_phone)
    assert pick(client, hoa_with_phone)["Location"] == CODE_PAGE
    page = client.get(CODE_PAGE).text
    assert SHOWN not in page
    assert "đuôi 78" in page
    assert client.post(CODE_PAGE, {"code": last_code()})["Location"] == "/toi/"
    assert signed_in_as(client) == str(hoa_with_phone.pk)


def test_a_code_for_one_name_lets_in_no_other(client, hoa_with_phone):
    """Two of one number, one with a PIN: picking her after the code was sent is no way around."""
    binh = make_person("Nguyễn Văn Bình")
    people.attach_phone(binh, NUMBER, verified_at=clock.now(), by=None)
    pins.choose(binh, PIN)
    joined(client, hoa_with_phone, binh)
    pick(client, hoa_with_phone)
    code = last_code()
    assert pick(client, binh)["Location"] == PIN_PAGE
    assert client.post(CODE_PAGE, {"code": code})["Location"] == PICK
    assert signed_in_as(client) is None


def test_the_pin_of_the_card_is_enough(client, hoa, lan):
    card = cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now())
    joined(client, hoa)
    pick(client, hoa)
    assert client.post(PIN_PAGE, {"pin": card.pin})["Location"] == "/toi/"
    assert signed_in_as(client) == str(hoa.pk)


def test_who_could_not_be_told_apart_sets_a_pin_first(client, hoa):
    assert join(client, hoa, "lotus").status_code == 200
    assert "Đặt mã PIN trước" in client.get(JOIN).text
    assert shared.COOKIE not in client.cookies


def test_a_number_that_rested_for_a_year_proves_nothing_here(client, hoa_with_phone):
    joined(client, hoa_with_phone)
    hoa_with_phone.login_phones.update(used_at=clock.now() - timedelta(days=400))
    assert pick(client, hoa_with_phone)["Location"].endswith("khac=1")
    assert client.get("/dang-nhap/?khac=1").status_code == 200


def test_somebody_new_on_a_shared_phone_is_offered_a_picture(client, household, hoa_with_phone):
    joined(client, household[0])
    ask(client)
    type_in(client, last_code())
    entered = client.post("/dang-nhap/ai/", {"person": hoa_with_phone.public_id})
    assert entered["Location"] == JOIN
    assert client.session.get_expire_at_browser_close()
    assert "Không cần, học luôn" in client.get(JOIN).text


def test_roles_with_a_second_factor_are_not_picked_by_a_pin(client, officer):
    client.force_login(officer)
    assert client.post(JOIN, {"picture": "lotus"})["Location"] == "/toi/"
    assert shared.COOKIE not in client.cookies


def test_who_is_signed_in_switches_first(client, household):
    joined(client, household[0])
    client.force_login(household[1])
    assert client.get(PICK)["Location"] == "/toi/"
    assert pick(client, household[0])["Location"] == "/toi/"


@pytest.mark.parametrize(("has_pin", "says"), [(True, "nhập mã PIN"), (False, "mình nhắn mã")])
def test_one_is_told_how_one_will_come_in(client, household, has_pin, says):
    one = household[0]
    people.attach_phone(one, NUMBER, verified_at=clock.now(), by=None)
    if not has_pin:
        pins.drop(one)
    client.force_login(one)
    page = client.get(JOIN).text
    assert f"chạm vào hình{' rồi' if has_pin else ','} {says}" in page
    assert ("chạm vào hình rồi" in page) == has_pin
