"""The second factor: set up, asked for, moved, lost; and the editors' area behind it."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from lms.common import clock
from lms.users import sealing
from lms.users.models import User
from lms.users.services import factors
from tests.people import sign_in
from tests.users.conftest import factor_code, signed_in_as
from tests.users.staff import enter

pytestmark = pytest.mark.django_db


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
