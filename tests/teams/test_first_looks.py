"""What stands first on pages of teams, so that nobody looks for what she came for."""

from datetime import timedelta

from django.template.loader import render_to_string

from lms.common import clock
from lms.common.ids import uuid7
from teams.services import broadcasting, consolidating, feedback, membership, reviewing
from tests.people import sign_in
from tests.teams import planned as plans
from tests.teams.conftest import envelope, long_ago, send


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


def test_requests_alike_are_told_apart_by_who_asks_and_where(client, lan, team, village):
    for name, where in (("bác Hoa", "xóm 2"), ("cụ Sửu", "xóm 4")):
        plans.ask(village, name=name, where=where, mark=name[0] * 64)
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/hen/").text
    assert page.index("bác Hoa") < page.index("xóm 2") < page.index("cụ Sửu") < page.index("xóm 4")


def test_what_sending_brought_is_said_beside_the_button(client, db):
    page = client.get("/buoi/").text
    assert page.index("data-send ") < page.index("data-said") < page.index("data-cards")


def test_photos_are_asked_for_before_what_few_sessions_have(client, db):
    page = client.get("/buoi/ghi/").text
    assert page.index('data-list="acts"') < page.index("data-photo-home")
    assert page.index("data-photo-home") < page.index('data-list="difficulties"')


def test_reviewed_lately_is_open_to_be_taken_back(client, lan, team, reviewer, y_yen):
    session = send(lan, team, venue="Chợ Cồn").session
    sign_in(client, reviewer)
    assert "Chợ Cồn" in client.get(f"/xa/{y_yen.code}/duyet/").text
    reviewing.verify(session, by=reviewer, now=clock.now())
    assert "Tôi vừa xem" in client.get(f"/xa/{y_yen.code}/duyet/").text


def test_the_founding_decision_stays_the_founding_one(client, manager, lan, team, y_yen):
    membership.describe(team, team.name, by=manager, decision_no="12/QĐ", decision_on=long_ago())
    place = team.memberships.get()
    new = consolidating.Decision("45/QĐ", clock.today(), 200, {place.pk: "leader"})
    consolidating.consolidate(team, new, by=manager, now=clock.now())
    sign_in(client, manager)
    page = client.get(f"/xa/{y_yen.code}/to/{team.code}/").text
    about = page[page.index("Quyết định thành lập") :]
    assert about.index("12/QĐ") < about.index("Kiện toàn") < about.index("45/QĐ")
    assert "45/QĐ" not in about[: about.index("Kiện toàn")]
    assert page.index("Lấy lại như trước") < page.index("Thêm người vào tổ")


def test_the_founding_decision_is_mended_though_the_team_was_formed_anew(
    client, manager, team, y_yen
):
    membership.describe(team, team.name, by=manager, decision_no="21/QĐ", decision_on=long_ago())
    new = consolidating.Decision("45/QĐ", clock.today(), 200, {team.memberships.get().pk: "leader"})
    act = consolidating.consolidate(team, new, by=manager, now=clock.now())
    sign_in(client, manager)
    at = f"/xa/{y_yen.code}/to/{team.code}/"
    form = client.get(f"{at}sua/").context["form"]
    assert (form["decision_no"].value(), form["decision_on"].value()) == ("21/QĐ", long_ago())
    sent = {"name": team.name, "decision_no": "12/QĐ", "decision_on": "", "households_count": 200}
    assert client.post(f"{at}sua/", sent).status_code == 302
    page = client.get(at).text
    about = page[page.index("Quyết định thành lập") :]
    assert about.index("12/QĐ") < about.index("45/QĐ")
    assert "21/QĐ" not in page
    act.refresh_from_db()
    assert consolidating.undo(act, by=manager, now=clock.now())
    team.refresh_from_db()
    assert (team.decision_no, team.decision_on) == ("12/QĐ", None)


def test_what_is_missing_is_said_where_the_page_opens(client, lan, team, reviewer, y_yen):
    session = send(lan, team).session
    item = feedback.log(team, by=lan, said="Xin wifi.", now=clock.now())
    sign_in(client, reviewer)
    ways = {
        f"/xa/{y_yen.code}/duyet/{session.record_id}/tra-lai/": {"reason": ""},
        f"/diem-nghen/{item.pk}/tra-loi/": {"words": ""},
        f"/diem-nghen/{item.pk}/dong/": {"words": ""},
        f"/diem-nghen/{item.pk}/chuyen/": {"to": "", "words": ""},
    }
    for address, sent in ways.items():
        page = client.post(address, {"rev": "1", "status": "received", **sent})
        assert page.status_code == 422, address
        assert page.text.count('id="loi"') == 1
        assert page.text.index('id="loi"') < page.text.index("<h1")


def test_households_in_nobodys_charge_stand_before_the_members(client, lan, team):
    team.households_count = 210
    team.save()
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/").text
    assert page.index("Thành viên tổ") < page.index("210 hộ chưa có người phụ trách")
    assert page.count(f'href="/to/{team.code}/so-ho/"') == 1
    team.memberships.update(households_count=210)
    page = client.get(f"/to/{team.code}/").text
    assert "chưa có người phụ trách" not in page
    assert page.count(f'href="/to/{team.code}/so-ho/"') == 1


def test_no_households_wait_for_anybody_of_a_team_that_is_over(client, lan, team):
    team.households_count, team.valid_to = 210, clock.today() - timedelta(days=1)
    team.save()
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/").text
    assert "Tổ đã thôi hoạt động" in page
    assert "chưa có người phụ trách" not in page


def test_what_is_still_to_be_held_of_a_campaign_stands_on_a_line_of_its_own():
    share = {"campaign": {"topic": {"code": "vneid"}}, "missing_count": 2}
    told = {"shares": [share], "may_plan": True, "team": {"code": "to"}}
    assert '</span><br><a class="textlink"' in render_to_string("teams/plans/_shares.html", told)


def test_the_team_leads_to_the_guide_for_leaders(client, lan, team):
    client.force_login(lan)
    assert 'href="/buoi/huong-dan/"' in client.get(f"/to/{team.code}/").text
