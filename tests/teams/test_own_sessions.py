"""A member dates, sends, mends and takes back what she logged; rights lapse with membership."""

from datetime import timedelta

import pytest

from lms.common import clock
from lms.users.services import grants, people
from teams.models import QuarantinedSubmission, Session
from teams.services import membership, reviewing
from tests.people import sign_in
from tests.teams.conftest import long_ago, send
from tests.teams.test_pages import address, fields


def day(days_ago):
    return (clock.today() - timedelta(days=days_ago)).strftime("%d/%m/%Y")


def page_of(session, end=""):
    return f"/to/{session.team.code}/buoi/{session.record_id}/{end}"


@pytest.fixture
def left(team, lan, hoa):
    """Hoa was in the team until yesterday."""
    place = membership.join(team, hoa, on=long_ago(), by=None)
    membership.leave(place, on=clock.today() - timedelta(days=1), by=lan, now=clock.now())
    return hoa


@pytest.mark.parametrize(
    ("held_on", "words"),
    [
        (day(-1), "ở phía trước"),
        ("01/01/1999", "Xem lại năm"),
        ("32/01/2026", "Ghi ngày như 20/11/2026"),
        ("", "Ghi ngày tổ chức"),
    ],
)
def test_a_wrong_date_is_explained_beside_the_field(client, lan, team, held_on, words):
    sign_in(client, lan)
    page = client.post(address(team), fields(held_on=held_on))
    assert page.status_code == 422
    assert words in page.text
    assert 'value="14"' in page.text
    assert not Session.objects.exists()


def test_a_day_is_written_as_people_here_write_it(client, lan, team):
    sign_in(client, lan)
    assert f'value="{day(0)}"' in client.get(address(team)).text
    for n, written in enumerate(("{d}/{m}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{d}{m}{y}")):
        d, m, y = day(2).split("/")
        sent = fields(held_on=written.format(d=d, m=m, y=y), venue=f"Nhà số {n}")
        assert client.post(address(team), sent).status_code == 302
    assert {row.held_on for row in Session.objects.all()} == {clock.today() - timedelta(days=2)}


def test_the_receipt_page_shows_the_number_large(client, lan, team):
    sign_in(client, lan)
    sent = client.post(address(team), fields())
    session = Session.objects.get()
    assert sent.headers["Location"] == page_of(session, "bien-nhan/")
    assert session.submission.receipt_no in client.get(sent.headers["Location"]).text


def test_the_place_of_last_time_is_filled_in(client, lan, team):
    send(lan, team, venue="Đình làng Trung")
    sign_in(client, lan)
    assert "Đình làng Trung" in client.get(address(team)).text


def test_a_second_log_of_what_looks_the_same_is_asked_about(client, lan, team):
    sign_in(client, lan)
    client.post(address(team), fields())
    again = fields(venue="NHÀ  văn hoá thôn", heads="20")
    page = client.post(address(team), again)
    assert page.status_code == 422
    assert "cùng một buổi" in page.text
    assert Session.objects.count() == 1
    assert client.post(address(team), {**again, "is_another": "on"}).status_code == 302
    assert Session.objects.count() == 2


def test_whoever_left_logs_what_was_held_before_and_no_more(client, left, team):
    sign_in(client, left)
    assert client.get(address(team)).status_code == 200
    page = client.post(address(team), fields(held_on=day(0)))
    assert page.status_code == 422
    assert f"đến hết ngày {day(1)}" in page.text
    assert not Session.objects.exists()
    assert client.post(address(team), fields(held_on=day(2))).status_code == 302
    assert Session.objects.get().flags == []


def test_whoever_left_sees_the_own_logs_and_nobody_elses(client, left, lan, team):
    theirs = send(lan, team, venue="Nhà bà Tư").session
    own = send(left, team, held_on=(clock.today() - timedelta(days=3)).isoformat()).session
    sign_in(client, left)
    page = client.get(f"/to/{team.code}/").text
    assert "Nhà văn hóa thôn An Hòa" in page
    assert "Nhà bà Tư" not in page
    assert "Thành viên tổ" not in page
    assert client.get(page_of(own)).status_code == 200
    assert client.get(page_of(theirs)).status_code == 403
    assert client.post(page_of(theirs, "thu-hoi/")).status_code == 403


