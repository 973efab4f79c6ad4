"""A commune says when a team works: seen before it is done, undone the same day."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lms.common import clock
from teams.models import PlannedSession, Team, TeamTerm
from teams.services import membership, planning, terms, visits
from tests.people import sign_in
from tests.teams import planned as plans
from tests.teams.conftest import send


def day(days):
    return clock.today() + timedelta(days=days)


def address(team, y_yen, more=""):
    return f"/xa/{y_yen.code}/to/{team.code}/thoi-han/{more}"


def fields(team, last, **more):
    ends = last.strftime("%d/%m/%Y") if last else ""
    return {"first": team.valid_from.strftime("%d/%m/%Y"), "last": ends, **more}


def end(team, by, last):
    return terms.set_term(team, first=team.valid_from, last=last, by=by, now=clock.now())


@pytest.fixture
def promised(team, lan, hoa):
    asked = plans.ask(team.unit, person=hoa)
    visits.promise(asked, lan, on=day(5), at=None, by=lan, now=clock.now())
    return asked


def test_what_comes_after_the_end_is_named_before_anything_is_done(
    client, manager, team, lan, y_yen, promised
):
    plans.plan(team, lan, on=day(3), venue="Sân đình")
    plans.plan(team, lan, on=day(1), venue="Trường làng")
    sign_in(client, manager)
    page = client.post(address(team, y_yen), fields(team, day(2))).text
    assert "Xem lại trước khi ghi" in page
    assert "1 buổi sẽ hoãn" in page
    assert "Sân đình" in page
    assert "Trường làng" not in page
    assert "1 lời nhờ chuyển lên xã" in page
    assert plans.NUMBER not in page
    team.refresh_from_db()
    assert team.valid_to is None
    assert not PlannedSession.objects.exclude(cancelled_at=None)


def test_the_end_calls_off_and_hands_up_and_the_same_day_undoes_it(
    client, manager, team, lan, hoa, y_yen, promised
):
    after, before = (plans.plan(team, lan, on=day(n)) for n in (3, 1))
    sign_in(client, manager)
    client.post(address(team, y_yen), fields(team, day(2), **{"xac-nhan": "1"}))
    for row in (team, after, before, promised):
        row.refresh_from_db()
    assert team.valid_to == day(2)
    assert after.cancelled_at
    assert after.cancel_reason.startswith("Tổ hoạt động đến hết ngày")
    assert before.cancelled_at is None
    assert (promised.status, promised.visitor) == ("waiting", None)
    assert promised.with_commune_since
    assert hoa.notices.filter(title="Lịch hẹn đến giúp tạm hoãn").exists()
    assert "Vừa ghi lại thời gian" in client.get(f"/xa/{y_yen.code}/to/{team.code}/").text
    client.post(address(team, y_yen, "lay-lai/"))
    for row in (team, after, promised):
        row.refresh_from_db()
    assert team.valid_to is None
    assert after.cancelled_at is None
    assert (promised.status, promised.visitor, promised.visit_on) == ("accepted", lan, day(5))
    assert promised.with_commune_since is None


def test_the_next_day_nothing_is_undone(client, manager, team, y_yen):
    end(team, manager, day(2))
    with time_machine.travel(clock.now() + timedelta(days=1)):
        sign_in(client, manager)
        client.post(address(team, y_yen, "lay-lai/"))
    team.refresh_from_db()
    assert team.valid_to


def test_who_still_waits_goes_to_the_commune_when_the_time_is_over(team, manager):
    asked = plans.ask(team.unit)
    end(team, manager, day(0))
    asked.refresh_from_db()
    assert asked.with_commune_since is None
    later = clock.now() + timedelta(days=1)
    assert visits.send_up(now=later) == 1


def test_an_end_in_the_past_hands_up_who_waits_at_once_and_undo_gives_it_back(team, manager):
    asked = plans.ask(team.unit)
    act = end(team, manager, day(-1))
    asked.refresh_from_db()
    assert asked.with_commune_since
    assert terms.undo(act, by=manager, now=clock.now())
    assert not terms.undo(act, by=manager, now=clock.now())
    asked.refresh_from_db()
    assert asked.with_commune_since is None


def test_undo_gives_who_waits_back_with_the_days_they_have_waited(team, manager):
    asked = plans.ask(team.unit, now=clock.now() - timedelta(days=2))
    since = asked.waiting_since
    act = end(team, manager, day(-1))
    terms.undo(act, by=manager, now=clock.now())
    asked.refresh_from_db()
    assert (asked.waiting_since, asked.with_commune_since) == (since, None)


def test_late_sessions_of_a_team_that_is_over_go_to_review(client, team, lan, manager, reviewer):
    end(team, manager, day(-1))
    before = send(lan, team, held_on=day(-2).isoformat()).session
    after = send(lan, team, held_on=day(0).isoformat()).session
    assert (before.status, before.flags) == ("received", [])
    assert (after.status, after.flags) == ("received", ["team_closed"])
    sign_in(client, lan)
    assert "vẫn ghi được" in client.get(f"/to/{team.code}/").text
    sign_in(client, reviewer)
    answer = client.get(f"/xa/{team.unit.parent.code}/duyet/{after.record_id}/").text
    assert "Tổ đã nghỉ vào ngày đó" in answer


def test_nothing_is_planned_or_promised_after_the_end(client, team, lan, manager):
    end(team, manager, day(2))
    sign_in(client, lan)
    answer = client.post(f"/to/{team.code}/lich/moi/", plans.fields())
    assert answer.status_code == 422
    assert "Tổ không hoạt động đến ngày đó" in answer.text
    asked = plans.ask(team.unit)
    with pytest.raises(visits.NotInTeam):
        visits.promise(asked, lan, on=day(3), at=None, by=lan, now=clock.now())
    early = plans.plan(team, lan, on=day(1))
    with pytest.raises(planning.TeamOver):
        planning.change(early, plans.intent(on=day(4)), by=lan, now=clock.now())


def test_a_village_whose_team_is_over_lacks_one_and_may_have_the_next(
    client, manager, team, village, y_yen
):
    end(team, manager, day(-1))
    sign_in(client, manager)
    page = client.get(f"/xa/{y_yen.code}/to/").text
    assert f"lap/{village.pk}/" in page
    assert "Tổ đã thôi hoạt động" in page
    membership.open_team("Tổ mới", unit=village, by=manager, on=clock.today())
    answer = client.post(address(team, y_yen, "lay-lai/"), follow=True)
    assert "Nơi này đã có tổ khác" in answer.text
    answer = client.post(address(team, y_yen), fields(team, day(9), **{"xac-nhan": "1"}))
    assert answer.status_code == 422
    team.refresh_from_db()
    assert team.valid_to == day(-1)


def test_a_team_with_an_end_to_come_is_at_work_and_no_second_is_opened(team, manager, village):
    end(team, manager, day(9))
    with pytest.raises(membership.HasTeam):
        membership.open_team("Tổ thứ hai", unit=village, by=manager, on=clock.today())


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"first": "", "last": ""}, "Ghi ngày."),
        ({"first": "01/01/2099", "last": ""}, "phía trước"),
        ({"first": "01/01/2025", "last": "01/01/2024"}, "trở đi"),
        ({"first": "01/01/2025", "last": "31/02/2026"}, "Ghi ngày như"),
        ({"first": "01/01/2025", "last": "01/01/2999"}, "xa quá"),
    ],
)
def test_wrong_days_are_named(client, manager, team, y_yen, sent, words):
    sign_in(client, manager)
    answer = client.post(address(team, y_yen), {**sent, "xac-nhan": "1"})
    assert answer.status_code == 422
    assert words in answer.text


def test_sent_twice_it_is_one_act(client, manager, team, y_yen):
    sign_in(client, manager)
    for _ in range(2):
        client.post(address(team, y_yen), fields(team, day(2), **{"xac-nhan": "1"}))
    assert TeamTerm.objects.count() == 1


def test_sent_twice_at_once_it_is_one_act_too(team, manager):
    beside = Team.objects.get(pk=team.pk)
    assert end(team, manager, day(2))
    assert end(beside, manager, day(2)) is None
    assert TeamTerm.objects.count() == 1


def test_a_term_that_ends_before_it_starts_is_refused_by_the_database(team, manager):
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamTerm.objects.create(team=team, valid_from=day(0), valid_to=day(-1), made_by=manager)
