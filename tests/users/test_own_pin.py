"""Who shares a phone number may set a PIN against the others on it."""

import pytest
from django.test import Client

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.models import PersonalPin
from lms.users.services import cards, merging, people, personal, pins
from tests.people import make_person
from tests.users.conftest import NUMBER, ask, last_code, signed_in_as, type_in, wrong

PIN = "482913"
PAGE = "/dang-nhap/ai/pin/"
CHOOSE = "/toi/du-lieu/ma-pin/"


@pytest.fixture
def guarded(hoa_with_phone):
    pins.choose(hoa_with_phone, PIN)
    return hoa_with_phone


@pytest.fixture
def binh(db):
    person = make_person("Nguyễn Văn Bình", birth_year=1985)
    people.attach_phone(person, NUMBER, verified_at=clock.now(), by=None)
    return person


def pick(client, person):
    ask(client)
    type_in(client, last_code())
    return client.post("/dang-nhap/ai/", {"person": person.public_id})


def test_the_pin_is_asked_after_the_name_and_of_nobody_else(client, guarded, binh):
    assert pick(client, guarded)["Location"] == PAGE
    assert signed_in_as(client) is None
    assert "Còn 4 lần thử" in client.post(PAGE, {"pin": wrong(PIN)}).text
    assert client.post(PAGE, {"pin": "482 913"})["Location"] == "/toi/"
    assert signed_in_as(client) == str(guarded.pk)
    other = Client()
    assert pick(other, binh)["Location"] == "/toi/"


def test_the_pin_page_is_no_way_around_the_code(client, guarded):
    assert client.get(PAGE)["Location"] == "/dang-nhap/"
    ask(client)
    type_in(client, last_code())
    assert client.post(PAGE, {"pin": PIN})["Location"] == "/dang-nhap/ai/"
    assert signed_in_as(client) is None
    assert guarded.own_pin


def test_five_wrong_ones_let_it_rest(client, guarded):
    pick(client, guarded)
    for _ in range(5):
        last = client.post(PAGE, {"pin": wrong(PIN)})
    assert "Đợi 15 phút" in last.text
    assert client.post(PAGE, {"pin": PIN}).status_code == 200
    assert signed_in_as(client) is None


def test_it_is_chosen_changed_and_dropped(client, hoa_at_home):
    page = client.get(CHOOSE).text
    assert page.count(">Mã PIN</label>") == page.count(">Nhập lại mã PIN</label>") == 1
    kept = {"pin": "739 204", "again": "739204"}
    assert client.post(CHOOSE, kept)["Location"] == "/toi/du-lieu/"
    first = PersonalPin.objects.get().pin_hash
    assert "739204" not in first
    client.post(CHOOSE, {"pin": PIN, "again": PIN})
    assert PersonalPin.objects.get().pin_hash != first
    assert personal.export(hoa_at_home)["parts"]["pin"]["content"] is True
    client.post("/toi/du-lieu/ma-pin/bo/")
    assert not PersonalPin.objects.exists()


@pytest.mark.usefixtures("hoa_at_home")
@pytest.mark.parametrize(
    ("pin", "again"),
    [("", ""), ("12345", "12345"), ("123456", "123456"), ("111222", "111222"), (PIN, "482914")],
)
def test_an_easy_or_a_mistyped_one_is_told_so(client, pin, again):
    page = client.post(CHOOSE, {"pin": pin, "again": again})
    assert page.status_code == 200
    assert "Xem lại giúp mình" in page.text
    assert not PersonalPin.objects.exists()


def test_forgotten_a_card_leads_around_it(client, guarded, lan):
    card = cards.issue(guarded, card_id=uuid7(), by=lan, now=clock.now())
    client.get(f"/the/{card.code}/")
    client.post("/dang-nhap/the/pin/", {"pin": card.pin})
    assert client.post(CHOOSE, {"pin": "739204", "again": "739204"}).status_code == 302
    assert pins.own_is_right(guarded, "739204", now=clock.now()).person == guarded


def test_nobody_on_the_number_takes_over_a_record_with_a_pin(guarded):
    twin = make_person("Trần Thị Hoa", birth_year=1958)
    assert merging.claimable(twin, NUMBER) == []
    pins.drop(guarded)
    assert merging.claimable(twin, NUMBER) == [guarded]


def test_it_goes_along_with_a_merge_and_goes_with_the_person(guarded):
    into = make_person("Trần Thị Hoa")
    merging.merge(guarded, into, by=into, now=clock.now())
    assert pins.own_is_right(into, PIN, now=clock.now()).person == into
    personal.erase(into, by=into, now=clock.now())
    assert not PersonalPin.objects.exists()
