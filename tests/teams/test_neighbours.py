"""Nhờ giúp: who is rung, in which order, and only those who agreed."""

from datetime import timedelta

import pytest

from lms.common import clock
from lms.users.services import consents
from teams.services import membership, neighbours
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago

WHOM = "/api/v1/learning/neighbour"


def agree(person):
    consents.give(
        person,
        neighbours.CALLS,
        wording=str(neighbours.CALLS_WORDING),
        channel="screen",
        by=None,
        now=clock.now(),
    )
    return person


def member(team, name, number, role="member"):
    person = make_person(name, contact_phone=number)
    membership.join(team, person, role=role, on=long_ago(), by=None)
    return person


def names(unit):
    return [one.full_name for one in neighbours.of_unit(unit.pk, on=clock.today())]


@pytest.fixture
def lan(lan):
    lan.contact_phone = "+84912000002"
    lan.save()
    return lan


@pytest.fixture
def commune_team(y_yen):
    team = membership.open_team("Tổ công nghệ số xã Ý Yên", unit=y_yen, by=None, on=long_ago())
    agree(member(team, "Vũ Văn Tổng", "+84912000031", "leader"))
    return team


def test_first_the_neighbour_then_the_leader_then_the_commune(
    team, lan, village, commune_team, django_assert_num_queries
):
    agree(lan)
    agree(member(team, "Đỗ Thị Nga", "+84912000032"))
    with django_assert_num_queries(1):
        found = names(village)
    assert found == ["Đỗ Thị Nga", lan.full_name, "Vũ Văn Tổng"]


def test_nobody_is_named_who_has_not_agreed_or_takes_it_back(team, lan, village):
    assert names(village) == []
    agree(lan)
    assert names(village) == [lan.full_name]
    consents.withdraw(lan, neighbours.CALLS, by=lan, now=clock.now())
    assert names(village) == []


def test_who_left_the_team_is_not_rung(team, village, lan):
    nga = agree(member(team, "Đỗ Thị Nga", "+84912000032"))
    place = team.memberships.get(person=nga)
    membership.leave(place, on=clock.today() - timedelta(days=1), by=lan, now=clock.now())
    assert names(village) == []


def test_a_sister_commune_stays_out(team, other_team, minh, village):
    agree(minh)
    assert names(village) == []


def test_the_page_names_them_and_rings(client, team, lan, village):
    agree(lan)
    page = client.get(f"/nho-giup/{team.code}/")
    assert lan.full_name in page.text
    assert 'href="tel:+84912000002"' in page.text
    assert "no-store" in page["Cache-Control"]


def test_without_anybody_it_says_where_else_to_ask(client, team):
    assert "bộ phận một cửa" in client.get(f"/nho-giup/{team.code}/").text


def test_one_finds_the_village_by_its_commune(client, team, lan, y_yen, hai_hau):
    agree(lan)
    page = client.get("/nho-giup/", {"xa": y_yen.code})
    assert f"/nho-giup/{team.code}/" in page.text
    assert "chưa có ai nhận cuộc gọi" in client.get("/nho-giup/", {"xa": hai_hau.code}).text
    assert client.get("/nho-giup/", {"xa": "khong-co"}).status_code == 200


def test_somebody_known_comes_straight_to_her_own(client, team, lan, village):
    agree(lan)
    hoa = make_person("Trần Thị Hoa", home_unit=village)
    sign_in(client, hoa)
    assert lan.full_name in client.get("/nho-giup/").text
    assert "Xã, phường đang ở" in client.get("/nho-giup/?xa=").text


def test_a_phone_hears_whom_to_ring_but_never_oneself(client, team, lan, village):
    agree(lan)
    hoa = make_person("Trần Thị Hoa", home_unit=village)
    assert client.get(WHOM).json()["neighbour"] is None
    sign_in(client, hoa)
    answer = client.get(WHOM).json()["neighbour"]
    assert answer == {"name": lan.spoken_name, "number": "+84912000002"}
    lan.home_unit = village
    lan.save()
    client.logout()
    sign_in(client, lan)
    assert client.get(WHOM).json()["neighbour"] is None


def test_a_member_agrees_on_the_team_page_and_takes_it_back(client, team, lan, village):
    sign_in(client, lan)
    assert "Đồng ý nhận cuộc gọi" in client.get(f"/to/{team.code}/").text
    client.post(f"/to/{team.code}/nhan-goi/")
    assert names(village) == [lan.full_name]
    assert lan.consents.get(purpose=neighbours.CALLS).wording == str(neighbours.CALLS_WORDING)
    client.post(f"/to/{team.code}/nhan-goi/", {"thoi": ""})
    assert names(village) == []


def test_without_a_number_nobody_can_be_rung_and_it_says_so(client, team, lan):
    lan.contact_phone = ""
    lan.save()
    sign_in(client, lan)
    page = client.post(f"/to/{team.code}/nhan-goi/", follow=True)
    assert "chưa có số điện thoại" in page.text
    assert not consents.has(lan, neighbours.CALLS)
