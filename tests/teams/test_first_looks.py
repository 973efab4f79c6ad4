"""What stands first on pages of teams, so that nobody looks for what she came for."""

from datetime import timedelta

from lms.common import clock
from lms.common.ids import uuid7
from teams.services import broadcasting, feedback, reviewing
from tests.people import sign_in
from tests.teams import planned as plans
from tests.teams.conftest import envelope, send


def test_the_leaders_home_begins_with_the_session_to_hold(client, lan, team, topics):
    later = {"on": clock.today() + timedelta(days=5), "topic": topics[1], "venue": "Sân đình"}
    plans.plan(team, lan, **later)
    nearest = plans.plan(team, lan, on=clock.today() + timedelta(days=1), venue="Chợ Cồn")
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/").text
    assert page.index("ngày mai") < page.index("Chợ Cồn") < page.index("Ghi buổi hướng dẫn")
    assert page.index("Ghi buổi hướng dẫn") < page.index("Sắp tới") < page.index("Nộp hồ sơ")
    assert page.count(f"/lich/{nearest.pk}/") == 1


def test_a_session_of_today_is_logged_from_its_plan_until_it_is(client, lan, team):
    planned = plans.plan(team, lan, on=clock.today())
    sign_in(client, lan)
    from_plan = f"/buoi/ghi/?to={team.code}&amp;lich={planned.pk}"
    page = client.get(f"/to/{team.code}/").text
    assert "Buổi hôm nay" in page
    assert from_plan in page
    send(lan, team)
    page = client.get(f"/to/{team.code}/").text
    assert "Buổi hôm nay" not in page
    assert from_plan not in page
    assert f"/buoi/ghi/?to={team.code}" in page


def test_what_the_commune_asks_for_comes_with_the_way_to_do_it(client, lan, team, reviewer):
    session = send(lan, team).session
    reviewing.return_for_fix(session, by=reviewer, reason="Nhờ tổ đếm lại.", now=clock.now())
    sign_in(client, lan)
    page = client.get(session.get_absolute_url()).text
    assert page.count("Sửa và gửi lại") == 1
    assert page.index("Nhờ tổ đếm lại.") < page.index("Sửa và gửi lại") < page.index("Nơi tổ chức")


def test_a_reviewer_decides_before_she_prints(client, lan, team, reviewer, y_yen):
    session = send(lan, team).session
    sign_in(client, reviewer)
    page = client.get(f"/xa/{y_yen.code}/duyet/{session.record_id}/").text
    assert page.index("Xác nhận buổi này") < page.index("Trả lại cho tổ")
    assert page.index("Trả lại cho tổ") < page.index("bản để in")


def test_an_answer_is_read_once_and_a_wish_has_no_second_title(client, lan, team, reviewer, hoa):
    wish = feedback.log(team, by=lan, said="Xin wifi.", resident=hoa, now=clock.now())
    feedback.answer(wish, by=reviewer, words="Tháng sau lắp.", now=clock.now())
    sign_in(client, hoa)
    page = client.get(f"/diem-nghen/{wish.pk}/").text
    assert page.count("Tháng sau lắp.") == 1
    assert page.count("Phản ánh, kiến nghị") == 2
    """In the title of the window and in the page's own."""


def test_whoever_is_to_answer_reads_where_it_was_hard_but_no_home(
    client, lan, team, reviewer, topics
):
    send(lan, team, difficulties=["weak_network"], venue="Sân kho")
    home = envelope(team)
    at_home = {"type": "home_visit", "venue": "Ngõ nhà ông Sửu", "topics": ["dich-vu-cong"]}
    send(lan, team, wrap=home, difficulties=["weak_network"], **at_home)
    for session in team.sessions.all():
        reviewing.verify(session, by=reviewer, now=clock.now())
    sign_in(client, reviewer)
    pages = "".join(client.get(f"/diem-nghen/{one.pk}/").text for one in team.feedback.all())
    assert "Sân kho" in pages
    assert "ông Sửu" not in pages


def test_a_message_says_to_whom_and_by_whom_before_who_read_it(client, manager, lan, team, y_yen):
    said = {"title": "Họp tổ", "body": "Tối thứ Năm.", "whom": "leaders"}
    sent = broadcasting.announce(
        y_yen, broadcast_id=uuid7(), by=manager, now=clock.now(), **said
    )  # fmt: skip
    broadcasting.send(str(sent.pk), now=sent.due_at)
    sign_in(client, manager)
    page = client.get(f"/xa/{y_yen.code}/nhan-to/{sent.pk}/").text
    assert f"{manager} nhắn tới: Tổ trưởng." in page
    assert page.index("Ai đã đọc") < page.index("Rút lại tin này")
