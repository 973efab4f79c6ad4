"""A commune tells its leaders something at once, seen before it goes, taken back when it must."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.jobs.models import Job
from lms.notifications import inbox
from lms.notifications.models import Notice
from teams.models import Broadcast
from teams.services import broadcasting, membership, reminding, reviewing, terms
from tests.people import sign_in
from tests.teams.conftest import long_ago, send

pytestmark = pytest.mark.own_rows

SAID = {"audience": "leaders", "title": "Họp tổ", "body": "8 giờ thứ Bảy ở nhà văn hóa xã."}


@pytest.fixture
def page(y_yen):
    return f"/xa/{y_yen.code}/nhan-to/"


@pytest.fixture
def wide(team, hoa):
    """A team with a leader and a member."""
    membership.join(team, hoa, on=long_ago(), by=None)
    return team


def announce(unit, by, **changes):
    said = {"title": "Họp tổ", "body": "8 giờ", "whom": "leaders", "broadcast_id": uuid7()}
    return broadcasting.announce(unit, by=by, now=clock.now(), **{**said, **changes})


def test_it_is_previewed_with_how_many_get_it_and_sent_once(
    client, wide, other_team, lan, hoa, minh, manager, page, y_yen
):
    sign_in(client, manager)
    assert "Chưa nhắn tin nào" in client.get(page).text
    sent = {**SAID, "broadcast_id": str(uuid7())}
    preview = client.post(page, sent).text
    assert "8 giờ thứ Bảy ở nhà văn hóa xã." in preview
    assert "1 người nhận" in preview
    assert not Broadcast.objects.exists()
    assert "Họp tổ" in client.post(page, {**sent, "chinh-sua": "1"}).text
    for _ in range(2):
        told = client.post(page, {**sent, "gui": "1"}, follow=True).text
        assert "Tin sẽ gửi sau 5 phút" in told
    found = Broadcast.objects.get()
    assert Job.objects.filter(kind=broadcasting.SEND).get().due_at == found.due_at
    assert not Notice.objects.exists()
    assert broadcasting.send(str(found.pk), now=clock.now())
    assert not broadcasting.send(str(found.pk), now=clock.now())
    assert [row.person for row in Notice.objects.all()] == [lan]
    told = client.get(f"{page}{found.pk}/").text
    assert "chưa đọc" in told
    inbox.read(lan, now=clock.now())
    assert "1 trong 1" in client.get(f"{page}{found.pk}/").text
    assert "1 trong 1 người đã đọc" in client.get(page).text


def test_the_job_sends_it_when_its_minutes_are_over(wide, lan, hoa, manager, y_yen, run_jobs):
    found = announce(y_yen, manager, whom="members")
    run_jobs()
    assert not Notice.objects.exists()
    Job.objects.filter(kind=broadcasting.SEND).update(due_at=clock.now() - timedelta(seconds=1))
    run_jobs()
    found.refresh_from_db()
    assert (found.state, found.people_count) == ("sent", 2)
    assert {row.person for row in Notice.objects.filter(key=found.key)} == {lan, hoa}


def test_taken_back_in_time_nobody_gets_it(client, wide, manager, page, y_yen, run_jobs):
    found = announce(y_yen, manager)
    sign_in(client, manager)
    told = client.post(f"{page}{found.pk}/rut/", follow=True).text
    assert "Đã rút lại tin này" in told
    Job.objects.filter(kind=broadcasting.SEND).update(due_at=clock.now() - timedelta(seconds=1))
    run_jobs()
    assert not Notice.objects.exists()
    found.refresh_from_db()
    assert found.state == "withdrawn"


def test_taken_back_later_it_leaves_every_inbox(wide, manager, y_yen):
    found = announce(y_yen, manager, whom="members")
    broadcasting.send(str(found.pk), now=clock.now())
    assert broadcasting.withdraw(found, by=manager, now=clock.now())
    assert not broadcasting.withdraw(found, by=manager, now=clock.now())
    assert not Notice.objects.exists()
    actions = AuditEvent.objects.filter(action__startswith="broadcast.").order_by("pk")
    assert [*actions.values_list("action", flat=True)] == [
        "broadcast.written",
        "broadcast.sent",
        "broadcast.withdrawn",
    ]


def test_where_nobody_would_get_it_nothing_is_sent(client, manager, page):
    sign_in(client, manager)
    told = client.post(page, {**SAID, "gui": "1"}).text
    assert "Chưa có ai để nhận" in told
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"body": ""}, {"audience": "x"}, {"body": "x" * 501}]
)
def test_what_is_missing_is_asked_for(client, wide, manager, page, wrong):
    sign_in(client, manager)
    assert client.post(page, {**SAID, **wrong, "gui": "1"}).status_code == 422
    assert not Broadcast.objects.exists()


def test_only_who_manages_the_teams_speaks_to_them(
    client, wide, lan, reviewer, other_reviewer, manager, page, y_yen
):
    found = announce(y_yen, manager)
    for person in (lan, reviewer, other_reviewer):
        with pytest.raises(broadcasting.NotYours):
            announce(y_yen, person)
        with pytest.raises(broadcasting.NotYours):
            broadcasting.withdraw(found, by=person, now=clock.now())
        sign_in(client, person)
        assert client.post(page, {**SAID, "gui": "1"}).status_code == 403


def test_the_list_asks_no_more_for_more(
    client, wide, manager, page, y_yen, django_assert_max_num_queries
):
    sign_in(client, manager)
    announce(y_yen, manager)
    with django_assert_max_num_queries(30) as few:
        client.get(page)
    for _ in range(4):
        announce(y_yen, manager)
    with django_assert_max_num_queries(len(few)):
        client.get(page)


def test_the_database_holds_that_what_was_sent_was_sent_at_a_time(wide, manager, y_yen):
    announce(y_yen, manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Broadcast.objects.update(state="sent")


def test_reviewers_are_reminded_of_what_waits_longer_than_three_days(
    team, lan, reviewer, other_reviewer, django_assert_num_queries
):
    session = send(lan, team).session
    late = clock.now() + timedelta(days=4)
    assert reminding.remind_reviewers(now=clock.now()) == 0
    assert reminding.remind_reviewers(now=late) == 1
    notice = Notice.objects.get()
    assert (notice.person, notice.title) == (reviewer, "1 buổi chờ xem quá 3 ngày")
    assert notice.url.endswith("/duyet/")
    reminding.remind_reviewers(now=late)
    assert Notice.objects.count() == 1
    reminding.remind_reviewers(now=late + timedelta(days=3))
    assert Notice.objects.count() == 2
    Notice.objects.all().delete()
    reviewing.verify(session, by=reviewer, now=clock.now())
    Notice.objects.all().delete()
    assert reminding.remind_reviewers(now=late) == 0


def test_messages_to_leaders_are_for_teams_at_work(team, manager, y_yen, lan):
    today = clock.today()
    assert list(broadcasting.audience(y_yen, "leaders", on=today)) == [lan]
    ended = today - timedelta(days=1)
    terms.set_term(team, first=team.valid_from, last=ended, by=manager, now=clock.now())
    assert not broadcasting.audience(y_yen, "leaders", on=today)
