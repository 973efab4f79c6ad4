"""Another phone takes the place of an old one, which sends what it holds and begins nothing."""

from datetime import timedelta

import pytest

from lms.audit.models import AuditEvent
from lms.common import clock, phones
from lms.common.ids import uuid7
from lms.notifications.models import Notice
from lms.sync.models import Device
from lms.sync.services import team_phones
from lms.users.services import grants
from teams.models import FieldSubmission
from teams.services import membership
from tests.people import make_person, sign_in
from tests.sync import test_handover_sessions as carried
from tests.teams.conftest import *  # noqa: F403  the team and its people
from tests.teams.conftest import long_ago
from tests.teams.phones import TEAMS, FieldPhone, log
from tests.teams.test_field_faults import merged

__all__ = ["merged"]

A_PHONE = "01932c07-4ef0-7b11-8d2a-2b5d8f6c1a02"
ANDROID = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 Chrome/131 Mobile"


@pytest.fixture(autouse=True)
def nothing_remembered():
    team_phones._lately.clear()


@pytest.fixture
def phone(lan, team):
    """Lan's phone, which has asked for the team's lists."""
    return phone_of(lan, team)


def phone_of(person, team):
    found = FieldPhone(person)
    found.id = uuid7()
    found.cookies[phones.COOKIE] = str(found.id)
    found.ask(f"{TEAMS}/{team.code}", **{"User-Agent": ANDROID})
    return found


@pytest.fixture
def member(team, hoa):
    membership.join(team, hoa, on=long_ago(), by=None)
    return hoa


def page_of(client, team):
    return client.get(f"/to/{team.code}/doi-may/")


def stop(client, team, phone):
    return client.post(f"/to/{team.code}/doi-may/{phone.id}/", follow=True)


def use_again(client, team, phone):
    return client.post(f"/to/{team.code}/doi-may/{phone.id}/dung-lai/", follow=True)


def mark_of(phone):
    return phone.cookies[phones.COOKIE].value.partition(".")[2]


def from_phone(team, phone, **more):
    return log(team, around={"device": str(phone.id)}, **more)


def test_a_phone_that_asks_for_the_lists_is_shown_to_its_owner(client, lan, team, phone):
    client.force_login(lan)
    page = page_of(client, team)
    assert "Máy Android" in page.text
    assert "Ngừng máy này" in page.text


def test_a_team_that_logs_with_no_phone_is_told_so(client, lan, team):
    client.force_login(lan)
    assert "Chưa có máy nào" in page_of(client, team).text


def test_a_stopped_phone_gets_no_lists_and_sends_what_it_holds(client, lan, team, phone):
    client.force_login(lan)
    asked = client.get(f"/to/{team.code}/doi-may/{phone.id}/")
    assert "Ngừng máy này?" in asked.text
    assert Device.objects.get(pk=phone.id).revoked_at is None
    assert "chỉ gửi buổi đang giữ" in stop(client, team, phone).text
    answer = phone.ask(f"{TEAMS}/{team.code}")
    assert (answer.status_code, answer.json()["code"]) == (404, "old_phone")
    assert mark_of(phone) == phones.TOLD
    [told] = phone.outcomes(from_phone(team, phone))
    assert told["status"] == "created"
    assert "old_phone" in FieldSubmission.objects.get().flags
    event = AuditEvent.objects.get(action="device.revoked")
    assert (event.actor_id, event.detail["team"]) == (lan.pk, str(team.pk))


def test_what_came_before_it_was_stopped_is_not_marked(client, lan, team, phone):
    sent = from_phone(team, phone)
    phone.tell(sent)
    client.force_login(lan)
    stop(client, team, phone)
    [again] = phone.outcomes(sent)
    assert again["status"] == "duplicate"
    assert FieldSubmission.objects.get().flags == []


def test_the_same_day_it_is_taken_back(client, lan, team, phone):
    client.force_login(lan)
    stop(client, team, phone)
    phone.ask(f"{TEAMS}/{team.code}")
    assert "ghi buổi mới được rồi" in use_again(client, team, phone).text
    assert phone.ask(f"{TEAMS}/{team.code}").status_code == 200
    assert AuditEvent.objects.filter(action="device.restored").count() == 1
    use_again(client, team, phone)
    assert AuditEvent.objects.filter(action="device.restored").count() == 1


def test_a_day_later_only_the_commune_takes_it_back(client, lan, team, phone, reviewer):
    client.force_login(lan)
    stop(client, team, phone)
    Device.objects.update(revoked_at=clock.now() - timedelta(days=1, hours=1))
    assert "Nhờ cán bộ xã" in use_again(client, team, phone).text
    assert Device.objects.get().revoked_at is not None
    sign_in(client, reviewer)
    use_again(client, team, phone)
    assert Device.objects.get().revoked_at is None


