"""The leader logs by a plain form; the commune looks, confirms or returns, and counts."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertRedirects

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import grants
from teams.models import Session, SessionAct, TeamMembership
from teams.services import membership, reviewing
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago, send


def fields(**changes):
    return {
        "record_id": str(uuid7()),
        "rev": "1",
        "held_on": clock.today().strftime("%d/%m/%Y"),
        "type": "class_session",
        "venue": "Nhà văn hóa thôn",
        "topics": ["vneid"],
        "heads": "14",
        "female": "8",
        "act_e_identity": "6",
        **changes,
    }


def address(team):
    return f"/to/{team.code}/buoi/moi/"


def test_the_leader_logs_a_session_and_reads_the_receipt(client, lan, team):
    sign_in(client, lan)
    sent = fields()
    answer = client.post(address(team), sent, follow=True)
    assert "Số biên nhận" in answer.text
    assert "chờ xã xem" in answer.text
    assert Session.objects.get().heads_count == 14


def test_sending_twice_counts_once(client, lan, team):
    sign_in(client, lan)
    sent = fields()
    client.post(address(team), sent)
    assert client.post(address(team), sent).status_code == 302
    assert Session.objects.count() == 1


def test_a_wrong_form_comes_back_filled_in_with_what_to_do(client, lan, team):
    sign_in(client, lan)
    page = client.post(address(team), fields(heads="3", venue="Sân đình"))
    assert page.status_code == 422
    assert "nhiều hơn người đến (3)" in page.text
    assert "Sân đình" in page.text
    assert not Session.objects.exists()


def test_names_need_the_tick_that_they_agreed(client, lan, team):
    sign_in(client, lan)
    page = client.post(address(team), fields(names="Trần Thị Hoa"))
    assert "họ đã đồng ý" in page.text
    assert not Session.objects.exists()
    client.post(address(team), fields(names="Trần Thị Hoa\n\nLê Văn An", with_names="on"))
    names = Session.objects.get().attendances.values_list("name", flat=True)
    assert set(names) == {"Trần Thị Hoa", "Lê Văn An"}


def test_names_are_off_by_default(client, lan, team):
    sign_in(client, lan)
    page = client.get(address(team)).text
    assert "<details" in page
    [tick] = re.findall(r"<input[^>]*with_names[^>]*>", page)
    assert "checked" not in tick


def test_the_leader_of_another_team_and_nobody_are_refused(client, minh, other_team, team):
    assert client.post(address(team), fields()).status_code == 302
    sign_in(client, minh)
    assert client.post(address(team), fields()).status_code == 403
    assert client.get(f"/to/{team.code}/").status_code == 403
    assert not Session.objects.exists()


def test_one_team_is_opened_at_once(client, lan, team):
    sign_in(client, lan)
    assert client.get("/to/").headers["Location"] == f"/to/{team.code}/"


@pytest.fixture
def head(village):
    person = make_person("Nguyễn Văn Tốt")
    grants.grant(person, "village_head", unit=village, by=None)
    return person


def test_the_head_of_a_village_reads_what_its_team_does_and_no_more(client, head, lan, team):
    session = send(lan, team, names=["Trần Thị Hoa"]).session
    sign_in(client, head)
    assert "/to/" in client.get("/toi/").text
    assertRedirects(client.get("/to/"), f"/to/{team.code}/")
    page = client.get(f"/to/{team.code}/").text
    assert "Nguyễn Thị Lan" in page
    assert "tel:" not in page
    page = client.get(f"/to/{team.code}/buoi/{session.record_id}/")
    assert page.status_code == 200
    assert "Trần Thị Hoa" not in page.text
    for closed in ("buoi/moi/", f"buoi/{session.record_id}/sua/"):
        assert client.get(f"/to/{team.code}/{closed}").status_code == 403


def test_the_head_of_a_village_reads_no_other_team(client, head, other_team, y_yen):
    sign_in(client, head)
    assert client.get(f"/to/{other_team.code}/").status_code == 403
    assert client.get(f"/xa/{y_yen.code}/").status_code == 403


def test_a_head_in_two_teams_chooses(client, head, team, other_team):
    membership.join(other_team, head, on=long_ago(), by=None)
    sign_in(client, head)
    page = client.get("/to/").text
    assert "Trưởng thôn · Thôn An Hòa" in page
    assert "Thành viên · Xã Hải Hậu" in page


def test_a_person_without_a_team_is_told_so(client, hoa):
    sign_in(client, hoa)
    assert "chưa ở trong tổ nào" in client.get("/to/").text


def verify(client, session, **changes):
    commune = session.unit.parent
    return client.post(
        f"/xa/{commune.code}/duyet/{session.record_id}/xac-nhan/",
        {"rev": str(session.rev), **changes},
    )


def test_the_commune_says_what_waits_before_all_else_and_when_nothing_does(
    client, reviewer, session, y_yen
):
    sign_in(client, reviewer)
    page = client.get(f"/xa/{y_yen.code}/").text
    assert page.index("1 buổi đang chờ xem") < page.index("Việc của xã") < page.index("Tháng ")
    assert "không còn gì chờ xã" not in page
    verify(client, session)
    assert "không còn gì chờ xã" in client.get(f"/xa/{y_yen.code}/").text


def test_the_team_reads_what_comes_before_what_else_it_may_do(client, lan, team, session):
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/").text
    parts = ["Ghi buổi hướng dẫn", "Sắp tới", "Việc khác của tổ", "Các buổi đã ghi"]
    places = [page.index(f"{part}<") for part in parts]
    assert places == sorted(places)


def test_the_reviewer_confirms_and_the_commune_counts(client, reviewer, session, y_yen):
    sign_in(client, reviewer)
    assert "1 buổi đang chờ xem" in client.get(f"/xa/{y_yen.code}/").text
    assert verify(client, session).status_code == 302
    session.refresh_from_db()
    assert (session.status, session.reviewed_by) == ("verified", reviewer)
    page = client.get(f"/xa/{y_yen.code}/").text
    assert '<span class="v">1</span>' in page
    assert '<span class="v">14</span>' in page


def test_what_is_not_confirmed_is_not_counted(client, reviewer, session, y_yen):
    sign_in(client, reviewer)
    assert '<span class="v">0</span>' in client.get(f"/xa/{y_yen.code}/").text


def test_the_reviewer_of_another_commune_is_refused(client, other_reviewer, session):
    sign_in(client, other_reviewer)
    assert verify(client, session).status_code == 403
    session.refresh_from_db()
    assert session.status == "received"


def test_nobody_confirms_their_own_log(client, lan, session, y_yen):
    grants.grant(lan, "commune_reviewer", unit=y_yen, by=None)
    sign_in(client, lan)
    assert verify(client, session).status_code == 403
    session.refresh_from_db()
    assert session.status == "received"


def test_nobody_confirms_a_log_of_their_own_team(client, reviewer, session, team):
    membership.join(team, reviewer, on=session.held_on, by=None)
    sign_in(client, reviewer)
    assert verify(client, session).status_code == 403


def test_a_reviewer_without_the_second_factor_is_led_to_it(client, reviewer, session):
    client.force_login(reviewer)
    assert verify(client, session).status_code == 302
    session.refresh_from_db()
    assert session.status == "received"


def test_a_returned_session_says_why_and_is_mended(client, reviewer, lan, session, team, y_yen):
    sign_in(client, reviewer)
    back = f"/xa/{y_yen.code}/duyet/{session.record_id}/tra-lai/"
    assert client.post(back, {"rev": "1", "reason": " "}).status_code == 422
    client.post(back, {"rev": "1", "reason": "Thiếu số người từ 60 tuổi"})
    sign_in(client, lan)
    edit = f"/to/{team.code}/buoi/{session.record_id}/sua/"
    page = client.get(edit).text
    assert "Thiếu số người từ 60 tuổi" in page
    assert 'value="14"' in page
    client.post(edit, fields(record_id=str(session.record_id), rev="2", older="9"))
    session.refresh_from_db()
    assert (session.status, session.older_count, session.rev) == ("received", 9, 2)


def test_a_revision_the_reviewer_has_not_seen_is_not_confirmed(client, reviewer, session):
    Session.objects.filter(pk=session.pk).update(rev=2)
    sign_in(client, reviewer)
    verify(client, session)
    session.refresh_from_db()
    assert session.status == "received"


def test_the_commune_page_costs_the_same_for_two_and_twenty(client, reviewer, lan, team, y_yen):
    sign_in(client, reviewer)
    counts = []
    for size in (2, 18):
        for _ in range(size):
            reviewing.verify(send(lan, team).session, by=reviewer, now=clock.now())
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/xa/{y_yen.code}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_team_and_review_lists_cost_the_same_for_two_and_twenty(
    client, reviewer, lan, team, y_yen
):
    membership.join(team, reviewer, on=clock.today(), by=None)
    counts = {}
    for size in (2, 18):
        for _ in range(size):
            send(lan, team)
        sign_in(client, reviewer)
        for page in (f"/to/{team.code}/", f"/xa/{y_yen.code}/duyet/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.setdefault(page, []).append(len(queries))
    assert all(small == large for small, large in counts.values())


def violates(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_the_database_holds_what_must_never_be_false(session, team, hoa, lan):
    rows = Session.objects.filter(pk=session.pk)
    violates(lambda: rows.update(female_count=99))
    violates(lambda: rows.update(status="verified"))
    violates(lambda: rows.update(status="verified", reviewed_by=lan))
    violates(lambda: rows.update(status="needs_fix"))
    violates(lambda: SessionAct.objects.create(session=session, kind_id="install", count=0))
    violates(lambda: SessionAct.objects.create(session=session, kind_id="e_identity", count=1))
    violates(lambda: TeamMembership.objects.create(team=team, person=lan, role="member"))
    violates(lambda: TeamMembership.objects.create(team=team, person=hoa, role="leader"))
    violates(lambda: type(team).objects.filter(pk=team.pk).update(valid_to="2000-01-01"))
    violates(lambda: team.memberships.update(valid_to="2000-01-01"))


def test_a_second_leader_is_refused_until_the_first_has_left(team, hoa, lan):
    with pytest.raises(membership.LeaderTaken):
        membership.join(team, hoa, role="leader", on=clock.today(), by=None)
    membership.leave(team.memberships.get(), on=clock.today(), by=lan, now=clock.now())
    assert membership.join(team, hoa, role="leader", on=clock.today(), by=None).role == "leader"
