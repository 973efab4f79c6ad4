"""A number of one's own added to a card, and the older record that number already has."""

import pytest

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.users.models import RoleGrant, User
from lms.users.services import cards, consents, grants, merging, people
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.users.conftest import NUMBER, SHOWN, last_code

CLAIM = "/toi/du-lieu/so/gop/"


@pytest.fixture
def card(hoa, lan):
    return cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now())


@pytest.fixture
def at_home(client, card, hoa):
    """Hoa, come in with her card a moment ago."""
    client.get(f"/the/{card.code}/")
    client.post("/dang-nhap/the/pin/", {"pin": card.pin})
    return hoa


def holder(name="Trần Thị Hoa", **fields):
    person = make_person(name, **{"birth_year": 1958, **fields})
    people.attach_phone(person, NUMBER, verified_at=clock.now(), by=None)
    return person


def prove(client):
    client.post("/toi/du-lieu/so/", {"number": SHOWN})
    return client.post("/toi/du-lieu/so/ma/", {"code": last_code()})


@pytest.mark.usefixtures("at_home")
def test_a_free_number_is_simply_added(client, hoa):
    assert "Dùng số điện thoại của tôi" in client.get("/toi/du-lieu/").text
    assert prove(client)["Location"] == "/toi/du-lieu/"
    assert hoa.login_phones.get().verified_at


@pytest.mark.usefixtures("at_home")
def test_her_older_record_is_shown_beside_and_made_one(client, hoa, card):
    village = make_village("Thôn An Hòa", commune=make_commune())
    older = holder(home_unit=village, birth_year=None)
    assert prove(client)["Location"] == CLAIM
    page = client.get(CLAIM).text
    assert "Năm sinh: 1958" in page
    assert "Nơi ở: Thôn An Hòa" in page
    done = client.post(CLAIM, {"ai": older.public_id}, follow=True)
    assert "Đã gộp hai hồ sơ làm một" in done.text
    hoa.refresh_from_db()
    older.refresh_from_db()
    assert older.merged_into == hoa
    assert hoa.home_unit == village
    assert hoa.birth_year == 1958
    assert hoa.login_phones.get().number == NUMBER
    assert AuditEvent.objects.filter(action="person.merged", actor_id=hoa.pk).exists()
    assert cards.check(card.code, card.pin, now=clock.now()).person == hoa
    assert client.get(CLAIM)["Location"] == "/toi/du-lieu/"


@pytest.mark.usefixtures("at_home")
def test_she_says_which_name_is_right(client, hoa):
    older = holder("Trần Thị Hòa", birth_year=1959)
    prove(client)
    assert "Gộp, giữ Trần Thị Hòa" in client.get(CLAIM).text
    client.post(CLAIM, {"ai": older.public_id, "ten": older.public_id})
    hoa.refresh_from_db()
    assert (hoa.full_name, hoa.birth_year) == ("Trần Thị Hòa", 1959)


@pytest.mark.usefixtures("at_home")
def test_somebody_else_of_that_name_only_shares_the_number(client, hoa):
    other = holder()
    prove(client)
    client.post(CLAIM, {"ai": "khac"})
    assert hoa.login_phones.get().number == other.login_phones.get().number == NUMBER
    assert not User.objects.exclude(merged_into=None).exists()


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("other", ["son", "younger", "official", "password"])
def test_nobody_takes_over_a_record_that_cannot_be_hers(client, hoa, other):
    if other == "son":
        holder("Nguyễn Văn Bình")
    elif other == "younger":
        holder(birth_year=1990)
    elif other == "password":
        holder(email="hoa@demo.test", password="mat-khau-cua-hoa")
    else:
        person = holder()
        grants.grant(person, RoleGrant.Role.COMMUNE_REVIEWER, unit=make_province(), by=None)
    assert prove(client)["Location"] == "/toi/du-lieu/"
    assert hoa.login_phones.get().number == NUMBER
    taken = User.objects.exclude(pk=hoa.pk).filter(login_phones__number=NUMBER).get()
    assert client.post(CLAIM, {"ai": taken.public_id})["Location"] == "/toi/du-lieu/"
    assert not User.objects.exclude(merged_into=None).exists()


@pytest.mark.usefixtures("at_home")
def test_a_record_not_offered_is_not_merged(client, minh):
    holder()
    prove(client)
    assert client.post(CLAIM, {"ai": minh.public_id})["Location"] == CLAIM
    assert client.post(CLAIM)["Location"] == CLAIM
    assert not User.objects.exclude(merged_into=None).exists()


def merge(person, into):
    merging.merge(person, into, by=into, now=clock.now())


def test_of_two_cards_the_one_that_stays_is_that_of_the_record_that_stays(hoa, lan, card):
    twin = make_person("Trần Thị Hoa")
    other = cards.issue(twin, card_id=uuid7(), by=lan, now=clock.now())
    merge(twin, hoa)
    assert cards.check(card.code, card.pin, now=clock.now()).person == hoa
    assert cards.check(other.code, other.pin, now=clock.now()).person is None
    assert hoa.cards.count() == 2


def test_the_card_of_the_former_record_opens_the_one_that_stays(hoa, lan):
    twin = make_person("Trần Thị Hoa")
    card = cards.issue(twin, card_id=uuid7(), by=lan, now=clock.now())
    merge(twin, hoa)
    assert cards.check(card.code, card.pin, now=clock.now()).person == hoa


def test_consents_and_the_records_before_go_along(hoa, bich):
    twin, first = make_person("Trần Thị Hoa"), make_person("Tran Thi Hoa")
    for person, purpose in ((hoa, "learning"), (twin, "learning"), (twin, "photo")):
        consents.give(person, purpose, wording="Đồng ý", channel="screen", by=None, now=clock.now())
    merge(first, twin)
    merge(twin, hoa)
    open_ones = hoa.consents.filter(withdrawn_at=None).values_list("purpose", flat=True)
    assert sorted(open_ones) == ["learning", "photo"]
    first.refresh_from_db()
    hoa.refresh_from_db()
    assert first.merged_into == hoa
    assert hoa.former_ids == [twin.public_id, first.public_id]


def test_whoever_still_sits_in_the_former_record_is_signed_out(client, hoa):
    twin = make_person("Trần Thị Hoa")
    client.force_login(twin)
    merge(twin, hoa)
    assert client.get("/toi/").status_code == 302