def test_the_commune_stops_a_lost_phone_and_its_owner_is_told(client, lan, team, phone, reviewer):
    sign_in(client, reviewer)
    stop(client, team, phone)
    assert Device.objects.get(pk=phone.id).revoked_at
    notice = Notice.objects.get(person=lan)
    assert "ngừng" in notice.title
    # An inbox keeps no name of whoever may be erased.
    assert notice.body.startswith("Cán bộ xã đã ngừng")
    assert str(reviewer) not in notice.body
    assert notice.url == f"/to/{team.code}/doi-may/"


def test_stopped_twice_is_stopped_once(client, lan, team, phone):
    client.force_login(lan)
    stop(client, team, phone)
    assert "đã ngừng từ trước" in stop(client, team, phone).text
    assert AuditEvent.objects.filter(action="device.revoked").count() == 1


def test_a_member_sees_and_stops_only_her_own(client, lan, team, phone, member):
    client.force_login(member)
    assert "Máy Android" not in page_of(client, team).text
    assert stop(client, team, phone).status_code == 404
    assert Device.objects.get(pk=phone.id).revoked_at is None


def test_somebody_else_and_nobody_get_no_page(client, team, phone, minh):
    assert page_of(client, team).status_code == 302
    client.force_login(minh)
    assert page_of(client, team).status_code == 403
    assert stop(client, team, phone).status_code == 403


def test_what_the_owner_said_without_a_line_is_done_with_the_first_sending(lan, team, phone):
    phone.cookies[phones.COOKIE] = f"{phone.id}.{phones.WISH}"
    assert phone.ask(f"{TEAMS}/{team.code}").status_code == 404
    assert Device.objects.get(pk=phone.id).revoked_at is None
    [told] = phone.outcomes(from_phone(team, phone))
    assert told["status"] == "created"
    # It was in the phone when its owner said so.
    assert FieldSubmission.objects.get().flags == []
    assert Device.objects.get(pk=phone.id).revoked_at
    assert mark_of(phone) == phones.TOLD


def test_a_file_from_a_stopped_phone_is_taken_and_marked(client, lan, team, phone, member):
    client.force_login(lan)
    stop(client, team, phone)
    client.force_login(member)
    carried.bring(client, team, carried.file_of(lan, from_phone(team, phone)))
    assert "old_phone" in FieldSubmission.objects.get().flags


def test_the_plain_form_begins_nothing_on_an_old_phone(client, lan, team, phone):
    client.force_login(lan)
    client.cookies[phones.COOKIE] = f"{phone.id}.{phones.TOLD}"
    form = client.get(f"/to/{team.code}/buoi/moi/")
    assert form.status_code == 403
    assert "Máy này là máy cũ" in form.text
    assert "Ghi buổi hướng dẫn" not in client.get(f"/to/{team.code}/").text


@pytest.mark.parametrize("cookie", ["", "x", "x" * 4000, ".old", f"{A_PHONE}.evil"])
def test_an_odd_cookie_is_no_phone_or_one_in_use(lan, team, cookie):
    phone = FieldPhone(lan)
    phone.cookies[phones.COOKIE] = cookie
    assert phone.ask(f"{TEAMS}/{team.code}").status_code == 200


def test_the_page_asks_no_more_for_more_phones(client, lan, team, django_assert_max_num_queries):
    client.force_login(lan)

    def cost():
        with django_assert_max_num_queries(60) as asked:
            page_of(client, team)
        return len(asked)

    team_phones.note([uuid7()], user=lan, label="Máy Android")
    before = cost()
    team_phones.note([uuid7() for _ in range(6)], user=lan, label="Máy Android")
    assert cost() <= before


def test_nor_for_more_old_phones_where_the_commune_was_merged(
    client, merged, lan, team, django_assert_max_num_queries
):
    person = make_person("Mai Văn Mới", email="moi@demo.test", password="mat-khau-cua-moi")
    grants.grant(person, "commune_reviewer", unit=merged, by=None)
    sign_in(client, person)

    def cost():
        with django_assert_max_num_queries(90) as asked:
            page_of(client, team)
        return len(asked)

    team_phones.note([uuid7()], user=lan, label="Máy Android")
    Device.objects.update(revoked_at=clock.now() - timedelta(days=2))
    before = cost()
    team_phones.note([uuid7() for _ in range(6)], user=lan, label="Máy Android")
    Device.objects.update(revoked_at=clock.now() - timedelta(days=2))
    assert cost() <= before
