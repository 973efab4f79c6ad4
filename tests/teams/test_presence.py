"""A resident's phone and the leader's log meet by the session's code, whichever comes first."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from lms.common import clock
from lms.jobs import nightly
from lms.jobs.models import Job
from lms.users.services import personal
from teams.models import Attendance, AttendanceTie, CheckIn, Session, Team
from teams.services import names, presence, reviewing, settling
from tests.people import make_person
from tests.teams.phones import FieldPhone, log
from tests.teams.test_attendance import done_by, kept_anywhere, line

pytestmark = pytest.mark.own_rows

SHOWN = 1
NOT_SAID = set("015BGFIJLNOQSWZ")


@pytest.fixture
def phone(lan, team):
    return FieldPhone(lan)


def code_of(team, nth=SHOWN, days=0):
    return presence.code(team.pk, clock.today() + timedelta(days=days), nth)


def say(client, code, **more):
    """From the code to "here"; the last answer."""
    page = client.post("/co-mat/", {"code": code})
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    if not found:
        return page
    return client.post("/co-mat/", {"ticket": found[1], **more})


def test_a_resident_with_an_account_is_there_when_the_log_arrives(
    client, phone, team, hoa, run_jobs
):
    client.force_login(hoa)
    assert say(client, code_of(team).said).status_code == 302
    phone.outcomes(log(team, code_nth=SHOWN))
    run_jobs()
    assert Attendance.objects.get().person == hoa
    assert AttendanceTie.objects.get().how == "code"


def test_a_resident_who_says_so_after_the_log_is_there_too(client, phone, team, hoa, run_jobs):
    phone.outcomes(log(team, code_nth=SHOWN))
    run_jobs()
    client.force_login(hoa)
    say(client, code_of(team).said)
    run_jobs()
    assert Attendance.objects.get().person == hoa


def test_a_name_alone_is_a_line_and_nobodys_account(client, phone, team, hoa, run_jobs):
    answer = say(client, code_of(team).said, full_name="Trần Thị Hoa")
    page = client.get(answer["Location"]).text
    assert "Đã có mặt" in page
    phone.outcomes(log(team, code_nth=SHOWN))
    run_jobs()
    row = Attendance.objects.get()
    assert (row.name, row.person, row.how) == ("Trần Thị Hoa", None, "code")


def test_nothing_is_lost_where_the_log_never_comes(client, team, hoa, run_jobs):
    client.force_login(hoa)
    say(client, code_of(team).said)
    run_jobs()
    assert CheckIn.objects.get().person == hoa
    assert not Attendance.objects.exists()


def test_whose_session_it_is_and_where_is_said_before_anything_is_noted(client, team, hoa):
    client.force_login(hoa)
    page = client.post("/co-mat/", {"code": code_of(team).said.lower()}).text
    assert "Tổ công nghệ số thôn An Hòa" in page
    assert "Thôn An Hòa" in page
    assert not CheckIn.objects.exists()


def test_the_square_opens_the_same_question(client, team, hoa):
    client.force_login(hoa)
    assert "Đang ở buổi này?" in client.get(f"/co-mat/{code_of(team).mark}/").text
    other = code_of(team).said + "0" * presence.PROOF_LENGTH
    assert client.get(f"/co-mat/{other}/").status_code == 422


@pytest.mark.parametrize("days", [-1, 1])
def test_a_code_is_good_for_its_day_only(client, team, days):
    page = client.post("/co-mat/", {"code": code_of(team, days=days).mark})
    assert page.status_code == 422
    assert "Hôm nay không có buổi nào mang mã này" in page.text


def test_a_code_of_another_session_brings_nobody(client, phone, team, hoa, run_jobs):
    client.force_login(hoa)
    say(client, code_of(team, nth=2).said)
    phone.outcomes(log(team, code_nth=1), log(team, held_on="2026-01-05", code_nth=2))
    run_jobs()
    assert not Attendance.objects.exists()


def test_the_same_person_twice_is_there_once(client, phone, team, hoa, run_jobs):
    client.force_login(hoa)
    for _ in range(2):
        assert say(client, code_of(team).said).status_code == 302
    phone.outcomes(log(team, code_nth=SHOWN))
    run_jobs()
    assert CheckIn.objects.count() == Attendance.objects.count() == 1


def test_a_page_sent_again_on_a_bad_line_notes_a_name_once(client, team):
    page = client.post("/co-mat/", {"code": code_of(team).said}).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    sent = {"ticket": ticket, "full_name": "Trần Thị Hoa"}
    places = {client.post("/co-mat/", sent)["Location"] for _ in range(2)}
    assert CheckIn.objects.count() == 1
    client.post("/co-mat/", {**sent, "full_name": "Lê Văn An"})
    assert CheckIn.objects.count() == 2
    for place in places:
        client.post(place, {"rut": "1"})
    client.post("/co-mat/", sent)
    said = CheckIn.objects.filter(withdrawn_at=None).values_list("name", flat=True)
    assert {*said} == {"Lê Văn An", "Trần Thị Hoa"}


def test_one_phone_notes_a_family_and_no_crowd(client, team):
    page = client.post("/co-mat/", {"code": code_of(team).said}).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    names = [f"Trần Thị {name}" for name in "ABCDEGHIKLMNOPQRSTUVXY"]
    answers = [client.post("/co-mat/", {"ticket": ticket, "full_name": name}) for name in names]
    assert [one.status_code for one in answers] == [302] * 20 + [422] * (len(names) - 20)
    assert "ghi nhiều người quá rồi" in answers[-1].text
    assert CheckIn.objects.count() == 20


def test_pressed_by_mistake_is_taken_back_before_and_after_the_log(
    client, phone, team, hoa, run_jobs
):
    client.force_login(hoa)
    sent = log(team, code_nth=SHOWN)
    for is_before in (True, False):
        done = say(client, code_of(team).said)["Location"]
        if not is_before:
            phone.outcomes(sent)
            run_jobs()
            assert Attendance.objects.count() == 1
        client.post(done, {"rut": "1"})
        assert "Đã rút lại" in client.get(done).text
        run_jobs()
        assert not Attendance.objects.exists()
    assert not AttendanceTie.objects.open().exists()


def test_many_wrong_codes_from_one_phone_are_not_looked_at(client, team):
    for number in range(20):
        client.post("/co-mat/", {"code": f"ZZ{number:02}"})
    page = client.post("/co-mat/", {"code": code_of(team).said})
    assert "Thử nhiều lần rồi" in page.text


@pytest.mark.parametrize("ticket", ["", "x", "a:b:c", "\0"])
def test_a_ticket_that_is_none_of_ours_is_told(client, team, ticket):
    page = client.post("/co-mat/", {"ticket": ticket, "full_name": "Trần Thị Hoa"})
    assert page.status_code == 422
    assert "Mã đã hết hạn" in page.text
    assert client.get("/co-mat/xong/", {"p": ticket}).status_code == 404


def test_what_she_did_is_marked_on_the_leaders_phone_and_goes_into_her_course(
    client,
    phone,
    team,
    hoa,
    step,
    run_jobs,
):
    client.force_login(hoa)
    say(client, code_of(team).said)
    asked = f"/api/v1/field/teams/{team.code}/present?day={clock.today()}&nth={SHOWN}"
    [here] = phone.ask(asked).json()["people"]
    assert here["name"] == str(hoa)
    row = line(how="code", name=here["name"], marks={f"vneid/{step}": "alone"}) | {"id": here["id"]}
    phone.outcomes(log(team, code_nth=SHOWN, attendees=[row], consent_taken=True))
    run_jobs()
    assert Attendance.objects.get().person == hoa
    assert done_by(hoa) == {step}


def test_a_forged_line_of_a_code_is_nobody_and_proves_nothing(
    phone,
    team,
    hoa,
    step,
    run_jobs,
):
    row = line(how="code", name=str(hoa), marks={f"vneid/{step}": "alone"})
    phone.outcomes(log(team, code_nth=SHOWN, attendees=[row], consent_taken=True))
    run_jobs()
    assert Attendance.objects.get().person is None
    assert not done_by(hoa)


def test_whom_the_leader_took_out_stays_out(client, phone, team, hoa, run_jobs):
    client.force_login(hoa)
    say(client, code_of(team).said)
    gone = {"id": str(CheckIn.objects.get().pk), "gone": True}
    phone.outcomes(log(team, code_nth=SHOWN, attendees=[gone]))
    run_jobs()
    assert not Attendance.objects.exists()


def test_a_name_taken_out_of_the_session_does_not_come_back(
    client, phone, team, lan, hoa, run_jobs
):
    client.force_login(hoa)
    say(client, code_of(team).said)
    sent = log(team, code_nth=SHOWN)
    phone.outcomes(sent)
    run_jobs()
    names.forget(Session.objects.get(), position=1, by=lan, now=clock.now())
    phone.outcomes(log(team, number=sent["record_id"], rev=2, heads=20, code_nth=SHOWN))
    run_jobs()
    assert not Attendance.objects.exists()
    assert not CheckIn.objects.exists()


def test_mending_the_day_in_the_plain_form_keeps_who_said_so(client, phone, team, hoa, run_jobs):
    client.force_login(hoa)
    say(client, code_of(team).said)
    phone.outcomes(log(team, code_nth=SHOWN))
    run_jobs()
    session = Session.objects.get()
    address = f"/to/{team.code}/buoi/{session.record_id}/sua/"
    form = phone.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    yesterday = clock.today() - timedelta(days=1)
    sent |= {"held_on": yesterday.strftime("%d/%m/%Y"), "start_time": "19:30", "version": ""}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    token = {"X-CSRFToken": phone.cookies["csrftoken"].value}
    phone.post(address, {**sent, "with_names": "", "is_another": ""}, headers=token)
    run_jobs()
    session.refresh_from_db()
    assert (session.rev, session.held_on) == (2, yesterday)
    assert session.attendances.get().person == hoa


def test_what_never_met_a_log_is_told_to_its_person_and_erased_with_her(client, team, hoa):
    client.force_login(hoa)
    say(client, code_of(team).said)
    told = personal.export(hoa)["parts"]["attendance"]["content"]
    assert [one["team"] for one in told] == [team.name]
    personal.erase(hoa, by=hoa, now=clock.now())
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("merged", [False, True])
def test_who_was_at_a_log_that_is_taken_back_is_at_the_one_that_counts(
    client, phone, team, lan, hoa, reviewer, run_jobs, merged
):
    client.force_login(hoa)
    say(client, code_of(team).said)
    first = log(team, code_nth=SHOWN)
    phone.outcomes(first)
    run_jobs()
    phone.outcomes(log(team, code_nth=SHOWN))
    run_jobs()
    kept = Session.objects.exclude(record_id=first["record_id"]).get()
    twin = Session.objects.get(record_id=first["record_id"])
    if merged:
        assert settling.merge_twin(kept, by=reviewer, twin_id=twin.record_id, now=clock.now())
    else:
        assert reviewing.withdraw(twin, by=lan, now=clock.now())
    run_jobs()
    assert [row.person for row in kept.attendances.all()] == [hoa]
    parts = {part.name: part for part in personal.parts()}
    assert parts["attendance"].describe(hoa) == ["Đã dự 1 buổi"]


def test_who_took_it_back_is_not_there_though_the_leaders_phone_had_read_it(
    client, phone, team, hoa, run_jobs
):
    client.force_login(hoa)
    done = say(client, code_of(team).said)["Location"]
    asked = f"/api/v1/field/teams/{team.code}/present?day={clock.today()}&nth={SHOWN}"
    [here] = phone.ask(asked).json()["people"]
    client.post(done, {"rut": "1"})
    row = line(how="code", name=here["name"]) | {"id": here["id"]}
    phone.outcomes(log(team, code_nth=SHOWN, attendees=[row], consent_taken=True))
    run_jobs()
    assert not Attendance.objects.exists()
    personal.erase(hoa, by=hoa, now=clock.now())
    assert str(hoa) not in kept_anywhere()
    assert "Trần Thị Hoa" not in kept_anywhere()


def test_a_name_no_log_ever_met_or_that_was_taken_back_goes(client, team, run_jobs):
    for _ in range(2):
        done = say(client, code_of(team).said, full_name="Trần Thị Hoa")["Location"]
    client.post(done, {"rut": "1"})
    assert {*CheckIn.objects.values_list("name", flat=True)} == {"", "Trần Thị Hoa"}
    now = clock.now()
    assert presence.forget_old(now=now + timedelta(days=179)) == 0
    with time_machine.travel(now + timedelta(days=181)):
        nightly.plan()
        Job.objects.update(due_at=clock.now())  # past midnight the night is still to come
        run_jobs()
    assert not CheckIn.objects.exists()


def test_others_do_not_read_who_is_there(phone, team, other_team, minh):
    FieldPhone(minh)
    asked = f"/api/v1/field/teams/{team.code}/present?day={clock.today()}&nth=1"
    assert FieldPhone(minh).ask(asked).status_code == 403
    assert phone.ask(f"/api/v1/field/teams/{team.code}/present?day=x&nth=9").json() == {
        "people": []
    }
    assert phone.post(asked.partition("?")[0]).status_code in {403, 405}


def namesake(team, unit):
    """Another team one of whose codes of today is said like one of this team's."""
    said = {code_of(team, nth).said for nth in range(1, presence.A_DAY + 1)}
    for number in range(10**7):
        key, day = UUID(int=number), clock.today()
        if {presence.code(key, day, nth).said for nth in range(1, presence.A_DAY + 1)} & said:
            other = Team.objects.get(pk=team.pk)
            other.pk, other.code, other.name, other.unit = key, "to-khac", "Tổ khác", unit
            other.save(force_insert=True)
            return other
    raise AssertionError("no such number")


