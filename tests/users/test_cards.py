"""Learning cards: one a person, the PIN only as a hash, every wrong try answered alike."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import ALPHABET, uuid7
from lms.notifications.models import Message
from lms.users.models import LearningCard, RoleGrant, User
from lms.users.services import cards, grants, people, pins
from tests.factories import make_province
from tests.users.conftest import NUMBER, last_code, wrong

UNKNOWN = "0123456789AB"


def issue(person, by, **more):
    given = {"card_id": uuid7(), "by": by, "now": clock.now()} | more
    return cards.issue(person, **given)


def check(code, pin, now=None):
    return cards.check(code, pin, now=now or clock.now())


@pytest.fixture
def card(hoa, lan):
    return issue(hoa, lan)


def test_a_card_lets_its_person_in(card, hoa):
    assert check(card.code, card.pin).person == hoa


def test_code_and_pin_are_on_paper_only(card):
    assert len(ALPHABET) ** len(card.code) >= 2**60
    kept = " ".join(map(str, LearningCard.objects.values_list().get()))
    assert card.code not in kept
    assert card.pin not in kept


def test_pins_are_none_anybody_tries_first():
    for _ in range(300):
        pin = pins.draw()
        assert len(pin) == 6
        assert pin not in {"123456", "654321", "111111", "121212"}


def test_a_new_card_stops_the_old_one_and_says_so_to_a_proved_number(card, hoa, lan):
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    new = issue(hoa, lan)
    assert check(card.code, card.pin).person is None
    assert check(new.code, new.pin).person == hoa
    assert Message.objects.get(kind="card_issued").address == NUMBER
    assert AuditEvent.objects.filter(action="card.issued", actor_id=lan.pk).count() == 2
    assert AuditEvent.objects.filter(action="card.stopped").count() == 1


def test_the_same_form_twice_makes_one_card(card, hoa, lan):
    with pytest.raises(cards.AlreadyIssued):
        issue(hoa, lan, card_id=card.card.pk)
    assert check(card.code, card.pin).person == hoa


def test_one_open_card_a_person_whoever_writes(card, hoa):
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningCard.objects.create(person=hoa, code_hash="x")


def test_whoever_has_a_role_or_a_password_gets_no_card(hoa, lan, minh):
    grants.grant(hoa, RoleGrant.Role.TRAINER, unit=make_province(), by=None)
    for person in (hoa, minh):
        with pytest.raises(cards.NotForCard):
            issue(person, lan)


def test_a_card_opens_no_role_that_came_later(card, hoa):
    grants.grant(hoa, RoleGrant.Role.PROVINCE_ADMIN, unit=make_province(), by=None)
    assert check(card.code, card.pin).person is None


def test_stopping_ends_every_sign_in(card, hoa, lan, client):
    client.force_login(hoa)
    assert client.get("/toi/").status_code == 200
    assert cards.stop(hoa, by=lan, now=clock.now())
    assert not cards.stop(hoa, by=lan, now=clock.now())
    assert client.get("/toi/").status_code == 302


def answers(code, pin, *, tries, now):
    return [check(code, pin, now + timedelta(minutes=number)) for number in range(tries)]


def test_unknown_stopped_and_good_cards_are_refused_alike(card, hoa, lan, minh):
    stopped, now = card, clock.now()
    good = issue(hoa, lan)
    bad = wrong(good.pin)
    told = [answers(code, bad, tries=40, now=now) for code in (UNKNOWN, stopped.code, good.code)]
    assert told[0] == told[1] == told[2]
    assert [one.tries_left for one in told[0][:6]] == [4, 3, 2, 1, 0, 0]


def test_five_wrong_pins_let_the_card_rest_and_five_more_for_longer(card, hoa):
    now = clock.now()
    for _ in range(5):
        last = check(card.code, wrong(card.pin), now)
    assert last.rest == timedelta(minutes=15)
    assert check(card.code, card.pin, now + timedelta(minutes=14)).person is None
    now += timedelta(minutes=15)
    for _ in range(5):
        last = check(card.code, wrong(card.pin), now)
    assert last.rest == timedelta(minutes=30)
    assert check(card.code, card.pin, now + timedelta(minutes=30)).person == hoa
    assert check(card.code, wrong(card.pin), now + timedelta(minutes=31)).tries_left == 4


def test_the_fifth_try_may_be_the_right_one(card, hoa):
    for _ in range(4):
        check(card.code, wrong(card.pin))
    assert check(card.code, card.pin).person == hoa


def test_a_rest_never_grows_beyond_a_day(card):
    assert pins.tried_so_often(5 * 1000).rest == timedelta(days=1)


def test_a_changed_secret_key_leaves_the_cards_good(card, hoa, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-this-installation-made-today"
    assert check(card.code, card.pin).person == hoa


def test_another_pin_for_the_same_card_ends_the_old_one_and_every_sign_in(card, hoa, lan, client):
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    client.force_login(hoa)
    for _ in range(5):
        cards.check(card.code, wrong(card.pin), now=clock.now())
    pin = cards.renew_pin(hoa, by=lan, now=clock.now())
    assert pin != card.pin
    assert client.get("/toi/").status_code == 302
    assert cards.check(card.code, card.pin, now=clock.now()).person is None
    assert cards.check(card.code, pin, now=clock.now()).person == hoa
    assert "mã PIN mới" in Message.objects.latest("created_at").body
    assert AuditEvent.objects.filter(action="card.pin_renewed").count() == 1


def test_no_other_pin_without_a_card_or_for_somebody_with_a_role(card, hoa, lan, minh):
    with pytest.raises(cards.NotForCard):
        cards.renew_pin(minh, by=lan, now=clock.now())
    grants.grant(hoa, RoleGrant.Role.CERTIFICATE_OFFICER, scope=("authority", "1"), by=None)
    with pytest.raises(cards.NotForCard):
        cards.renew_pin(User.objects.get(pk=hoa.pk), by=lan, now=clock.now())


def test_she_chooses_another_pin_herself_after_a_code(client, card, hoa):
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    client.force_login(hoa)
    page = "/toi/du-lieu/the/ma-pin/"
    assert client.get(page)["Location"].startswith("/dang-nhap/dung-nguoi/")
    client.post("/dang-nhap/dung-nguoi/", {"number": NUMBER, "next": page})
    client.post("/dang-nhap/dung-nguoi/ma/", {"code": last_code()})
    assert "dễ đoán" in client.post(page, {"pin": "123456", "again": "123456"}).text
    assert client.post(page, {"pin": "482913", "again": "482913"})["Location"] == "/toi/du-lieu/"
    assert client.get("/toi/du-lieu/").status_code == 200
    assert cards.check(card.code, "482913", now=clock.now()).person == hoa
