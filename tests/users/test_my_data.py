"""Dữ liệu của tôi: see, change, take away, erase."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.notifications.models import Message
from lms.users.models import LoginPhone, User
from lms.users.services import consents, people
from tests.users.conftest import NUMBER, SHOWN, last_code, wrong

pytestmark = pytest.mark.django_db

OTHER = "+84987654321"


PAGES = [
    "/toi/du-lieu/",
    "/toi/du-lieu/ten/",
    "/toi/du-lieu/so/",
    "/toi/du-lieu/xoa/",
    "/toi/du-lieu/xoa/xac-nhan/",
]
LOOKED_AT = {*PAGES, "/toi/du-lieu/so/ma/", "/toi/du-lieu/so/1/bo/"}
WRITES = [
    "/toi/du-lieu/ten/",
    "/toi/du-lieu/tai-ve/",
    "/toi/du-lieu/dong-y/learning/rut/",
    "/toi/du-lieu/may-khac/",
    "/toi/du-lieu/so/",
    "/toi/du-lieu/so/ma/",
    "/toi/du-lieu/so/ma/lai/",
    "/toi/du-lieu/so/1/bo/",
    "/toi/du-lieu/xoa/xac-nhan/",
]


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_open_to_the_person_and_never_stored(client, hoa_at_home, page):
    answer = client.get(page)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_closed_to_strangers(client, page):
    assert client.get(page)["Location"].startswith("/dang-nhap/")


@pytest.mark.parametrize("page", WRITES)
def test_writes_are_closed_to_strangers(client, page, hoa_with_phone):
    before = User.objects.values().get()
    assert client.post(page, {"full_name": "Ai Đó", "understands": "on"}).status_code == 302
    assert User.objects.values().get() == before
    assert LoginPhone.objects.count() == 1


@pytest.mark.parametrize("page", [page for page in WRITES if page not in LOOKED_AT])
def test_looking_writes_nothing(client, hoa_at_home, page):
    assert client.get(page).status_code == 405


@pytest.mark.parametrize("page", WRITES)
def test_writes_want_the_token_of_the_form(hoa_with_phone, page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(hoa_with_phone)
    assert client.post(page).status_code == 403


def test_the_page_says_what_is_kept(client, hoa_at_home):
    page = client.get("/toi/du-lieu/").content.decode()
    for kept in ("Trần Thị Hoa", "1958", SHOWN):
        assert kept in page


def test_a_person_sees_only_the_own_data(client, hoa_at_home, minh):
    people.attach_phone(minh, OTHER, verified_at=clock.now(), by=None)
    page = client.get("/toi/du-lieu/").content.decode()
    assert "Đỗ Văn Minh" not in page
    assert "0987 654 321" not in page


def test_the_page_costs_the_same_queries_for_much_and_for_little(
    client, hoa_at_home, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as little:
        client.get("/toi/du-lieu/")
    for place in range(15):
        people.attach_phone(hoa_at_home, f"+8491200{place:04}", verified_at=None, by=None)
        consents.give(
            hoa_at_home, f"viec-{place}", wording="…", channel="screen", by=None, now=clock.now()
        )
    with CaptureQueriesContext(connection) as much:
        client.get("/toi/du-lieu/")
    assert len(much) == len(little)


def test_the_download_holds_everything_and_is_written_down(client, hoa_at_home):
    answer = client.post("/toi/du-lieu/tai-ve/")
    assert answer["Content-Disposition"] == 'attachment; filename="du-lieu-cua-toi.json"'
    content = json.loads(answer.content)
    assert content["parts"]["person"]["content"]["full_name"] == "Trần Thị Hoa"
    assert content["parts"]["phones"]["content"][0]["number"] == NUMBER
    assert AuditEvent.objects.filter(action="person.exported", actor=hoa_at_home).exists()


def test_name_and_form_of_address_are_changed(client, hoa_at_home, communes):
    form = {"full_name": "Trần Thị Hoa Mai", "form_of_address": "co", "home_unit": communes[1].code}
    # The new commune has villages, so the page asks once more.
    assert client.post("/toi/du-lieu/ten/", form)["Location"] == "/toi/du-lieu/ten/"
    hoa_at_home.refresh_from_db()
    assert hoa_at_home.greeting_name == "cô Mai"
    assert hoa_at_home.name_fold == "tran thi hoa mai"
    assert hoa_at_home.home_unit == communes[1]


def test_the_birth_year_is_written_corrected_and_left_out_again(client, hoa_at_home):
    for typed, kept in (("1956", 1956), ("", None)):
        form = {"full_name": "Trần Thị Hoa", "birth_year": typed}
        assert client.post("/toi/du-lieu/ten/", form).status_code == 302
        hoa_at_home.refresh_from_db()
        assert hoa_at_home.birth_year == kept
        assert (f"Năm sinh: {kept}" in client.get("/toi/du-lieu/").text) == bool(kept)


@pytest.mark.parametrize("typed", ["58", "1850", "2300", "mot chin", "1958.5", "9" * 40])
def test_a_year_nobody_was_born_in_is_refused(client, hoa_at_home, typed):
    page = client.post("/toi/du-lieu/ten/", {"full_name": "Hoa", "birth_year": typed})
    assert "ví dụ 1965" in page.text
    hoa_at_home.refresh_from_db()
    assert hoa_at_home.birth_year == 1958


def test_a_village_is_chosen_once_the_commune_is_known(client, hoa_at_home, communes):
    User.objects.filter(pk=hoa_at_home.pk).update(home_unit=communes[1])
    assert "Thôn Trung" in client.get("/toi/du-lieu/ten/").text
    form = {"full_name": "Trần Thị Hoa", "home_unit": communes[1].code, "village": communes[2].pk}
    assert client.post("/toi/du-lieu/ten/", form)["Location"] == "/toi/du-lieu/"
    hoa_at_home.refresh_from_db()
    assert hoa_at_home.home_unit == communes[2]
    client.post("/toi/du-lieu/ten/", {**form, "village": ""})
    hoa_at_home.refresh_from_db()
    assert hoa_at_home.home_unit == communes[1]


def test_a_village_is_kept_while_its_commune_stays_chosen(client, hoa_at_home, communes):
    User.objects.filter(pk=hoa_at_home.pk).update(home_unit=communes[2])
    form = {"full_name": "Trần Thị Hoa", "home_unit": communes[1].code}
    client.post("/toi/du-lieu/ten/", form)
    hoa_at_home.refresh_from_db()
    assert hoa_at_home.home_unit == communes[2]


def test_only_a_commune_of_today_can_be_chosen(client, hoa_at_home, communes):
    for other in (communes[0].code, communes[2].code, communes[1].pk, "khong-co"):
        answer = client.post("/toi/du-lieu/ten/", {"full_name": "Hoa", "home_unit": other})
        assert answer.status_code == 200


def test_a_name_that_is_none_is_refused(client, hoa_at_home):
    answer = client.post("/toi/du-lieu/ten/", {"full_name": "<b>Hoa</b>"})
    assert answer.status_code == 200
    hoa_at_home.refresh_from_db()
    assert hoa_at_home.full_name == "Trần Thị Hoa"


@pytest.mark.parametrize("page", ["/toi/du-lieu/so/", "/toi/du-lieu/xoa/xac-nhan/"])
def test_what_cannot_be_undone_asks_again_who_is_there(client, hoa_at_home, page):
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=False):
        away = client.get(page)["Location"]
        assert away == f"/dang-nhap/dung-nguoi/?next={page}"
        assert SHOWN in client.get(away).content.decode()
        answer = client.post(away, {"next": page, "number": NUMBER})
        assert answer["Location"] == "/dang-nhap/dung-nguoi/ma/"
        client.post("/dang-nhap/dung-nguoi/ma/", {"code": wrong(last_code())})
        assert client.get(page).status_code == 302
        answer = client.post("/dang-nhap/dung-nguoi/ma/", {"code": last_code()})
        assert answer["Location"] == page
        assert client.get(page).status_code == 200


def test_a_proof_is_never_sent_to_a_number_of_somebody_else(client, hoa_at_home):
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=False):
        client.post("/dang-nhap/dung-nguoi/", {"number": OTHER})
    assert not Message.objects.filter(address=OTHER).exists()


def test_a_number_is_added_by_a_code(client, hoa_at_home):
    answer = client.post("/toi/du-lieu/so/", {"number": "0987 654 321"})
    assert answer["Location"] == "/toi/du-lieu/so/ma/"
    client.post("/toi/du-lieu/so/ma/", {"code": wrong(last_code(OTHER))})
    assert hoa_at_home.login_phones.count() == 1
    client.post("/toi/du-lieu/so/ma/", {"code": last_code(OTHER)})
    assert hoa_at_home.login_phones.get(number=OTHER).verified_at


def test_a_number_is_removed_and_other_devices_are_out(client, hoa_at_home):
    other = Client()
    other.force_login(hoa_at_home)
    phone = people.attach_phone(hoa_at_home, OTHER, verified_at=clock.now(), by=None)
    page = f"/toi/du-lieu/so/{phone.pk}/bo/"
    assert client.get(page).status_code == 200
    assert client.post(page)["Location"] == "/toi/du-lieu/"
    assert hoa_at_home.login_phones.count() == 1
    assert client.get("/toi/du-lieu/").status_code == 200
    assert other.get("/toi/du-lieu/").status_code == 302


def test_the_last_number_stays(client, hoa_at_home):
    phone = hoa_at_home.login_phones.get()
    answer = client.post(f"/toi/du-lieu/so/{phone.pk}/bo/")
    assert "số cuối cùng" in answer.content.decode()
    assert hoa_at_home.login_phones.exists()


def test_with_a_password_the_last_number_may_go(bich):
    people.attach_phone(bich, OTHER, verified_at=clock.now(), by=None)
    assert people.detach_phone(bich, OTHER, by=bich)
    assert not people.detach_phone(bich, OTHER, by=bich)


def test_nobody_removes_a_number_of_somebody_else(client, hoa_at_home, minh):
    phone = people.attach_phone(minh, OTHER, verified_at=clock.now(), by=None)
    assert client.post(f"/toi/du-lieu/so/{phone.pk}/bo/").status_code == 404
    assert minh.login_phones.exists()


def test_one_signs_out_everywhere_else(client, hoa_at_home):
    other = Client()
    other.force_login(hoa_at_home)
    client.post("/toi/du-lieu/may-khac/")
    assert client.get("/toi/du-lieu/").status_code == 200
    assert other.get("/toi/du-lieu/").status_code == 302


def test_a_consent_is_taken_back(client, hoa_at_home):
    consents.give(
        hoa_at_home, "wall", wording="Cho đăng ảnh", channel="screen", by=None, now=clock.now()
    )
    assert "Cho đăng ảnh" in client.get("/toi/du-lieu/").content.decode()
    client.post("/toi/du-lieu/dong-y/wall/rut/")
    assert not consents.has(hoa_at_home, "wall")
    assert AuditEvent.objects.filter(action="consent.withdrawn").exists()


def test_taking_back_the_first_consent_leads_to_erasing(client, hoa_at_home):
    answer = client.post("/toi/du-lieu/dong-y/learning/rut/")
    assert answer["Location"] == "/toi/du-lieu/xoa/"


def test_a_consent_is_open_once_and_may_be_given_again(hoa):
    now = clock.now()
    first = consents.give(hoa, "wall", wording="…", channel="paper", by=None, now=now)
    assert consents.give(hoa, "wall", wording="…", channel="paper", by=None, now=now) == first
    assert consents.withdraw(hoa, "wall", by=hoa, now=now)
    assert not consents.withdraw(hoa, "wall", by=hoa, now=now)
    assert consents.give(hoa, "wall", wording="…", channel="paper", by=None, now=now) != first