def test_two_teams_of_one_code_are_both_shown_and_one_is_chosen(client, team, hai_hau, hoa):
    other = namesake(team, hai_hau)
    said = {code_of(team, nth).said for nth in range(1, presence.A_DAY + 1)}
    [same] = said & {code_of(other, nth).said for nth in range(1, presence.A_DAY + 1)}
    client.force_login(hoa)
    page = client.post("/co-mat/", {"code": same})
    assert page.text.count('name="ticket"') == 2
    tickets = re.findall(r'name="ticket" value="([^"]+)"', page.text)
    for ticket in tickets:
        client.post("/co-mat/", {"ticket": ticket})
    assert {row.team for row in CheckIn.objects.all()} == {team, other}


def test_a_phone_carries_the_codes_of_the_next_days(phone, team):
    told = phone.ask(f"/api/v1/field/teams/{team.code}").json()["codes"]
    assert len(told) == presence.AHEAD * presence.A_DAY
    assert len({one["said"] for one in told}) > len(told) - 3
    assert told[0]["mark"].startswith(told[0]["said"])


@given(st.uuids(), st.dates(), st.integers(1, 3))
def test_a_code_has_no_sign_that_looks_or_sounds_like_another(team_id, day, nth):
    made = presence.code(team_id, day, nth)
    assert len(made.said) == presence.CODE_LENGTH
    assert not NOT_SAID & {*made.said}


def test_a_whole_province_is_looked_through_at_once(client, team, django_assert_max_num_queries):
    assert Team.objects.count() == 1
    with django_assert_max_num_queries(2):
        assert presence.find(code_of(team).said, on=clock.today())
    assert make_person("Ai Đó")
