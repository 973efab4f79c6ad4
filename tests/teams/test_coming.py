"""Tôi sẽ đến: without an account, counted once, taken back on the same phone."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from lms.common import clock
from lms.users.services import merging, personal
from teams.models import Coming, PlannedSession
from teams.services import coming, planning
from teams.services.coming import Who
from tests.people import make_person, sign_in
from tests.teams import planned as plans


@pytest.fixture
def planned(lan, team):
    return plans.plan(team, lan)


def tap(client, planned, **fields):
    return client.post(f"/lich/buoi/{planned.pk}/den/", {"people": "1", "name": "", **fields})


def expected():
    return PlannedSession.objects.with_expected().get().expected


def test_a_resident_sees_sessions_near_her_without_signing_in(client, planned, y_yen):
    page = client.get(f"/lich/?xa={y_yen.code}").text
    assert "Dùng VNeID" in page
    assert f"/lich/buoi/{planned.pk}/" in page
    assert "Dùng VNeID" not in client.get("/lich/?xa=14215").text


def test_whoever_is_known_sees_her_own_commune_at_once(client, planned, hoa, village):
    hoa.home_unit = village
    hoa.save()
    sign_in(client, hoa)
    assert "Dùng VNeID" in client.get("/lich/").text


def test_a_phone_without_an_account_says_it_comes_and_takes_it_back(client, planned):
    tap(client, planned, people="3", name="bác Hoa")
    page = client.get(f"/lich/buoi/{planned.pk}/").text
    assert "Mình đã báo 3 người đến" in page
    assert expected() == 3
    client.post(f"/lich/buoi/{planned.pk}/thoi/")
    assert expected() == 0
    assert "Mình đã báo" not in client.get(f"/lich/buoi/{planned.pk}/").text


def test_tapping_twice_counts_once_and_the_later_number_stands(client, planned):
    tap(client, planned, people="3")
    tap(client, planned, people="2")
    assert Coming.objects.count() == 1
    assert expected() == 2


def test_another_phone_cannot_take_it_back(client, planned):
    tap(client, planned, people="3")
    Client().post(f"/lich/buoi/{planned.pk}/thoi/")
    forged = Client()
    forged.cookies["lich"] = "x' OR 1=1"
    forged.post(f"/lich/buoi/{planned.pk}/thoi/")
    assert expected() == 3


def test_signing_in_later_does_not_count_twice(client, planned, hoa):
    tap(client, planned, people="2")
    sign_in(client, hoa)
    tap(client, planned, people="2")
    assert expected() == 2
    assert Coming.objects.get().person == hoa


def test_a_person_on_two_phones_counts_once(planned, hoa):
    for _phone in range(2):
        client = Client()
        sign_in(client, hoa)
        tap(client, planned)
    assert expected() == 1


def test_the_cookie_holds_no_more_than_a_key_and_the_row_no_key(client, planned):
    answer = tap(client, planned)
    cookie = answer.cookies["lich"]
    assert cookie["httponly"]
    assert cookie["path"] == "/lich/"
    assert cookie.value not in Coming.objects.get().phone_mark


def test_looking_leaves_nothing_on_the_phone(client, planned, y_yen):
    for address in (f"/lich/?xa={y_yen.code}", "/lich/hen/cua-toi/"):
        assert "lich" not in client.get(address).cookies


def test_nobody_comes_to_what_is_over_or_called_off(client, planned, lan):
    with time_machine.travel(planned.starts + timedelta(hours=2)):
        tap(client, planned)
    planning.cancel(planned, reason="Mất điện", by=lan, now=clock.now())
    tap(client, planned)
    assert expected() == 0


def test_a_wrong_number_of_people_is_told(client, planned):
    for odd in ("0", "99", "x", ""):
        assert tap(client, planned, people=odd).status_code == 422
    assert tap(client, planned, name="a" * 41).status_code == 422
    assert expected() == 0


def test_one_phone_does_not_fill_the_province(lan, team, planned):
    who = Who(None, "c" * 64)
    for number in range(coming.MOST_OPEN):
        on = clock.today() + timedelta(days=4 + number)
        coming.come(plans.plan(team, lan, on=on), who, people=1, now=clock.now())
    with pytest.raises(coming.TooMany):
        coming.come(planned, who, people=1, now=clock.now())


def test_a_machine_that_taps_all_day_is_stopped(client, planned, monkeypatch):
    monkeypatch.setattr("teams.views.nearby.TAPS", 2)
    for _ in range(2):
        assert tap(client, planned).status_code == 302
    assert tap(client, planned).status_code == 429


def test_the_team_sees_who_comes_and_a_stranger_does_not(client, planned, lan, team, hoa):
    tap(client, planned, name="bác Tư")
    sign_in(client, lan)
    assert "bác Tư" in client.get(f"/to/{team.code}/lich/{planned.pk}/").text
    assert "bác Tư" not in Client().get(f"/lich/buoi/{planned.pk}/").text


def test_weeks_later_nobody_knows_who_came_and_the_number_stays(client, planned, hoa):
    tap(client, planned, people="2", name="bác Tư")
    coming.come(planned, Who(hoa), people=1, now=clock.now())
    assert coming.forget_old(now=clock.now()) == 0
    assert coming.forget_old(now=planned.starts + timedelta(days=40)) == 2
    assert expected() == 3
    assert not Coming.objects.exclude(person=None, name="", phone_mark="").exists()


def test_merged_people_come_once(planned, hoa, lan):
    twin = make_person("Trần Thị Hoa")
    for person in (hoa, twin):
        coming.come(planned, Who(person), people=1, now=clock.now())
    merging.merge(twin, hoa, by=lan, now=clock.now())
    assert expected() == 1


def test_erasing_keeps_the_number(planned, hoa):
    coming.come(planned, Who(hoa), people=2, now=clock.now())
    assert personal.export(hoa)["parts"]["plans"]["content"]["comings"]
    personal.erase(hoa, by=hoa, now=clock.now())
    assert expected() == 2
    assert Coming.objects.get().person is None


def test_the_database_counts_a_person_once(planned, hoa):
    coming.come(planned, Who(hoa), people=1, now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Coming.objects.create(plan=planned, person=hoa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Coming.objects.create(plan=planned, people_count=0)
    Coming.objects.create(plan=planned, phone_mark="d" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Coming.objects.create(plan=planned, phone_mark="d" * 64)
