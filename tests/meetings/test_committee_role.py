"""A steering committee reads what is counted of its place, and nothing about anybody."""

import pytest

from lms.common import clock
from lms.users import policies
from teams.services import reviewing
from tests.people import sign_in
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


def test_the_commune_page_tells_counts_and_opens_no_session(client, kieu, lan, team, reviewer):
    held = send(lan, team, venue="Nhà ông Tám", heads=14).session
    reviewing.verify(held, by=reviewer, now=clock.now())
    sign_in(client, kieu)
    page = client.get("/xa/13741/").text
    assert "14 người đến" in page
    assert "Nhà ông Tám" not in page
    assert str(held.record_id) not in page
    assert client.get(f"/to/{team.code}/").status_code == 403
    assert client.get(f"/to/{team.code}/buoi/{held.record_id}/").status_code == 403


def test_the_reviewer_still_opens_the_session_from_there(client, reviewer, lan, team):
    held = send(lan, team).session
    reviewing.verify(held, by=reviewer, now=clock.now())
    sign_in(client, reviewer)
    assert str(held.record_id) in client.get("/xa/13741/").text


def test_a_member_of_a_communes_committee_reads_that_commune_alone(client, kieu, province):
    sign_in(client, kieu)
    assert client.get("/chi-tieu/xa/13741/").status_code == 200
    assert client.get("/chi-tieu/xa/14215/").status_code == 403
    assert client.get("/so-lieu/").status_code == 403
    assert not policies.steers_province(kieu)


def test_a_member_of_the_provinces_committee_reads_all_communes(client, vinh, communes):
    sign_in(client, vinh)
    for address in ("/chi-tieu/", "/chi-tieu/xa/13741/", "/chi-tieu/xa/14215/", "/so-lieu/"):
        assert client.get(address).status_code == 200, address
    assert client.get("/chi-tieu/giao/").status_code == 403


def test_it_needs_a_second_factor(client, vinh):
    client.force_login(vinh)
    assert client.get("/so-lieu/")["Location"].startswith("/dang-nhap/hai-lop/")