def test_members_see_each_other_and_can_call(client, lan, hoa, team):
    membership.join(team, hoa, on=long_ago(), by=None, organisation="Hội Phụ nữ")
    people.attach_phone(hoa, "+84912345678", verified_at=None, by=None)
    send(hoa, team)
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/").text
    assert 'href="tel:+84912345678"' in page
    assert "Hội Phụ nữ" in page
    assert "1 buổi tháng này" in page


def test_numbers_are_not_for_the_province(client, province, hoa, team, son):
    membership.join(team, hoa, on=long_ago(), by=None)
    people.attach_phone(hoa, "+84912345678", verified_at=None, by=None)
    grants.grant(son, "province_viewer", unit=province, by=None)
    sign_in(client, son)
    page = client.get(f"/to/{team.code}/")
    assert page.status_code == 200
    assert "tel:" not in page.text


def test_what_was_returned_stands_first_with_its_reason(client, lan, team, reviewer):
    session = send(lan, team).session
    reviewing.return_for_fix(session, by=reviewer, reason="Thiếu số nữ", now=clock.now())
    sign_in(client, lan)
    for asked in ("", "?ai=toi"):
        page = client.get(f"/to/{team.code}/{asked}").text
        assert "Thiếu số nữ" in page
        assert page_of(session, "sua/") in page
        assert "Cần bổ sung" in page


def test_a_log_is_taken_back_and_sent_again(client, lan, team, reviewer, y_yen):
    session = send(lan, team).session
    sign_in(client, lan)
    for _ in range(2):
        assert client.post(page_of(session, "thu-hoi/")).status_code == 302
    session.refresh_from_db()
    assert session.status == "withdrawn"
    again = fields(record_id=str(session.record_id), rev="2", heads="20")
    assert client.post(page_of(session, "sua/"), again).status_code == 302
    session.refresh_from_db()
    assert (session.status, session.heads_count, session.flags) == (
        "received",
        20,
        ["was_withdrawn"],
    )


def test_only_the_team_takes_back_and_not_what_is_confirmed(
    client, lan, minh, other_team, team, reviewer
):
    session = send(lan, team).session
    assert client.post(page_of(session, "thu-hoi/")).status_code == 302
    for wrong in (minh, reviewer):
        sign_in(client, wrong)
        assert client.post(page_of(session, "thu-hoi/")).status_code == 403
    reviewing.verify(session, by=reviewer, now=clock.now())
    sign_in(client, lan)
    assert client.post(page_of(session, "thu-hoi/")).status_code == 403
    session.refresh_from_db()
    assert session.status == "verified"


def test_two_who_mend_the_same_log_are_both_kept(client, lan, hoa, team):
    membership.join(team, hoa, on=long_ago(), by=None)
    session = send(lan, team).session
    edit, sent = page_of(session, "sua/"), {"record_id": str(session.record_id), "rev": "2"}
    sign_in(client, lan)
    client.post(edit, fields(**sent, heads="20"))
    sign_in(client, hoa)
    page = client.post(edit, fields(**sent, heads="30"))
    assert page.status_code == 409
    assert page_of(session) in page.text
    assert QuarantinedSubmission.objects.get().body["heads"] == 30
    session.refresh_from_db()
    assert session.heads_count == 20


@pytest.mark.parametrize(
    "changes",
    [
        {"record_id": "x"},
        {"record_id": ""},
        {"rev": "99999999999"},
        {"heads": "-1"},
        {"heads": "9" * 50},
        {"topics": ["\x00"]},
        {"type": "bay"},
        {"venue": "\x00"},
        {"act_e_identity": "ba"},
        {"names": "x" * 50_000, "with_names": "on"},
    ],
)
def test_a_malformed_form_comes_back_and_nothing_is_written(client, lan, team, changes):
    sign_in(client, lan)
    assert client.post(address(team), fields(**changes)).status_code == 422
    assert not Session.objects.exists()
