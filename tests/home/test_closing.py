"""The operator closes the product and opens it again while it runs."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lms.home import closing
from lms.home import errors as pages


@pytest.fixture(autouse=True)
def _own_switch(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_closing_needs_no_restart_and_no_database():
    client = Client()
    call_command("maintenance", "on", "--minutes", "25")
    response = client.get("/")
    assert response.status_code == 503
    assert "Khoảng 25 phút nữa" in response.content.decode()
    assert response["Retry-After"] == "1500"
    assert response["Cache-Control"] == "no-store"
    assert client.post("/dang-nhap/", {"number": "0912345678"}).status_code == 503
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_opening_again_is_seen_at_once(client):
    call_command("maintenance", "on")
    assert client.get("/").status_code == 503
    call_command("maintenance", "off")
    assert client.get("/").status_code == 200
    assert not closing.open_again()


def test_a_program_is_told_in_its_own_way():
    call_command("maintenance", "on")
    response = Client().post("/api/v1/learning/events", "{}", content_type="application/json")
    assert response.status_code == 503
    assert response.json()["code"] == "closed"
    assert response["Retry-After"] == "600"


def test_work_that_takes_longer_is_not_promised_for_a_minute_ago():
    closing.close(minutes=-3)
    assert closing.minutes_left() == closing.A_LITTLE_LONGER


@pytest.mark.parametrize("written", [b"", b"2026-11-28T15:00", b"\xff\xfe"])
def test_a_file_made_by_hand_closes_too(tmp_path, written):
    (tmp_path / "closed").write_bytes(written)
    assert Client().get("/").status_code == 503
    assert Client().get("/healthz").status_code == 200


def test_half_deployed_templates_do_not_break_the_page(settings):
    call_command("maintenance", "on")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]
    response = Client().get("/")
    assert (response.status_code, response.content.decode()) == (503, pages.LAST_WORDS)


def test_no_time_at_all_is_refused():
    with pytest.raises(CommandError, match="Số phút"):
        call_command("maintenance", "on", "--minutes", "0")
    assert Client().get("/healthz").status_code == 200
    assert closing.minutes_left() is None
