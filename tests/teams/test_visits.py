"""A home visit is asked for, promised, passed on, declined; after three days the commune has it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.asserts import assertRedirects

from lms.common import clock
from lms.jobs import nightly
from lms.jobs.models import Job
from lms.notifications.models import Notice
from lms.users.services import personal
from teams.models import VisitRequest
from teams.services import membership, visit_traces, visits
from teams.services.coming import Who
from tests.factories import make_village
from tests.people import make_person, sign_in
from tests.teams import planned as plans
from tests.teams.conftest import long_ago

pytestmark = pytest.mark.own_rows

MINE = "/lich/hen/cua-toi/"
Status = VisitRequest.Status


@pytest.fixture
def asked(team, village):
    return plans.ask(village)


@pytest.fixture
def member(team, hoa):
    membership.join(team, hoa, on=long_ago(), by=None)
    return hoa


def fields(village, **changes):
    return {
        "unit": village.pk,
        "topic": "vneid",
        "what": "",
        "wished_on": "",
        "wished_part": "evening",
        "number": "0912 345 678",
        "name": "bác Hoa",
        "where": "ngõ 3",
        **changes,
    }


def send(client, y_yen, village, **changes):
    return client.post(f"/lich/hen/?xa={y_yen.code}", fields(village, **changes))


def promise(client, asked, person, **changes):
    team = asked.team
    sent = {
        "visitor": team.memberships.open().get(person=person).pk,
        "on": (clock.today() + timedelta(days=1)).strftime("%d/%m/%Y"),
        "at": "19:30",
        **changes,
    }
    return client.post(f"/to/{team.code}/hen/{asked.pk}/nhan/", sent)


def status(asked):
    asked.refresh_from_db()
    return asked.status


def test_asked_without_an_account_answered_and_read_on_the_same_phone(
    client, lan, team, y_yen, village
):
    assertRedirects(send(client, y_yen, village), MINE)
    assert "Chờ trả lời" in client.get(MINE).text
    asked = VisitRequest.objects.get()
    assert asked.number == "+84912345678"
    assert Notice.objects.get(person=lan).url == f"/to/{team.code}/hen/{asked.pk}/"
    leader = Client()
    sign_in(leader, lan)
    home = leader.get(f"/to/{team.code}/").text
    assert "1 lời nhờ chờ trả lời" in home
    assert "0912 345 678" in leader.get(f"/to/{team.code}/hen/{asked.pk}/").text
    promise(leader, asked, lan)
    page = client.get(MINE).text
    assert "Nguyễn Thị Lan đến ngày" in page
    assert "19:30" in page
    assert "Hẹn đến nhà" in leader.get(f"/to/{team.code}/").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "123"}, "Số điện thoại"),
        ({"number": ""}, "Ghi số điện thoại"),
        ({"topic": "", "what": ""}, "ghi việc cần giúp"),
        ({"topic": "khong-co"}, "không còn trong danh sách"),
        ({"unit": "00000000-0000-7000-8000-000000000000"}, "không còn trong danh sách"),
        ({"unit": "x"}, "không còn trong danh sách"),
        ({"wished_on": "1/1/2020"}, "Ngày này đã qua"),
        ({"wished_part": "đêm"}, "Chọn một lúc"),
        ({"name": "a" * 61}, "Rút gọn"),
    ],
)
def test_a_wrong_request_comes_back_with_what_to_do(client, team, y_yen, village, changes, words):
    answer = send(client, y_yen, village, **changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert not VisitRequest.objects.exists()


def test_of_two_fields_of_which_one_is_wanted_neither_is_called_optional(client, team, y_yen):
    page = client.get(f"/lich/hen/?xa={y_yen.code}").text
    for label in ("Cần giúp việc gì", "Việc khác, hoặc nói thêm"):
        assert f"{label}</label>" in page
    assert 'Tên gọi <span class="muted">(không bắt buộc)</span></label>' in page


def test_a_village_of_another_commune_is_not_taken(client, team, hai_hau, village):
    assert send(client, hai_hau, village).status_code == 422


def test_one_number_waits_for_three_visits_at_most(client, team, y_yen, village):
    for _ in range(3):
        send(Client(), y_yen, village)
    answer = send(Client(), y_yen, village)
    assert answer.status_code == 422
    assert "ba lời nhờ" in answer.text


def test_a_machine_that_asks_all_day_is_stopped(client, team, y_yen, village, monkeypatch):
    monkeypatch.setattr("teams.views.asking.ASKED", 0)
    assert send(client, y_yen, village).status_code == 429


def test_where_there_is_no_team_the_commune_has_it_at_once(
    client, y_yen, village, reviewer, topics
):
    send(client, y_yen, village)
    assert VisitRequest.objects.get().with_commune_since
    assert Notice.objects.get(person=reviewer).url == f"/xa/{y_yen.code}/hen/"
    sign_in(client, reviewer)
    assert "0912 345 678" in client.get(f"/xa/{y_yen.code}/hen/").text


def test_the_resident_takes_it_back_and_her_number_is_gone(client, team, y_yen, village):
    send(client, y_yen, village)
    asked = VisitRequest.objects.get()
    assert Client().post(f"/lich/hen/{asked.pk}/thoi/").status_code == 404
    client.post(f"/lich/hen/{asked.pk}/thoi/")
    assert status(asked) == Status.WITHDRAWN
    assert (asked.number, asked.name, asked.where, asked.what) == ("", "", "", "")


def test_the_leader_sends_a_member_who_sees_her_own_visit_only(client, lan, team, asked, member):
    other = plans.ask(team.unit, number="+84912000009", mark="e" * 64)
    sign_in(client, lan)
    promise(client, asked, member)
    assert Notice.objects.get(person=member).url == f"/to/{team.code}/hen/{asked.pk}/"
    sign_in(client, member)
    assert "Cài Zalo" in client.get(f"/to/{team.code}/hen/").text
    assert client.get(f"/to/{team.code}/hen/{asked.pk}/").status_code == 200
    assert client.get(f"/to/{team.code}/hen/{other.pk}/").status_code == 403
    assert promise(client, asked, member).status_code == 403
    client.post(f"/to/{team.code}/hen/{asked.pk}/xong/")
    assert status(asked) == Status.DONE
    assert client.get(f"/to/{team.code}/hen/{asked.pk}/").status_code == 403


def test_who_goes_and_when_can_be_changed(client, lan, asked, member):
    sign_in(client, lan)
    promise(client, asked, lan)
    promise(client, asked, member, at="")
    asked.refresh_from_db()
    assert (asked.visitor, asked.visit_at) == (member, None)


def test_somebody_who_is_not_in_the_team_that_day_cannot_be_sent(client, lan, asked, member):
    place = member.team_memberships.get()
    sign_in(client, lan)
    place.valid_from = clock.today() + timedelta(days=30)
    place.save()
    answer = promise(client, asked, member)
    assert answer.status_code == 422
    assert "chưa ở trong tổ" in answer.text


def test_declined_with_a_reason_the_resident_reads_and_taken_up_again(client, lan, asked, team):
    sign_in(client, lan)
    at = f"/to/{team.code}/hen/{asked.pk}/"
    assert client.post(f"{at}tu-choi/", {"reason": ""}).status_code == 422
    client.post(f"{at}tu-choi/", {"reason": "Tổ đi tập huấn"})
    assert status(asked) == Status.DECLINED
    assert "1 nhu cầu chưa đáp ứng" in client.get(f"/to/{team.code}/").text
    client.post(f"{at}mo-lai/")
    assert status(asked) == Status.WAITING


def test_called_done_by_mistake_it_is_due_again(client, lan, asked, team):
    sign_in(client, lan)
    promise(client, asked, lan)
    client.post(f"/to/{team.code}/hen/{asked.pk}/xong/")
    client.post(f"/to/{team.code}/hen/{asked.pk}/mo-lai/")
    assert status(asked) == Status.ACCEPTED


def test_passed_on_to_the_commune_which_gives_it_to_another_team(
    client, lan, asked, team, y_yen, reviewer, hoa
):
    commune_team = membership.open_team("Tổ xã", unit=y_yen, by=None, on=long_ago())
    membership.join(commune_team, hoa, role="leader", on=long_ago(), by=None)
    sign_in(client, lan)
    client.post(f"/to/{team.code}/hen/{asked.pk}/chuyen-xa/")
    sign_in(client, reviewer)
    at = f"/xa/{y_yen.code}/hen/{asked.pk}/"
    assert client.post(f"{at}giao/", {"team": ""}).status_code == 422
    assert client.post(f"{at}giao/", {"team": commune_team.code}).status_code == 302
    asked.refresh_from_db()
    assert (asked.team, asked.with_commune_since) == (commune_team, None)
    assert Notice.objects.filter(person=hoa).exists()
    sign_in(client, lan)
    assert client.get(f"/to/{team.code}/hen/{asked.pk}/").status_code == 404


def test_the_commune_says_why_not_and_takes_it_up_again(client, village, y_yen, reviewer):
    asked = plans.ask(village)
    sign_in(client, reviewer)
    at = f"/xa/{y_yen.code}/hen/{asked.pk}/"
    assert client.post(f"{at}tu-choi/", {"reason": ""}).status_code == 422
    client.post(f"{at}tu-choi/", {"reason": "Chưa có người"})
    assert status(asked) == Status.DECLINED
    client.post(f"{at}mo-lai/")
    assert status(asked) == Status.WAITING


def test_unanswered_for_three_days_it_goes_to_the_commune_by_night(
    asked, reviewer, manager, run_jobs, y_yen
):
    assert visits.send_up(now=asked.asked_at + timedelta(days=2, hours=23)) == 0
    with time_machine.travel(asked.asked_at + timedelta(days=4)):
        nightly.plan()
        Job.objects.update(due_at=clock.now())  # past midnight the night is still to come
        run_jobs()
        asked.refresh_from_db()
        assert asked.with_commune_since
        assert Notice.objects.filter(url=f"/xa/{y_yen.code}/hen/").count() == 2
        assert visits.send_up(now=clock.now()) == 0
        assert Notice.objects.filter(url=f"/xa/{y_yen.code}/hen/").count() == 2


def test_answered_in_time_it_stays_with_the_team(asked, lan):
    visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    assert visits.send_up(now=clock.now() + timedelta(days=9)) == 0


def test_the_team_may_still_promise_what_is_with_the_commune(client, lan, asked):
    visits.send_up(now=clock.now() + timedelta(days=4))
    sign_in(client, lan)
    promise(client, asked, lan)
    asked.refresh_from_db()
    assert (asked.status, asked.with_commune_since) == (Status.ACCEPTED, None)


def test_of_two_who_answer_at_once_one_is_told_to_look_again(client, lan, asked, team):
    stale = VisitRequest.objects.get()
    visits.decline(asked, reason="Bận", by=lan, now=clock.now())
    assert not visits.promise(stale, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    assert status(asked) == Status.DECLINED


def test_thirty_days_after_the_end_nobody_knows_who_asked(asked, lan):
    visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    visits.done(asked, by=lan, now=clock.now())
    assert visit_traces.forget_old(now=clock.now() + timedelta(days=29)) == 0
    assert visit_traces.forget_old(now=clock.now() + timedelta(days=31)) == 1
    asked.refresh_from_db()
    assert (asked.number, asked.name, asked.where, asked.phone_mark) == ("", "", "", "")
    assert asked.visitor == lan


def test_what_nobody_answered_for_half_a_year_ends_and_waits_in_no_list(client, asked, lan):
    assert visit_traces.forget_old(now=clock.now() + timedelta(days=179)) == 0
    assert visit_traces.forget_old(now=clock.now() + timedelta(days=181)) == 1
    asked.refresh_from_db()
    assert (asked.status, asked.number) == (Status.WITHDRAWN, "")
    sign_in(client, lan)
    assert "1 lời nhờ chờ trả lời" not in client.get(f"/to/{asked.team.code}/").text


def test_a_visit_promised_late_keeps_its_number_until_it_was_made(asked, lan):
    soon = clock.now() + timedelta(days=181)
    with time_machine.travel(soon):
        visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
        assert visit_traces.forget_old(now=clock.now()) == 0
    asked.refresh_from_db()
    assert (asked.status, asked.number) == (Status.ACCEPTED, plans.NUMBER)


@pytest.mark.parametrize(
    ("leads", "title"),
    [(True, "Người khác của tổ đến giúp"), (False, "Lịch hẹn đến giúp tạm hoãn")],
)
def test_who_asked_is_told_when_somebody_else_or_nobody_comes(
    team, village, hoa, lan, leads, title
):
    asked = plans.ask(village, person=hoa)
    visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    if leads:
        membership.lead(team, make_person("Lê Văn Tư"), on=clock.today(), by=lan)
    later = clock.now() + timedelta(seconds=2)
    place = team.memberships.open().get(person=lan)
    membership.leave(place, on=clock.today(), by=None, now=later)
    assert Notice.objects.filter(person=hoa, title=title).exists()


def test_whoever_is_known_reads_it_on_any_phone_and_in_her_own_data(client, hoa, team, village):
    asked = plans.ask(village, person=hoa)
    sign_in(client, hoa)
    assert "Cài Zalo" in client.get(MINE).text
    told = personal.export(hoa)["parts"]["plans"]["content"]
    assert told["asked"][0]["number"] == plans.NUMBER
    personal.erase(hoa, by=hoa, now=clock.now())
    assert status(asked) == Status.WITHDRAWN
    assert asked.number == ""


def test_the_phone_of_somebody_else_sees_nothing(client, asked):
    assert "Cài Zalo" not in client.get(MINE).text
    assert not visits.withdraw(asked, who=Who(None, ""), now=clock.now())


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "accepted"},
        {"status": "declined"},
        {"team": None},
    ],
)
def test_the_database_refuses_what_a_request_cannot_be(asked, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitRequest.objects.filter(pk=asked.pk).update(**changes)


def bodies(person):
    rows = Notice.objects.filter(person=person, key__startswith="visit:")
    return "\n".join(rows.values_list("body", flat=True))


def test_who_came_is_forgotten_in_the_inbox_with_the_request(hoa, village, team, lan):
    asked = plans.ask(village, person=hoa)
    visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    visits.done(asked, by=lan, now=clock.now())
    assert str(lan) in bodies(hoa)
    visit_traces.forget_old(now=clock.now() + timedelta(days=31))
    assert bodies(hoa) == ""


def test_a_visitor_who_is_erased_is_named_in_no_inbox(hoa, village, team, lan, minh):
    tu = make_person("Lê Văn Tư")
    membership.join(team, tu, on=long_ago(), by=None)
    first = plans.ask(village, person=hoa)
    second = plans.ask(village, person=hoa, number="+84912000009")
    visits.promise(first, tu, on=clock.today(), at=None, by=lan, now=clock.now())
    visits.promise(second, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    later = clock.now() + timedelta(seconds=2)
    with time_machine.travel(later):
        personal.erase(tu, by=tu, now=clock.now())
    assert "Lê Văn Tư" not in bodies(hoa)
    # Who comes now, and who comes to another door, is told as before.
    assert bodies(hoa).count(str(lan)) == 2


def test_taken_back_nothing_says_who_would_have_come(hoa, village, team, lan):
    asked = plans.ask(village, person=hoa)
    visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    asked.refresh_from_db()
    assert visits.withdraw(asked, who=Who(hoa), now=clock.now())
    assert bodies(hoa) == ""


def test_a_visitor_who_is_erased_is_named_nowhere_though_another_team_goes_now(
    hoa, village, y_yen, team, lan, minh
):
    tu = make_person("Lê Văn Tư")
    membership.join(team, tu, on=long_ago(), by=None)
    asked = plans.ask(village, person=hoa)
    visits.promise(asked, tu, on=clock.today(), at=None, by=lan, now=clock.now())
    visits.pass_on(asked, by=lan, now=clock.now() + timedelta(seconds=1))
    next_door = make_village("Thôn Bên", commune=y_yen)
    other = membership.open_team("Tổ thôn Bên", unit=next_door, by=None, on=long_ago())
    membership.join(other, minh, on=long_ago(), by=None)
    assert visits.give_to(asked, other, by=lan, now=clock.now() + timedelta(seconds=2))
    assert str(tu) in bodies(hoa)
    personal.erase(tu, by=tu, now=clock.now())
    assert "Lê Văn Tư" not in bodies(hoa)
