"""What was typed survives a session that ended meanwhile."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from lms.common import clock, lost_forms
from lms.users.models import Session
from tests.people import sign_in

pytestmark = pytest.mark.django_db

WORK = "/toi/du-lieu/ten/"


@pytest.fixture(autouse=True)
def _nobody_counted_before():
    cache.clear()


def post(client, address=WORK, **fields):
    return client.post(address, {"full_name": 'Trần Thị <b>"Hoa"', **fields})


def test_a_form_sent_signed_out_comes_back_after_signing_in(client, hoa):
    away = post(client)
    assert away["Location"] == "/dang-nhap/?next=/gui-lai/"
    sign_in(client, hoa)
    page = client.get("/gui-lai/")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="Trần Thị &lt;b&gt;&quot;Hoa&quot;"' in text
    assert f'action="{WORK}"' in text
    assert 'name="csrfmiddlewaretoken"' in text
    assert "no-store" in page["Cache-Control"]


def test_who_would_send_it_and_where_to_is_said_first(client, hoa, lan):
    post(client)
    sign_in(client, lan)
    page = client.get("/gui-lai/").text
    assert "đang đăng nhập là <b>Nguyễn Thị Lan</b>" in page
    assert f">{WORK}</b>" in page


def test_whoever_takes_the_place_of_another_finds_nothing(client, hoa, lan):
    post(client)
    sign_in(client, hoa)
    sign_in(client, lan)
    assert client.get("/gui-lai/")["Location"] == "/toi/"


def test_nothing_is_sent_by_itself(client, hoa):
    post(client, full_name="Trần Thị Hạnh")
    sign_in(client, hoa)
    client.get("/gui-lai/")
    hoa.refresh_from_db()
    assert hoa.full_name == "Trần Thị Hoa"


def test_another_browser_sees_nothing_of_it(client, hoa):
    post(client)
    other = Client()
    sign_in(other, hoa)
    assert other.get("/gui-lai/")["Location"] == "/toi/"


def test_a_browser_keeps_the_last_form_alone(client, hoa):
    post(client, full_name="Trần Thị Hạnh")
    first = client.session[lost_forms.KEPT_IN]
    post(client, full_name="Trần Thị Huệ")
    assert client.session[lost_forms.KEPT_IN] == first
    sign_in(client, hoa)
    assert "Trần Thị Huệ" in client.get("/gui-lai/").text


def test_a_flood_of_strangers_leaves_no_rows_but_is_answered(client, hoa, monkeypatch):
    monkeypatch.setattr(lost_forms, "MOST_BROWSERS", 2)
    strangers = [client, *(Client() for _ in range(4))]
    with time_machine.travel(clock.now(), tick=False):
        away = [post(stranger)["Location"] for stranger in strangers]
        assert away == ["/dang-nhap/?next=/gui-lai/"] * 2 + ["/dang-nhap/"] * 3
        assert Session.objects.count() == 2
        assert post(Client(REMOTE_ADDR="10.9.8.7"))["Location"] == "/dang-nhap/?next=/gui-lai/"
        assert post(client)["Location"] == "/dang-nhap/?next=/gui-lai/"


def test_after_signing_out_it_is_gone(client, hoa):
    post(client)
    sign_in(client, hoa)
    client.post("/dang-xuat/")
    sign_in(client, hoa)
    assert client.get("/gui-lai/").status_code == 302


def test_a_secret_is_not_put_aside(client):
    away = client.post(WORK, {"full_name": "Hoa", "password": "mat-khau"})
    assert away["Location"] == "/dang-nhap/"


def test_a_form_too_large_is_not_put_aside(client):
    assert post(client, full_name="a" * 100_001)["Location"] == "/dang-nhap/"


def test_a_form_without_a_token_is_not_put_aside(hoa):
    strict = Client(enforce_csrf_checks=True)
    assert post(strict).status_code == 403
    sign_in(strict, hoa)
    assert strict.get("/gui-lai/").status_code == 302
