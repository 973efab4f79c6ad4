"""A number long silent may be somebody else's by now: one more proof, and no name before it."""

from datetime import timedelta

import pytest
from django.test import Client

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.models import LoginPhone, User
from lms.users.services import cards, people
from tests.people import make_person
from tests.users.conftest import NUMBER, ask, last_code, signed_in_as, type_in

LONG_AGO = "/dang-nhap/lau-roi/"


@pytest.fixture
def silent(hoa_with_phone):
    rest(hoa_with_phone, days=366)
    return hoa_with_phone


def rest(person, *, days):
    then = clock.now() - timedelta(days=days)
    LoginPhone.objects.filter(person=person).update(verified_at=then, used_at=then)


def prove_number(client):
    ask(client)
    return type_in(client, last_code())


def tell(client, **said):
    return client.post(LONG_AGO, {"birth_year": "", "pin": "", **said})


def test_no_name_is_shown_and_none_can_be_picked(client, silent):
    assert prove_number(client)["Location"] == "/dang-nhap/ai/"
    page = client.get("/dang-nhap/ai/").text
    assert "Hoa" not in page
    assert "Tôi từng học bằng số này" in page
    assert client.post("/dang-nhap/ai/", {"person": silent.public_id}).status_code == 404
    assert "Hoa" not in client.get(LONG_AGO).text


def test_the_birth_year_lets_her_in_and_the_number_is_awake_again(client, silent):
    prove_number(client)
    assert tell(client, birth_year="1958")["Location"] == "/toi/"
    assert signed_in_as(client) == str(silent.pk)
    LoginPhone.objects.update(verified_at=clock.now() - timedelta(days=800))
    other = Client()
    prove_number(other)
    assert "Trần Thị Hoa" in other.get("/dang-nhap/ai/").text


def test_so_does_the_pin_of_her_card(client, silent, lan):
    card = cards.issue(silent, card_id=uuid7(), by=lan, now=clock.now())
    prove_number(client)
    assert tell(client, pin=card.pin)["Location"] == "/toi/"
    assert signed_in_as(client) == str(silent.pk)


@pytest.mark.usefixtures("silent")
def test_a_stranger_has_three_guesses_a_day_from_all_devices_together(client):
    for year in ("1957", "1959", "1960"):
        browser = Client()
        prove_number(browser)
        assert "Chưa khớp" in tell(browser, birth_year=year).text
    prove_number(client)
    assert "Chưa khớp" in tell(client, birth_year="1958").text
    assert signed_in_as(client) is None


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize(
    "said", [{}, {"birth_year": "58"}, {"pin": "12"}, {"birth_year": "x" * 99}]
)
def test_what_says_nothing_costs_no_guess(client, said):
    prove_number(client)
    for _ in range(4):
        page = tell(client, **said)
        assert page.status_code == 200
        assert "Xem lại giúp mình" in page.text
    assert tell(client, birth_year="1958")["Location"] == "/toi/"


def test_the_new_owner_begins_anew_and_sees_nothing_of_hers(client, silent):
    prove_number(client)
    said = {"full_name": "Đỗ Văn Nam", "agrees": "on"}
    assert client.post("/dang-nhap/ten/", said)["Location"] == "/toi/"
    assert "Đỗ Văn Nam" in User.objects.get(pk=signed_in_as(client)).full_name
    assert silent.login_phones.exists()


def test_of_two_born_in_one_year_neither_is_guessed(client, silent):
    husband = make_person("Nguyễn Văn Bình", birth_year=1958)
    people.attach_phone(husband, NUMBER, verified_at=clock.now(), by=None)
    rest(husband, days=400)
    prove_number(client)
    assert "Chưa khớp" in tell(client, birth_year="1958").text
    assert silent.last_login is None


def test_within_a_year_nothing_more_is_asked(client, silent):
    rest(silent, days=360)
    prove_number(client)
    assert client.post("/dang-nhap/ai/", {"person": silent.public_id})["Location"] == "/toi/"


def test_a_number_an_agency_wrote_down_and_nobody_used_is_not_silent(client, silent):
    assert silent.login_phones.exists()
    then = clock.now() - timedelta(days=800)
    LoginPhone.objects.update(verified_at=None, used_at=None, created_at=then)
    prove_number(client)
    assert "Trần Thị Hoa" in client.get("/dang-nhap/ai/").text


@pytest.mark.parametrize("year", [1958, None, 1959])
def test_a_silent_record_is_claimed_by_the_same_birth_year_only(client, silent, lan, year):
    newcomer = make_person("Trần Thị Hoa", birth_year=year)
    card = cards.issue(newcomer, card_id=uuid7(), by=lan, now=clock.now())
    client.get(f"/the/{card.code}/")
    client.post("/dang-nhap/the/pin/", {"pin": card.pin})
    client.post("/toi/du-lieu/so/", {"number": NUMBER})
    answer = client.post("/toi/du-lieu/so/ma/", {"code": last_code()})
    offered = answer["Location"] == "/toi/du-lieu/so/gop/"
    assert offered == (year == silent.birth_year)
    if offered:
        client.post(answer["Location"], {"ai": silent.public_id})
        other = Client()
        prove_number(other)
        assert newcomer.public_id in other.get("/dang-nhap/ai/").text
