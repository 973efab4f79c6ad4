"""Staff: e-mail and password, then a second factor; limits that lock nobody out for others."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.notifications.models import Message
from lms.users import sealing
from lms.users.models import RoleGrant, User
from lms.users.services import factors, grants
from tests.people import sign_in
from tests.users.conftest import factor_code, signed_in_as

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-cua-bich"


@pytest.fixture
def officer(bich):
    grants.grant(bich, RoleGrant.Role.CERTIFICATE_OFFICER, scope=("authority", "1"), by=None)
    return bich


def enter(client, email="bich@demo.test", password=PASSWORD, **more):
    return client.post("/dang-nhap/can-bo/", {"login": email, "password": password, **more})


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
        answers.append((answer.status_code, _no_token(page)))
    assert answers[0] == answers[1]
    assert "chưa đúng" in answers[0][1]


def _no_token(page):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


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


# The second factor


def test_who_issues_sets_a_second_factor_up_before_anything_else(client, officer):
    enter(client)
    answer = client.get("/quan-tri/")
    assert answer["Location"] == "/dang-nhap/hai-lop/?next=/quan-tri/"
    assert client.get(answer["Location"])["Location"] == "/toi/hai-lop/bat/"
    page = client.get("/toi/hai-lop/bat/").content.decode()
    assert "data:image/svg+xml;base64," in page
    assert "Nhập khóa bằng tay" in page


def _set_up(client):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    client.get("/toi/hai-lop/bat/")
    secret = client.session["mfa.totp.secret"]
    counter = int(clock.now().timestamp()) // 30
    return client.post(
        "/toi/hai-lop/bat/", {"code": format_hotp_value(hotp_value(secret, counter))}
    )


def test_after_setting_up_come_recovery_codes_and_the_way_on(client, officer):
    enter(client)
    client.get("/dang-nhap/hai-lop/?next=/quan-tri/")
    assert _set_up(client)["Location"] == "/toi/hai-lop/du-phong/"
    page = client.get("/toi/hai-lop/du-phong/").content.decode()
    assert page.count('<code class="num">') == 10
    assert 'href="/quan-tri/"' in page
    assert client.get("/quan-tri/").headers.get("Location", "") != "/dang-nhap/hai-lop/"


def test_a_wrong_code_sets_nothing_up(client, officer):
    enter(client)
    client.get("/toi/hai-lop/bat/")
    assert client.post("/toi/hai-lop/bat/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_setting_up_asks_again_for_the_password_after_a_while(client, officer):
    enter(client)
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=False):
        answer = client.get("/toi/hai-lop/bat/")
    assert answer["Location"] == "/dang-nhap/dung-nguoi/?next=/toi/hai-lop/bat/"


def test_with_a_second_factor_the_password_alone_signs_nobody_in(client, officer, with_factor):
    with_factor(officer)
    assert enter(client)["Location"] == "/dang-nhap/hai-lop/ma/"
    assert signed_in_as(client) is None
    assert client.get("/dang-nhap/hai-lop/ma/").status_code == 200
    answer = client.post("/dang-nhap/hai-lop/ma/", {"code": factor_code(officer)})
    assert answer["Location"] == "/toi/"
    assert signed_in_as(client) == str(officer.pk)
    assert client.get("/quan-tri/").headers.get("Location", "") != "/dang-nhap/hai-lop/"


def test_the_way_in_by_phone_asks_for_the_second_factor_too(client, officer, with_factor):
    from lms.users.services import people
    from tests.users.conftest import NUMBER, ask, last_code, type_in

    with_factor(officer)
    people.attach_phone(officer, NUMBER, verified_at=clock.now(), by=None)
    ask(client)
    type_in(client, last_code())
    answer = client.post("/dang-nhap/ai/", {"person": officer.public_id})
    assert answer["Location"] == "/dang-nhap/hai-lop/ma/"
    assert signed_in_as(client) is None


def test_a_code_of_the_app_is_good_once(officer, with_factor):
    with_factor(officer)
    first, second = Client(), Client()
    code = factor_code(officer)
    for client in (first, second):
        enter(client)
        client.post("/dang-nhap/hai-lop/ma/", {"code": code})
    assert signed_in_as(first)
    assert signed_in_as(second) is None


def test_a_code_of_the_app_is_not_good_again_within_its_tolerance(officer, with_factor):
    with_factor(officer)
    start = clock.now()
    with time_machine.travel(start, tick=False):
        code = factor_code(officer)
        first = Client()
        enter(first)
        first.post("/dang-nhap/hai-lop/ma/", {"code": code})
        assert signed_in_as(first)
    with time_machine.travel(start + timedelta(seconds=31), tick=False):
        second = Client()
        enter(second)
        second.post("/dang-nhap/hai-lop/ma/", {"code": code})
        assert signed_in_as(second) is None


def test_five_wrong_codes_of_the_app_close_the_door(client, officer, with_factor):
    with_factor(officer)
    enter(client)
    for _ in range(5):
        client.post("/dang-nhap/hai-lop/ma/", {"code": "000000"})
    client.post("/dang-nhap/hai-lop/ma/", {"code": factor_code(officer)})
    assert signed_in_as(client) is None


def test_a_recovery_code_opens_once(officer):
    client = Client()
    enter(client)
    _set_up(client)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes(
        Authenticator.objects.get(user=officer, type="recovery_codes")
    ).get_unused_codes()[0]
    first, second = Client(), Client()
    for other in (first, second):
        enter(other)
        other.post("/dang-nhap/hai-lop/ma/", {"code": code})
    assert signed_in_as(first)
    assert signed_in_as(second) is None


def test_a_session_from_before_the_factor_is_asked_for_it(client, officer, with_factor):
    client.force_login(officer)
    with_factor(officer)
    assert client.get("/dang-nhap/hai-lop/?next=/quan-tri/")["Location"] == (
        "/dang-nhap/hai-lop/lai/?next=%2Fquan-tri%2F"
    )
    answer = client.post("/dang-nhap/hai-lop/lai/?next=/quan-tri/", {"code": factor_code(officer)})
    assert answer["Location"] == "/quan-tri/"


def test_the_key_of_the_app_is_not_readable_in_the_database(officer, settings):
    client = Client()
    enter(client)
    client.get("/toi/hai-lop/bat/")
    secret = client.session["mfa.totp.secret"]
    _set_up(client)
    kept = Authenticator.objects.get(user=officer, type="totp").data["secret"]
    assert secret not in kept
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-tomorrow"
    assert sealing.unseal(kept)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(kept)


def test_moving_to_another_phone_asks_for_the_new_one_at_once(client, officer, with_factor):
    with_factor(officer)
    enter(client)
    client.post("/dang-nhap/hai-lop/ma/", {"code": factor_code(officer)})
    assert client.post("/toi/hai-lop/doi-may/")["Location"] == "/toi/hai-lop/bat/"
    assert not Authenticator.objects.exists()
    assert client.get("/quan-tri/")["Location"] == "/dang-nhap/hai-lop/?next=/quan-tri/"


def test_a_lost_phone_is_reset_and_everything_ends(client, officer, with_factor):
    with_factor(officer)
    enter(client)
    client.post("/dang-nhap/hai-lop/ma/", {"code": factor_code(officer)})
    assert factors.reset(officer, by=None)
    assert signed_in_as(client)
    assert client.get("/toi/du-lieu/").status_code == 302
    assert not factors.reset(officer, by=None)


# The editors' area


def test_the_editors_own_sign_in_pages_lead_to_ours(client):
    from django.urls import reverse

    assert reverse("wagtailadmin_home") == "/quan-tri/"
    for page in ("/quan-tri/login/", "/quan-tri/password_reset/"):
        assert client.get(page)["Location"] == "/dang-nhap/can-bo/"
        assert client.post(page)["Location"] == "/dang-nhap/can-bo/"


@pytest.mark.parametrize("page", ["", "pages/", "users/", "images/", "jsi18n/", "khong-co/"])
def test_strangers_reach_nothing_of_the_editors_area(client, page):
    assert client.get(f"/quan-tri/{page}")["Location"] == (
        f"/dang-nhap/can-bo/?next=/quan-tri/{page}"
    )


def test_a_resident_does_not_reach_the_editors_area(client, hoa):
    client.force_login(hoa)
    assert client.get("/quan-tri/").status_code == 403
    assert client.get("/quan-tri/pages/").status_code == 403


def test_an_administrator_reaches_the_editors_area_with_a_second_factor(client, db):
    boss = User.objects.create_superuser("son@demo.test", "mat-khau-cua-son")
    sign_in(client, boss)
    assert client.get("/quan-tri/").status_code == 200


def test_the_first_administrator_needs_a_second_factor(client, db):
    boss = User.objects.create_superuser("son@demo.test", "mat-khau-cua-son")
    client.force_login(boss)
    assert client.get("/quan-tri/")["Location"] == "/dang-nhap/hai-lop/?next=/quan-tri/"


# Passwords


def code_in_mail(email="bich@demo.test"):
    import re

    body = Message.objects.filter(channel="mail", address=email).latest("created_at").body
    return re.search(r"[A-Z]{4}-[A-Z]{4}", body)[0]


NEW = "con-meo-tren-mai-nha"


def test_a_forgotten_password_is_set_anew_by_a_code_in_the_mail(client, bich):
    other = Client()
    enter(other)
    answer = client.post("/dang-nhap/quen-mat-khau/", {"email": "bich@demo.test"})
    assert answer["Location"] == "/dang-nhap/quen-mat-khau/ma/"
    answer = client.post("/dang-nhap/quen-mat-khau/ma/", {"code": code_in_mail()})
    assert answer["Location"] == "/dang-nhap/quen-mat-khau/moi/"
    assert client.get("/dang-nhap/quen-mat-khau/moi/").status_code == 200
    answer = client.post("/dang-nhap/quen-mat-khau/moi/", {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/dang-nhap/quen-mat-khau/xong/"
    assert client.get("/dang-nhap/quen-mat-khau/xong/").status_code == 200
    assert signed_in_as(client) is None
    assert other.get("/toi/du-lieu/").status_code == 302
    enter(client, password=NEW)
    assert signed_in_as(client) == str(bich.pk)


def test_a_new_password_does_not_go_round_the_second_factor(client, officer, with_factor):
    with_factor(officer)
    client.post("/dang-nhap/quen-mat-khau/", {"email": "bich@demo.test"})
    client.post("/dang-nhap/quen-mat-khau/ma/", {"code": code_in_mail()})
    client.post("/dang-nhap/quen-mat-khau/moi/", {"password1": NEW, "password2": NEW})
    assert enter(client, password=NEW)["Location"] == "/dang-nhap/hai-lop/ma/"


def test_known_and_unknown_emails_ask_for_a_code_alike(bich):
    answers = []
    for email in ("bich@demo.test", "khong-co@demo.test"):
        client = Client()
        answer = client.post("/dang-nhap/quen-mat-khau/", {"email": email})
        page = client.get(answer["Location"]).content.decode().replace(email, "THƯ")
        wrong = client.post(answer["Location"], {"code": "AAAA-BBBB"}).content.decode()
        answers.append(
            (answer.status_code, _no_token(page), _no_token(wrong.replace(email, "THƯ")))
        )
    assert answers[0] == answers[1]
    assert Message.objects.filter(channel="mail").count() == 1


def test_a_mail_code_is_secret_and_in_no_address(client, bich):
    client.post("/dang-nhap/quen-mat-khau/", {"email": "bich@demo.test"})
    message = Message.objects.get(channel="mail")
    assert message.is_secret
    assert "http" not in message.body
    assert "bich@demo.test" not in message.subject


def test_three_wrong_mail_codes_end_the_attempt(client, bich):
    client.post("/dang-nhap/quen-mat-khau/", {"email": "bich@demo.test"})
    for _ in range(3):
        client.post("/dang-nhap/quen-mat-khau/ma/", {"code": "AAAA-BBBB"})
    assert client.post("/dang-nhap/quen-mat-khau/ma/", {"code": code_in_mail()})["Location"] == (
        "/dang-nhap/can-bo/"
    )


@pytest.mark.parametrize("password", ["ngan", "1234567890", "password123", "bich@demo.test"])
def test_a_weak_password_is_refused_in_words(client, bich, password):
    enter(client)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post("/toi/mat-khau/", form)
    assert answer.status_code == 200
    assert "error-text" in answer.content.decode()
    bich.refresh_from_db()
    assert bich.check_password(PASSWORD)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client, bich):
    other = Client()
    enter(client)
    enter(other)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/toi/mat-khau/", form).status_code == 302
    assert client.get("/toi/du-lieu/").status_code == 200
    assert other.get("/toi/du-lieu/").status_code == 302


def test_changing_the_password_needs_the_old_one(client, bich):
    enter(client)
    form = {"oldpassword": "sai-mat-khau", "password1": NEW, "password2": NEW}
    assert client.post("/toi/mat-khau/", form).status_code == 200
    bich.refresh_from_db()
    assert bich.check_password(PASSWORD)


def test_signing_out_ends_the_session_on_the_server(client, bich):
    enter(client)
    key = client.session.session_key
    assert client.get("/dang-xuat/").status_code == 200
    assert signed_in_as(client)
    assert client.post("/dang-xuat/")["Location"] == "/"
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/toi/du-lieu/").status_code == 302


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
