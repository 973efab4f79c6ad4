"""Staff: e-mail and password; limits that lock nobody out for others."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.users.models import User
from lms.users.services import grants
from tests.factories import make_province
from tests.people import sign_in
from tests.users.conftest import factor_code, signed_in_as
from tests.users.staff import PASSWORD, enter, no_token

pytestmark = pytest.mark.django_db


def test_staff_sign_in_by_email_and_password(client, bich):
    assert client.get("/dang-nhap/can-bo/").status_code == 200
    assert enter(client)["Location"] == "/toi/"
    assert signed_in_as(client) == str(bich.pk)


def test_letters_of_an_email_may_be_large(client, bich):
    enter(client, "BICH@Demo.Test")
    assert signed_in_as(client) == str(bich.pk)


@pytest.mark.parametrize("elsewhere", ["https://xau.example/", "//xau.example", "/\\xau.example"])
def test_staff_are_not_led_to_another_site(client, bich, elsewhere):
    assert enter(client, next=elsewhere)["Location"] == "/toi/"


def test_known_and_unknown_emails_are_refused_alike(bich):
    answers = []
    for email in ("bich@demo.test", "khong-co@demo.test"):
        answer = enter(Client(), email, "sai-mat-khau-roi")
        page = answer.content.decode().replace(email, "THƯ")
        answers.append((answer.status_code, no_token(page)))
    assert answers[0] == answers[1]
    assert "chưa đúng" in answers[0][1]


def test_a_password_is_checked_once_whether_the_email_is_known_or_not(bich, monkeypatch):
    from django.contrib.auth import hashers

    hashed = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, *details: hashed.append(1) or encode(self, *details),
    )
    counts = []
    for email in ("bich@demo.test", "khong-co@demo.test"):
        hashed.clear()
        enter(Client(), email, "sai-mat-khau-roi")
        counts.append(len(hashed))
    assert counts[0] == counts[1]


def test_five_wrong_passwords_close_the_door_for_five_minutes(client, bich):
    for _ in range(5):
        enter(client, password="sai-mat-khau-roi")
    assert "Đợi 5 phút" in enter(client).content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        cache.clear()
        assert enter(client).status_code == 302


def test_strangers_who_guess_do_not_lock_out_a_computer_that_signed_in_before(client, bich):
    enter(client)
    client.post("/dang-xuat/")
    for _ in range(6):
        enter(Client(), password="sai-mat-khau-roi")
    enter(client)
    assert signed_in_as(client) == str(bich.pk)


def test_sixty_officials_behind_one_address_get_in(db):
    from tests.people import make_person

    for place in range(60):
        make_person("Trần Văn Bình", email=f"can-bo-{place}@demo.test", password=PASSWORD)
        office = Client(REMOTE_ADDR="113.160.1.1")
        enter(office, f"can-bo-{place}@demo.test")
        assert signed_in_as(office)


def test_somebody_put_out_of_use_does_not_get_in(client, bich):
    User.objects.filter(pk=bich.pk).update(is_active=False)
    assert enter(client)["Location"] == "/dang-nhap/tam-khoa/"
    assert client.get("/dang-nhap/tam-khoa/").status_code == 200
    assert signed_in_as(client) is None


def test_the_session_has_a_new_key_after_the_sign_in(client, bich):
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    enter(client)
    assert client.session.session_key != before


def test_a_staff_session_ends_with_the_working_day(client, officer, with_factor):
    with_factor(officer)
    enter(client)
    client.post("/dang-nhap/hai-lop/ma/", {"code": factor_code(officer)})
    assert client.session.get_expiry_age() <= 12 * 60 * 60


def test_signing_out_ends_the_session_on_the_server(client, bich):
    enter(client)
    key = client.session.session_key
    assert client.get("/dang-xuat/").status_code == 200
    assert signed_in_as(client)
    assert client.post("/dang-xuat/")["Location"] == "/"
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/toi/du-lieu/").status_code == 302


@pytest.mark.parametrize("way_out", ["/dang-xuat/", "/quan-tri/logout/"])
def test_every_way_out_tells_the_pages_kept_on_the_pc(client, son, way_out):
    grants.grant(son, "system_admin", unit=make_province(), by=None)
    sign_in(client, son)
    client.get("/dang-xuat/")
    before = client.cookies["csrftoken"].value
    client.post(way_out)
    assert client.cookies["csrftoken"].value != before
    assert not signed_in_as(client)


@pytest.mark.parametrize("page", ["/dang-xuat/", "/dang-nhap/mat-khau-lai/"])
def test_no_form_of_staff_leads_to_another_site(client, bich, page):
    enter(client)
    answer = client.post(f"{page}?next=//xau.example/", {"password": PASSWORD})
    assert answer["Location"] in {"/", "/toi/"}


def test_strangers_are_led_away_from_signing_out(client):
    assert client.get("/dang-xuat/")["Location"] == "/"


def test_sign_ins_and_refusals_are_written_down_without_names(client, bich):
    enter(client, password="sai-mat-khau-roi")
    enter(client)
    events = AuditEvent.objects.filter(action__startswith="sign_in")
    assert {event.action for event in events} == {"sign_in.refused", "sign_in.done"}
    assert "demo.test" not in str([event.detail for event in events])


@pytest.mark.parametrize(
    "page",
    [
        "accounts/login/", "accounts/signup/", "accounts/email/", "signup/", "toi/email/",
        "dang-nhap/dang-ky/", "toi/hai-lop/webauthn/", "dang-nhap/code/",
    ],
)  # fmt: skip
def test_no_other_page_of_allauth_exists(client, page):
    assert client.get(f"/{page}").status_code == 404


PAGES_OF_STAFF = [
    "/toi/hai-lop/",
    "/toi/hai-lop/bat/",
    "/toi/mat-khau/",
    "/dang-nhap/mat-khau-lai/",
    "/toi/du-lieu/",
]


@pytest.mark.parametrize("page", PAGES_OF_STAFF)
def test_every_page_of_staff_speaks_our_language(client, officer, page):
    enter(client)
    answer = client.get(page)
    assert answer.status_code == 200
    text = answer.content.decode()
    for word in ("Password", "Sign", "Email:", "Current", "Authenticator code", "Forgot"):
        assert word not in text.replace("Google Authenticator", "").replace("Microsoft", "")


@pytest.mark.parametrize("page", PAGES_OF_STAFF)
def test_pages_of_staff_are_closed_to_strangers(client, page):
    assert client.get(page).status_code == 302


def test_whoever_asks_too_often_is_told_in_our_words(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/10m/ip"}
    enter(client)
    answer = enter(client)
    assert answer.status_code == 429
    assert "Nhiều lần quá" in answer.content.decode()
