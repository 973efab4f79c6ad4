"""The commune's month: only what is confirmed, every count with its word, the idle first."""

from datetime import timedelta

import pytest

from lms.common import clock
from lms.users.services import grants
from teams.models import Session
from teams.services import membership, months, reviewing
from tests.factories import make_village
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago, send

FIRST = clock.today().replace(day=1)


@pytest.fixture
def confirmed(team, lan, reviewer):
    session = send(lan, team).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    return session


@pytest.fixture
def idle(y_yen):
    village = make_village("Thôn Trung Tiến", commune=y_yen)
    return membership.open_team("Tổ thôn Trung Tiến", unit=village, by=None, on=long_ago())


def act(client, session, commune, end, **sent):
    address = f"/xa/{commune.code}/duyet/{session.record_id}/{end}/"
    return client.post(address, {"rev": str(session.rev), **sent})


def test_figures_team_by_team_with_the_idle_first(confirmed, idle, y_yen, lan, team):
    send(lan, team, heads=99)
    month = months.of_commune(y_yen, FIRST)
    assert (month.sessions_count, month.heads_count, month.acts_count) == (1, 14, 6)
    assert month.idle_count == 1
    assert [line.team for line in month.lines] == [idle, team]
    assert (month.lines[1].sessions_count, month.lines[1].heads_count) == (1, 14)


def test_a_month_without_sessions_says_so(client, reviewer, confirmed, y_yen):
    sign_in(client, reviewer)
    before = (FIRST - timedelta(days=1)).strftime("%Y-%m")
    page = client.get(f"/xa/{y_yen.code}/?thang={before}").text
    assert '<span class="v">0</span>' in page
    assert f"?thang={FIRST:%Y-%m}" in page


@pytest.mark.parametrize("asked", ["9999-12", "0001-01", "x", "2026-13", "\x00", "2026-11-05"])
def test_a_month_that_cannot_be_is_answered(client, reviewer, y_yen, asked):
    sign_in(client, reviewer)
    for page in ("", "in/"):
        assert client.get(f"/xa/{y_yen.code}/{page}", {"thang": asked}).status_code == 200


def test_the_sheet_to_print_shows_the_sums(client, reviewer, confirmed, idle, y_yen):
    sign_in(client, reviewer)
    page = client.get(f"/xa/{y_yen.code}/in/").text
    assert "<b>14</b>" in page
    assert "Người lập bảng" in page


def test_the_sheet_is_closed_to_others(client, other_reviewer, hoa, y_yen):
    assert client.get(f"/xa/{y_yen.code}/in/").status_code == 302
    for wrong in (other_reviewer, hoa):
        sign_in(client, wrong)
        assert client.get(f"/xa/{y_yen.code}/in/").status_code == 403


def test_a_confirmation_is_taken_back(client, reviewer, confirmed, y_yen):
    sign_in(client, reviewer)
    assert "Tôi vừa xem" in client.get(f"/xa/{y_yen.code}/duyet/").text
    assert act(client, confirmed, y_yen, "xem-lai").status_code == 302
    confirmed.refresh_from_db()
    assert (confirmed.status, confirmed.reviewed_by) == ("received", None)
    assert months.of_commune(y_yen, FIRST).heads_count == 0


def test_a_return_is_taken_back(client, reviewer, session, y_yen):
    reviewing.return_for_fix(session, by=reviewer, reason="Thiếu số nữ", now=clock.now())
    sign_in(client, reviewer)
    act(client, session, y_yen, "xem-lai")
    session.refresh_from_db()
    assert (session.status, session.reason) == ("received", "")


def test_a_confirmed_session_can_still_be_returned(client, reviewer, confirmed, y_yen):
    sign_in(client, reviewer)
    act(client, confirmed, y_yen, "tra-lai", reason="Nhầm tháng")
    confirmed.refresh_from_db()
    assert (confirmed.status, confirmed.reason) == ("needs_fix", "Nhầm tháng")
    assert not Session.objects.verified().exists()


def test_nobody_takes_back_in_another_commune_or_for_the_own_team(
    client, other_reviewer, lan, confirmed, y_yen
):
    assert act(client, confirmed, y_yen, "xem-lai").status_code == 302
    for wrong in (other_reviewer, lan):
        sign_in(client, wrong)
        assert act(client, confirmed, y_yen, "xem-lai").status_code == 403
    confirmed.refresh_from_db()
    assert confirmed.status == "verified"


def test_the_second_of_two_reviewers_is_told(client, reviewer, session, y_yen):
    second = make_person("Ngô Văn Hai", email="hai@demo.test")
    grants.grant(second, "commune_reviewer", unit=y_yen, by=None)
    reviewing.verify(session, by=second, now=clock.now())
    sign_in(client, reviewer)
    for end in ("xac-nhan", "tra-lai"):
        sent = act(client, session, y_yen, end, status="received", reason="Thiếu số nữ")
        assert "người khác đã xem trước" in client.get(sent.headers["Location"]).text
    session.refresh_from_db()
    assert (session.status, session.reviewed_by) == ("verified", second)


def test_what_waits_stands_oldest_first(client, reviewer, lan, team, y_yen):
    for days in (1, 9, 4):
        send(lan, team, held_on=(clock.today() - timedelta(days=days)).isoformat())
    sign_in(client, reviewer)
    page = client.get(f"/xa/{y_yen.code}/duyet/").text
    shown = [(clock.today() - timedelta(days=days)).strftime("%d/%m/%Y") for days in (9, 4, 1)]
    assert sorted(shown, key=page.index) == shown
