"""What phones, lines and people do wrong while sessions are logged: none lost, none twice."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.users.models import Session as SignIn
from lms.users.services import grants, people
from lms.users.sessions import SessionStore
from teams.models import FieldSubmission, QuarantinedSubmission, Session
from teams.services import membership, reviewing
from tests.browser import driving
from tests.browser.leader import (
    SENT,
    begin,
    change_log,
    chip,
    draft,
    fill,
    go_on,
    log,
    logs_kept,
    said,
    send,
    states,
    visit_team,
)
from tests.browser.learner import kept, sign_in, sign_out, wait_until
from tests.browser.test_faults import CLOSABLE, FULL, KEEPS_NOTHING, NO_LOCKS, REFUSES
from tests.browser.test_wrong_clock import set_clock
from tests.people import make_person
from tests.users.conftest import NUMBER as HOA_NUMBER

SUBMISSIONS = "**/api/v1/field/submissions"
A_DAY = timedelta(days=1)
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def page(page, team):
    """Lan's phone, which has seen the team's page."""
    visit_team(page, team)
    return page


def arrived(page, count=1):
    """They are there, each once, and the phone has the province's own receipts."""
    wait_until(page, lambda: states(page) == ["arrived"] * count)
    told = {row["receipt"] for row in logs_kept(page)}
    assert told == set(FieldSubmission.objects.values_list("receipt_no", flat=True))
    assert Session.objects.count() == count


def test_flight_mode(page, line, team):
    line.cut()
    log(page, team)
    expect(page.get_by_text("Chưa gửi được. Buổi giữ trong máy")).to_be_visible()
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    arrived(page)


def test_a_killed_browser_finds_its_draft_again(browser, line, team):
    page = browser()
    visit_team(page, team)
    line.cut()
    begin(page, team)
    page.locator("input[name=topics][value=qr]").check()
    draft(page, "Chợ Cồn")
    page.context.close()
    page = browser()
    begin(page, team)
    page.get_by_role("link", name="Ghi tiếp buổi đó").click()
    expect(page.locator("[name=venue]")).to_have_value("Chợ Cồn")
    expect(page.locator("input[name=topics][value=qr]")).to_be_checked()
    page.reload()
    expect(page.locator("[name=venue]")).to_have_value("Chợ Cồn")
    assert len(logs_kept(page)) == 1


@pytest.mark.large
def test_a_captive_portal_is_no_receipt(page, line, team):
    line.state = "portal"
    log(page, team)
    page.wait_for_timeout(1000)
    assert states(page) == ["waiting"]
    expect(chip(page, "Chờ gửi")).to_be_visible()
    line.mend()
    page.evaluate(LOOKED_AT)
    arrived(page)


@pytest.mark.large
def test_an_answer_lost_leaves_one_session(page, line, team):
    line.unheard = SENT
    log(page, team)
    wait_until(page, lambda: FieldSubmission.objects.count() == 1)
    assert states(page) == ["waiting"]
    line.mend()
    page.evaluate(LOOKED_AT)
    arrived(page)
    assert not QuarantinedSubmission.objects.exists()


def test_two_tabs_write_in_one_log_only_by_turns(page, team):
    begin(page, team)
    draft(page, "Chợ Cồn")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_text("Đang mở ở trang khác")).to_be_visible()
    expect(other.locator("[name=venue]")).to_be_disabled()
    page.locator("[name=venue]").fill("Chợ Cồn, dãy hàng vải")
    wait_until(page, lambda: said(page).get("venue", "").endswith("vải"))
    page.close()
    expect(other.locator("[name=venue]")).to_be_enabled()
    expect(other.locator("[name=venue]")).to_have_value("Chợ Cồn, dãy hàng vải")


@pytest.mark.large
def test_two_tabs_without_locks_keep_what_was_written_first(page, team):
    page.context.add_init_script(NO_LOCKS)
    begin(page, team)
    draft(page, "Chợ Cồn")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("[name=venue]")).to_have_value("Chợ Cồn")
    page.locator("[name=venue]").fill("Nhà bà Mùi")
    wait_until(page, lambda: said(page).get("venue") == "Nhà bà Mùi")
    other.locator("[name=venue]").fill("Nhà khác")
    expect(other.get_by_text("Đang mở ở trang khác")).to_be_visible()
    assert said(page).get("venue") == "Nhà bà Mùi"


@pytest.mark.large
def test_a_full_phone_says_so_and_sends_all_the_same(page, line, team):
    begin(page, team)
    draft(page, "Chợ Cồn")
    page.evaluate(FULL)
    line.cut()
    fill(page, venue="Nhà bà Mùi")
    expect(page.get_by_text("Máy này chưa giữ được buổi")).to_be_visible()
    expect(page.get_by_text("Đã giữ trong máy")).to_be_hidden()
    send(page)
    expect(page.get_by_text("Buổi giữ trong máy")).to_be_hidden()
    line.mend()
    page.evaluate(LOOKED_AT)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    assert Session.objects.get().venue == "Nhà bà Mùi"


