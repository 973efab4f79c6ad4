"""A stopped phone is taken back by whoever stopped it, and says when it is empty."""

from datetime import timedelta

import pytest

from lms.audit.models import AuditEvent
from lms.common import clock, phones
from lms.sync.models import Device
from lms.sync.services import devices
from teams.models import TeamMembership
from teams.services import membership
from tests.people import sign_in
from tests.sync.test_team_phones import (
    from_phone,
    mark_of,
    member,
    nothing_remembered,
    page_of,
    phone,
    phone_of,
    stop,
    use_again,
)
from tests.teams.conftest import *  # noqa: F403  the team and its people

__all__ = ["member", "nothing_remembered", "phone"]

WISHED = ".old"


def wish(phone):
    phone.cookies[phones.COOKIE] = f"{phone.id}{WISHED}"


def is_stopped(phone):
    return Device.objects.get(pk=phone.id).revoked_at is not None


@pytest.fixture
def hers(member, team):
    """The phone of a member who does not lead the team."""
    return phone_of(member, team)


def test_whose_phone_somebody_else_stopped_cannot_take_it_back(client, lan, team, hers, member):
    client.force_login(lan)
    stop(client, team, hers)
    client.force_login(member)
    page = page_of(client, team).text
    assert "Dùng lại máy này" not in page
    assert "nhờ người đã ngừng máy" in page
    assert "do người khác ngừng" in use_again(client, team, hers).text
    assert is_stopped(hers)


def test_who_stopped_it_takes_it_back_the_same_day_and_the_commune_any_day(
    client, lan, team, hers, reviewer
):
    client.force_login(lan)
    stop(client, team, hers)
    use_again(client, team, hers)
    assert not is_stopped(hers)
    stop(client, team, hers)
    Device.objects.update(revoked_at=clock.now() - timedelta(days=2))
    use_again(client, team, hers)
    assert is_stopped(hers)
    sign_in(client, reviewer)
    use_again(client, team, hers)
    assert not is_stopped(hers)


def test_a_deputy_does_not_undo_what_the_leader_stopped(client, lan, team, phone, member):
    TeamMembership.objects.filter(person=member).update(role="deputy")
    client.force_login(lan)
    stop(client, team, phone)
    client.force_login(member)
    assert "Dùng lại máy này" not in page_of(client, team).text
    use_again(client, team, phone)
    assert is_stopped(phone)


def test_a_lost_phone_of_the_leader_herself_does_not_take_itself_back(client, lan, team, phone):
    client.force_login(lan)
    stop(client, team, phone)
    client.cookies[phones.COOKIE] = str(phone.id)
    page = page_of(client, team).text
    assert "Dùng lại máy này" not in page
    assert "mở trang này ở máy khác" in page
    assert "ngừng từ máy khác" in use_again(client, team, phone).text
    assert is_stopped(phone)
    del client.cookies[phones.COOKIE]
    use_again(client, team, phone)
    assert not is_stopped(phone)


def test_what_was_stopped_on_the_phone_itself_is_taken_back_on_it(client, lan, team, phone):
    client.force_login(lan)
    client.cookies[phones.COOKIE] = str(phone.id)
    stop(client, team, phone)
    assert is_stopped(phone)
    assert mark_of(client) == phones.TOLD
    assert "ghi buổi mới được rồi" in use_again(client, team, phone).text
    assert not is_stopped(phone)
    assert mark_of(client) == ""


def test_a_wish_said_on_the_phone_is_taken_back_by_its_owner(client, lan, team, phone):
    wish(phone)
    phone.tell(from_phone(team, phone))
    assert Device.objects.get().revoked_by == lan
    client.force_login(lan)
    client.cookies[phones.COOKIE] = f"{phone.id}.{mark_of(phone)}"
    use_again(client, team, phone)
    assert not is_stopped(phone)


def test_who_stopped_it_is_forgotten_with_the_person_and_follows_a_merged_one(
    client, lan, team, hers, hoa, minh
):
    client.force_login(lan)
    stop(client, team, hers)
    devices.hand_over(lan, minh)
    assert Device.objects.get().revoked_by == minh
    devices.forget_person(minh)
    assert Device.objects.get().revoked_by is None


def test_a_wish_about_the_phone_of_somebody_else_stops_nothing(lan, team, phone, hers):
    hers.cookies[phones.COOKIE] = f"{phone.id}{WISHED}"
    # It even sends a log in the name of that phone.
    hers.tell(from_phone(team, phone))
    assert not is_stopped(phone)
    assert not AuditEvent.objects.filter(action="device.revoked").exists()
    assert mark_of(hers) == phones.WISH


def test_a_wish_of_somebody_who_has_left_stops_nothing_and_is_kept(lan, team, hers, member):
    wish(hers)
    place = team.memberships.get(person=member)
    yesterday = clock.today() - timedelta(days=1)
    membership.leave(place, on=yesterday, by=lan, now=clock.now())
    hers.tell(from_phone(team, hers))
    assert not is_stopped(hers)
    assert mark_of(hers) == phones.WISH


def test_a_wish_about_a_phone_the_leader_stopped_changes_nothing(client, lan, team, hers, member):
    client.force_login(lan)
    stop(client, team, hers)
    wish(hers)
    hers.tell()
    assert Device.objects.get(pk=hers.id).revoked_by == lan
    assert mark_of(hers) == phones.TOLD


def test_a_phone_with_nothing_to_send_says_so_once_it_is_old(client, lan, team, hers):
    client.force_login(lan)
    stop(client, team, hers)
    assert "Chưa báo" in page_of(client, team).text
    hers.tell(unsent=2)
    assert "Còn 2 buổi chưa gửi" in page_of(client, team).text
    hers.tell(unsent=0)
    assert "Không còn gì chưa gửi" in page_of(client, team).text
    assert mark_of(hers) == phones.TOLD


def test_the_wish_comes_with_a_count_though_nothing_is_sent(client, lan, team, phone):
    wish(phone)
    assert phone.tell(unsent=0).status_code == 200
    client.force_login(lan)
    assert "Không còn gì chưa gửi" in page_of(client, team).text
    assert mark_of(phone) == phones.TOLD


def test_what_it_said_is_forgotten_when_it_is_used_again(client, lan, team, hers):
    client.force_login(lan)
    stop(client, team, hers)
    hers.tell(unsent=0)
    use_again(client, team, hers)
    stop(client, team, hers)
    assert "Chưa báo" in page_of(client, team).text


def test_a_phone_in_use_and_the_phone_of_somebody_else_say_nothing(client, lan, team, phone, hers):
    phone.tell(unsent=3)
    client.force_login(lan)
    stop(client, team, hers)
    phone.cookies[phones.COOKIE] = f"{hers.id}.{phones.TOLD}"
    phone.tell(unsent=0)
    assert not Device.objects.exclude(unsent_at=None).exists()


@pytest.mark.parametrize("count", [-1, "x", 10**12, [1]])
def test_an_odd_count_is_a_wrong_shape(phone, count):
    assert phone.tell(unsent=count).status_code == 400


def test_a_phone_named_by_nobody_says_nothing(hers):
    del hers.cookies[phones.COOKIE]
    assert hers.tell(unsent=0).status_code == 200
    assert not Device.objects.exclude(unsent_at=None).exists()
