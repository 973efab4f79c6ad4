"""A team's calendar: planned, changed, called off, joined to the log, fetched by calendars."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertRedirects

from lms.common import clock
from lms.common.templatetags import vietnam
from lms.notifications.models import Notice
from teams.models import PlannedSession
from teams.services import coming, membership, planning
from teams.services.coming import Who
from tests.people import make_person, sign_in
from tests.teams import planned as plans
from tests.teams.conftest import long_ago, send


def test_the_leader_puts_a_session_into_the_calendar(client, lan, team):
    sign_in(client, lan)
    answer = client.post(f"/to/{team.code}/lich/moi/", plans.fields())
    assertRedirects(answer, f"/to/{team.code}/lich/")
    page = client.get(f"/to/{team.code}/lich/").text
    assert "Nhà văn hóa thôn" in page
    assert "Chưa ai báo đến" in page


def test_the_name_of_a_day_is_no_number_beside_its_date():
    days = [date(2026, 11, 30) + timedelta(days=gone) for gone in range(7)]
    said = [vietnam.weekday(day) for day in days]
    assert (said[0], said[2], said[6]) == ("Thứ Hai", "Thứ Tư", "Chủ nhật")
    assert len(set(said)) == 7


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": "01/01/2020"}, "Ngày này đã qua"),
        ({"on": "01/01/2999"}, "Xa quá"),
        ({"on": "hôm nào"}, "Ghi ngày như"),
        ({"at": "25:99"}, "Ghi giờ như"),
        ({"topic": "khong-co"}, "không còn trong danh sách"),
        ({"kind": "home_visit"}, "trong danh sách"),
        ({"venue": ""}, "còn trống"),
    ],
)
def test_a_wrong_plan_comes_back_with_what_to_do(client, lan, team, changes, words):
    sign_in(client, lan)
    answer = client.post(f"/to/{team.code}/lich/moi/", plans.fields(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert not PlannedSession.objects.exists()


def test_two_sessions_at_one_time_are_refused(client, lan, team):
    plans.plan(team, lan)
    sign_in(client, lan)
    answer = client.post(f"/to/{team.code}/lich/moi/", plans.fields())
    assert answer.status_code == 422
    assert "Giờ này tổ đã có một buổi khác" in answer.text


def test_a_member_reads_the_calendar_and_does_not_write_it(client, lan, team, hoa):
    membership.join(team, hoa, on=long_ago(), by=None)
    sign_in(client, hoa)
    assert client.get(f"/to/{team.code}/lich/").status_code == 200
    assert client.post(f"/to/{team.code}/lich/moi/", plans.fields()).status_code == 403


def test_called_off_with_a_reason_told_to_who_comes_and_taken_up_again(client, lan, team, hoa):
    planned = plans.plan(team, lan)
    coming.come(planned, Who(hoa), people=1, now=clock.now())
    sign_in(client, lan)
    at = f"/to/{team.code}/lich/{planned.pk}/"
    assert client.post(f"{at}hoan/", {"reason": ""}).status_code == 422
    client.post(f"{at}hoan/", {"reason": "Mất điện"})
    assert "Mất điện" in client.get(f"/lich/buoi/{planned.pk}/").text
    assert "Mất điện" in Notice.objects.get(person=hoa).body
    client.post(f"{at}mo-lai/")
    planned.refresh_from_db()
    assert planned.cancelled_at is None
    assert planned.sequence == 2


def test_a_change_of_the_day_is_told_to_who_comes(client, lan, team, hoa):
    planned = plans.plan(team, lan)
    coming.come(planned, Who(hoa), people=1, now=clock.now())
    sign_in(client, lan)
    at = f"/to/{team.code}/lich/{planned.pk}/sua/"
    client.post(at, plans.fields(at="20:00"))
    assert "20:00" in Notice.objects.get(person=hoa).body


def test_a_session_logged_that_day_on_that_topic_is_the_planned_one(client, lan, team):
    planned = plans.plan(team, lan, on=clock.today())
    rows = PlannedSession.objects.with_logged()
    assert not rows.get().is_logged
    send(lan, team, topics=["dich-vu-cong"])
    assert not rows.get().is_logged
    send(lan, team, topics=["vneid"])
    assert rows.get().is_logged
    sign_in(client, lan)
    assert "Đã ghi buổi này" in client.get(f"/to/{team.code}/lich/{planned.pk}/").text


def test_the_plain_form_starts_from_the_plan(client, lan, team):
    planned = plans.plan(team, lan, on=clock.today(), venue="Đình làng Trung Tiến")
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/buoi/moi/?lich={planned.pk}")
    assert "Đình làng Trung Tiến" in page.text
    assert page.context["form"].initial["topics"] == [planned.topic]
    for odd in ("khong-co", "", "0" * 500):
        assert client.get(f"/to/{team.code}/buoi/moi/?lich={odd}").status_code == 200


def test_what_was_planned_and_never_logged_is_shown(client, lan, team):
    plans.plan(team, lan, on=clock.today() - timedelta(days=2), venue="Chợ Đình")
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/lich/").text
    assert "Đã qua mà chưa ghi" in page
    assert "Chợ Đình" in page


def test_the_leaders_home_shows_who_is_expected(client, lan, team, hoa):
    planned = plans.plan(team, lan)
    coming.come(planned, Who(hoa), people=4, now=clock.now())
    sign_in(client, lan)
    assert "4 người sẽ đến" in client.get(f"/to/{team.code}/").text


def test_pages_do_not_cost_more_with_more_rows(client, lan, team, hoa, y_yen):
    sign_in(client, lan)
    addresses = (
        f"/to/{team.code}/",
        f"/to/{team.code}/lich/",
        f"/to/{team.code}/hen/",
        f"/lich/?xa={y_yen.code}",
        f"/lich/xa/{y_yen.code}.ics",
        f"/lich/to/{team.code}.ics",
    )

    def costs():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    for number in range(2):
        one = plans.plan(team, lan, on=clock.today() + timedelta(days=1 + number))
        coming.come(one, Who(hoa), people=1, now=clock.now())
        plans.ask(team.unit, number=f"+8491200000{number}", mark=f"{number}" * 64)
    costs()
    before = costs()
    for number in range(2, 8):
        one = plans.plan(team, lan, on=clock.today() + timedelta(days=1 + number))
        coming.come(one, Who(hoa), people=1, now=clock.now())
        plans.ask(team.unit, number=f"+8491200000{number}", mark=f"{number}" * 64)
    assert costs() == before


def test_calendars_fetch_a_team_and_a_commune(client, lan, team, other_team, minh, y_yen):
    planned = plans.plan(team, lan)
    plans.plan(other_team, minh, venue="Nơi xa")
    planning.cancel(planned, reason="Mất điện", by=lan, now=clock.now())
    for address in (f"/lich/to/{team.code}.ics", f"/lich/xa/{y_yen.code}.ics"):
        answer = client.get(address)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.text.count("BEGIN:VEVENT") == 1
        assert "STATUS:CANCELLED" in answer.text
        assert "Nơi xa" not in answer.text
        assert not answer.cookies
    assert "BEGIN:VEVENT" in client.get(f"/lich/buoi/{planned.pk}.ics").text


def test_no_calendar_names_who_comes(client, lan, team, y_yen):
    planned = plans.plan(team, lan)
    coming.come(planned, Who(None, "b" * 64), people=1, name="bác Hoa", now=clock.now())
    assert "Hoa" not in client.get(f"/lich/xa/{y_yen.code}.ics").text


@pytest.mark.parametrize(
    "changes",
    [
        {"cancelled_at": clock.now()},
        {"type": "home_visit"},
    ],
)
def test_the_database_refuses_what_a_plan_cannot_be(lan, team, changes):
    planned = plans.plan(team, lan)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedSession.objects.filter(pk=planned.pk).update(**changes)


def test_two_plans_at_one_time_are_refused_by_the_database(lan, team):
    plans.plan(team, lan)
    with pytest.raises(planning.TakenTime):
        plans.plan(team, make_person("Ai đó"))