@pytest.mark.large
def test_a_browser_that_keeps_nothing_still_sends(page, line, team):
    page.context.add_init_script(REFUSES)
    log(page, team)
    assert page.evaluate(KEEPS_NOTHING)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    assert Session.objects.count() == 1


@pytest.mark.large
def test_indexeddb_closed_in_the_middle_is_opened_again(page, team):
    page.context.add_init_script(CLOSABLE)
    begin(page, team)
    draft(page, "Chợ Cồn")
    assert page.evaluate("closeAll()")
    fill(page, venue="Nhà bà Mùi")
    assert page.evaluate("closeAll()")
    send(page)
    arrived(page)
    assert Session.objects.get().venue == "Nhà bà Mùi"


@pytest.mark.large
@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_a_year_off_is_told_and_refuses_nothing(page, line, team, years):
    set_clock(page, years=years)
    log(page, team)
    arrived(page)
    assert Session.objects.get().flags
    begin(page, team)
    fill(page, venue="Chợ Cồn")
    expect(page.get_by_text("Đồng hồ máy này chạy sai ngày")).to_be_visible()
    set_clock(page)
    send(page)
    wait_until(page, lambda: set(states(page)) == {"arrived"})
    assert Session.objects.count() == 2


@pytest.mark.large
def test_of_a_sign_in_that_ran_out_only_what_is_unsent_stays_and_can_be_sent(page, line, team):
    log(page, team)
    arrived(page, 1)
    page.goto(f"/buoi/ghi/?to={team.code}")
    page.locator("[name=venue]").fill("Nhà bà Mùi")
    wait_until(page, lambda: states(page) == ["arrived", "draft"])
    begin(page, team)
    SignIn.objects.all().delete()
    fill(page, venue="Chợ Cồn")
    send(page)
    expect(page.get_by_role("link", name="Đăng nhập để gửi")).to_be_visible()
    wait_until(page, lambda: states(page) == ["draft", "waiting"])
    # What the province told of the team is gone; what was begun is there when she is back.
    assert not [row for row in kept(page, "kv") if row["key"].startswith(("team/", "usual/"))]
    page.goto("/buoi/")
    expect(page.locator("article")).to_have_count(2)
    page.get_by_role("link", name="Ghi tiếp").click()
    expect(page.get_by_text("Đăng nhập rồi ghi")).to_be_visible()
    sign_in(page, number="+84912345601", come_back="/buoi/")
    wait_until(page, lambda: states(page) == ["arrived", "draft"])
    page.get_by_role("link", name="Ghi tiếp").click()
    expect(page.locator("[name=venue]")).to_have_value("Nhà bà Mùi")


@pytest.mark.large
def test_one_the_province_wants_mended_holds_up_no_other(page, line, team):
    line.cut()
    for venue in ("Nhà văn hóa xóm 5", "Chợ Cồn", "Nhà bà Mùi"):
        log(page, team, venue=venue)
    # Nothing is under way any more.
    expect(page.get_by_text("Chưa gửi được. Buổi giữ trong máy")).to_be_visible()
    change_log(page, "Chợ Cồn", topics=[])
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived", "arrived", "mend"])
    expect(page.get_by_text("Tỉnh nhờ sửa: Chọn ít nhất một nội dung")).to_be_visible()
    assert Session.objects.count() == 2
    driving.assert_fits(page)
    driving.assert_accessible(page)
    page.get_by_role("link", name="Sửa rồi gửi").click()
    page.locator("input[name=topics][value=qr]").check()
    for part in (2, 3, 4):
        go_on(page, part)
    send(page)
    wait_until(page, lambda: states(page) == ["arrived"] * 3)
    mended = Session.objects.get(venue="Chợ Cồn")
    assert (mended.rev, Session.objects.count()) == (2, 3)


def test_what_the_commune_returned_is_mended_on_the_phone(page, line, team, bich):
    log(page, team, heads=14)
    arrived(page)
    row = Session.objects.get()
    grants.grant(bich, "commune_reviewer", unit=team.unit.parent, by=None)
    reviewing.return_for_fix(row, by=bich, reason="Ghi thiếu số nữ.", now=clock.now())
    page.goto("/buoi/")
    expect(page.get_by_text("Xã nhờ bổ sung: Ghi thiếu số nữ.")).to_be_visible()
    expect(chip(page, "Cần sửa")).to_be_visible()
    page.get_by_role("link", name="Sửa rồi gửi").click()
    go_on(page, 2)
    expect(page.locator("[name=heads]")).to_have_value("14")
    page.locator("[name=female]").fill("8")
    for part in (3, 4):
        go_on(page, part)
    send(page)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    row.refresh_from_db()
    assert (row.rev, row.female_count, row.status) == (2, 8, "received")
    assert FieldSubmission.objects.get(rev=2).base_rev == 1


@pytest.mark.large
def test_a_busy_province_is_asked_again_when_it_said(page, team):
    busy = {"status": 429, "headers": {"Retry-After": "3"}, "json": {"code": "busy"}}
    page.route(SUBMISSIONS, lambda route: route.fulfill(**busy))
    log(page, team)
    assert states(page) == ["waiting"]
    page.unroute(SUBMISSIONS)
    arrived(page)


@pytest.mark.large
def test_what_names_people_leaves_the_phone_with_the_receipt(page, line, team):
    line.cut()
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=start_time]").fill("1930")
    page.locator("[name=venue]").fill("Chợ Cồn")
    go_on(page, 2)
    page.locator("[name=heads]").fill("2")
    page.get_by_role("link", name="Điểm danh từng người").click()
    page.get_by_text("Ghi tên", exact=True).click()
    page.get_by_label("Họ và tên").fill("Trần Thị Mùi")
    page.get_by_role("button", name="Thêm người này").click()
    expect(page.get_by_text("đánh dấu là người đó đã đồng ý")).to_be_visible()
    page.get_by_label("Người được ghi tên đã đồng ý").check()
    page.get_by_role("button", name="Thêm người này").click()
    page.get_by_role("link", name="Xong, ghi tiếp buổi này").click()
    expect(page.get_by_role("link", name="Điểm danh: 1 người")).to_be_visible()
    go_on(page, 3)
    go_on(page, 4)
    expect(page.get_by_text("2 người, 1 đã điểm danh")).to_be_visible()
    send(page)
    assert "Trần Thị Mùi" in str(logs_kept(page))
    line.mend()
    page.evaluate(LOOKED_AT)
    arrived(page)
    assert "Trần Thị Mùi" not in str(logs_kept(page))
    assert Session.objects.get().attendances.get().name == "Trần Thị Mùi"


@pytest.mark.large
def test_of_a_log_on_a_shared_phone_others_see_the_number_only(page, team):
    page.route(SUBMISSIONS, lambda route: route.abort())
    log(page, team, venue="Nhà bà Mùi")
    sign_out(page)
    hoa = make_person("Trần Thị Hoa")
    people.attach_phone(hoa, HOA_NUMBER, verified_at=clock.now(), by=None)
    sign_in(page, come_back="/toi/")
    page.goto("/buoi/")
    expect(page.get_by_text("Máy này còn giữ 1 buổi của người khác.")).to_be_visible()
    assert "Nhà bà Mùi" not in page.content()
    sign_out(page)
    page.unroute(SUBMISSIONS)
    sign_in(page, number="+84912345601", come_back="/buoi/")
    arrived(page)


@pytest.mark.large
def test_leaving_a_borrowed_phone_names_the_sessions_that_would_be_lost(page, team):
    page.route(SUBMISSIONS, lambda route: route.abort())
    log(page, team)
    (key,) = [one["value"] for one in page.context.cookies() if one["name"] == "sessionid"]
    signed_in = SessionStore(session_key=key)
    signed_in["borrowed"] = True
    signed_in.save()
    page.goto("/dang-xuat/")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_text("Còn 1 việc chưa gửi được.")).to_be_visible()
    page.unroute(SUBMISSIONS)
    page.reload()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    page.wait_for_load_state("networkidle")
    assert Session.objects.count() == 1
    assert logs_kept(page) == []


@pytest.mark.large
def test_a_new_release_brings_a_teams_phone_the_new_pages(page, line, team, settings):
    settings.RELEASE = "r8"
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    wait_until(page, lambda: page.evaluate("caches.has('hocso-shell-r8')"))
    olders = "caches.keys().then((all) => all.filter((one) => one.includes('shell')).length)"
    wait_until(page, lambda: page.evaluate(olders) == 1)
    line.cut()
    log(page, team)
    assert logs_kept(page)[0]["app"] == "r8"


@pytest.mark.large
def test_a_leader_who_left_the_team_loses_its_lists_and_not_her_log(page, line, team, lan):
    line.cut()
    log(page, team)
    place = team.memberships.get(person=lan)
    membership.leave(place, on=clock.today() - A_DAY, by=None, now=clock.now())
    line.mend()
    page.goto("/buoi/")
    arrived(page)
    assert "role_ended" in Session.objects.get().flags
    wait_until(page, lambda: not any(row["key"].startswith("team/") for row in kept(page, "kv")))
