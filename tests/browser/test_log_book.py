"""What the form and the list of logged sessions say stays true, whatever has changed meanwhile."""

import gzip
import json
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.users.services import grants
from teams.models import FieldSubmission, Session, Topic
from teams.services import membership, reviewing
from tests.browser.leader import (
    begin,
    change_log,
    chip,
    fill,
    go_on,
    log,
    opened,
    said,
    send,
    states,
    visit_team,
)
from tests.browser.learner import wait_until
from tests.browser.test_logging_faults import LOOKED_AT, SUBMISSIONS
from tests.factories import make_village
from tests.people import make_person

TWIN = "Ngày này tổ đã ghi một buổi"
MANY = "400 người đến là rất đông."


@pytest.fixture
def page(page, team):
    """Lan's phone, which has seen the team's page."""
    visit_team(page, team)
    return page


def arrived(page, count=1):
    wait_until(page, lambda: states(page) == ["arrived"] * count)


def teams_kept(page):
    return [row for row in opened(page) if row["key"].startswith("team/")]


def unlike(page):
    """The last look has told what is odd, and names no session like this one."""
    expect(page.get_by_text(MANY)).to_be_visible()
    expect(page.get_by_text(TWIN)).to_have_count(0)


def mend(page, line, venue="Chợ Cồn"):
    """Log without a line what the province will not take as it is, on the page that stays open."""
    expect(page.get_by_text("Chưa gửi được. Buổi giữ trong máy")).to_be_visible()
    change_log(page, venue, topics=[])
    line.mend()
    page.evaluate(LOOKED_AT)
    wait_until(page, lambda: "mend" in states(page))


@pytest.mark.large
def test_a_log_looked_over_before_midnight_keeps_its_day(page, team):
    late = datetime.now().astimezone() - timedelta(days=1)
    late = late.replace(hour=23, minute=50)
    page.clock.set_fixed_time(late)
    begin(page, team)
    fill(page)
    page.clock.set_fixed_time(late + timedelta(minutes=20))
    send(page)
    arrived(page)
    assert Session.objects.get().held_on == late.date()


@pytest.mark.large
def test_after_midnight_the_day_is_called_by_what_it_is_now(page, team):
    late = datetime.now().astimezone() - timedelta(days=1)
    late = late.replace(hour=23, minute=50)
    page.clock.set_fixed_time(late)
    begin(page, team)
    fill(page)
    page.clock.set_fixed_time(late + timedelta(minutes=20))
    page.get_by_role("link", name="Sửa Buổi").click()
    expect(page.locator("[name=day][value=yesterday]")).to_be_checked()
    page.locator("[name=day][value=today]").check()
    wait_until(
        page,
        lambda: said(page).get("held_on") == f"{late.date() + timedelta(days=1)}",
    )


@pytest.mark.large
def test_a_form_left_open_over_midnight_with_nothing_written_begins_today(page, team):
    now = datetime.now().astimezone()
    page.clock.set_fixed_time(now - timedelta(days=1))
    begin(page, team)
    page.clock.set_fixed_time(now)
    page.evaluate(LOOKED_AT)
    expect(page.locator("[name=day][value=today]")).to_be_checked()
    fill(page)
    assert said(page).get("held_on") == f"{now.date()}"


@pytest.mark.large
def test_only_the_list_lets_what_must_be_mended_be_dropped(page, line, team):
    line.cut()
    log(page, team, venue="Chợ Cồn")
    mend(page, line)
    expect(chip(page, "Cần sửa")).to_be_visible()
    expect(page.get_by_role("link", name="Sửa rồi gửi")).to_be_visible()
    expect(page.get_by_role("button", name="Xóa")).to_be_hidden()
    page.goto("/buoi/")
    page.get_by_role("button", name="Xóa").click()
    page.get_by_role("button", name="Xóa buổi này").click()
    expect(page.get_by_text("Đã xóa buổi đó.")).to_be_visible()
    assert states(page) == []


@pytest.mark.large
def test_on_a_line_too_slow_for_many_logs_fewer_go_at_once(page, team):
    page.route(SUBMISSIONS, lambda route: route.abort())
    for venue in ("Nhà văn hóa xóm 5", "Chợ Cồn", "Nhà bà Mùi"):
        log(page, team, venue=venue)
    page.unroute(SUBMISSIONS)
    sizes, hanging = [], []

    def carry(route):
        body = route.request.post_data_buffer
        assert route.request.headers["content-encoding"] == "gzip"
        sizes.append(len(json.loads(gzip.decompress(body))["submissions"]))
        if sizes[-1] > 1:
            hanging.append(route)
        else:
            route.continue_()

    page.route(SUBMISSIONS, carry)
    page.goto("/buoi/")
    arrived(page, 3)
    assert (sizes[0], sizes[-3:]) == (3, [1, 1, 1])
    assert Session.objects.count() == 3


@pytest.mark.large
@pytest.mark.parametrize("status", [400, 415])
def test_where_nothing_packed_gets_through_logs_go_as_they_are(page, team, status):
    def carry(route):
        if "content-encoding" in route.request.headers:
            route.fulfill(status=status, json={"code": "not_gzip", "message": ""})
        else:
            route.continue_()

    page.route(SUBMISSIONS, carry)
    log(page, team)
    arrived(page)


@pytest.mark.large
@pytest.mark.parametrize("without", ["topic", "hour", "status", "team"])
def test_what_the_province_would_not_call_alike_is_not_asked_about(page, lan, team, without):
    log(page, team)
    arrived(page)
    if without == "status":
        Session.objects.update(status=Session.Status.WITHDRAWN)
        page.goto("/buoi/")
        expect(page.get_by_text("Tổ đã thu hồi buổi này.")).to_be_visible()
    if without == "team":
        village = make_village("Thôn Bình", commune=team.unit.parent)
        day = clock.today() - timedelta(days=9)
        team = membership.open_team("Tổ công nghệ số thôn Bình", unit=village, by=None, on=day)
        membership.join(team, lan, role="leader", on=day, by=None)
        page.goto(f"/to/{team.code}/")
        wait_until(page, lambda: len(teams_kept(page)) == 2)
    begin(page, team)
    if without == "hour":
        fill(page, heads=400)
        page.get_by_role("link", name="Sửa Buổi").click()
        page.locator("[name=start_time]").fill("14:00")
        for part in (2, 3, 4):
            go_on(page, part)
    else:
        fill(page, heads=400, topics=("qr",) if without == "topic" else ("vneid",))
    unlike(page)


@pytest.mark.large
def test_a_draft_that_says_nothing_yet_is_like_no_other(page, team):
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=start_time]").fill("19:30")
    wait_until(page, lambda: said(page).get("start_time") == "19:30")
    begin(page, team)
    fill(page, heads=400)
    unlike(page)


@pytest.mark.large
def test_the_list_says_what_arrived_beside_what_must_still_be_mended(page, line, team):
    line.cut()
    log(page, team, venue="Chợ Cồn")
    mend(page, line)
    page.route(SUBMISSIONS, lambda route: route.abort())
    log(page, team)
    page.goto("/buoi/")
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Chưa gửi được. Buổi vẫn giữ trong máy")).to_be_visible()
    page.unroute(SUBMISSIONS)
    page.evaluate(LOOKED_AT)
    expect(page.get_by_text("Đã gửi xong 1 buổi. Còn 1 buổi cần sửa.")).to_be_visible()


@pytest.mark.large
def test_two_revisions_of_one_session_are_one_session(page, line, team):
    line.cut()
    log(page, team)
    page.get_by_role("link", name="Sửa", exact=True).click()
    for part in (2, 3, 4):
        go_on(page, part)
    send(page)
    assert states(page) == ["waiting"] * 2
    page.goto("/buoi/")
    expect(page.get_by_text("1 buổi còn trong máy, chưa gửi")).to_be_visible()
    line.mend()
    page.evaluate(LOOKED_AT)
    expect(page.get_by_text("Đã gửi xong 1 buổi.")).to_be_visible()
    arrived(page)


@pytest.mark.large
@pytest.mark.parametrize("status", [403, 409])
def test_what_the_province_refused_for_now_still_waits_and_the_list_says_so(page, team, status):
    refused = {"status": status, "json": {"code": "csrf", "message": ""}}
    page.route(SUBMISSIONS, lambda route: route.fulfill(**refused))
    log(page, team)
    page.goto("/buoi/")
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Tỉnh chưa nhận lần này.")).to_be_visible()
    expect(page.get_by_text("Không còn buổi nào chờ gửi.")).to_be_hidden()
    assert states(page) == ["waiting"]


@pytest.mark.large
def test_a_change_keeps_who_has_left_and_turns_of_what_is_retired(page, team):
    hoa = make_person("Trần Thị Hoa")
    long_ago = clock.today() - timedelta(days=400)
    place = membership.join(team, hoa, on=long_ago, by=None)
    page.goto(f"/to/{team.code}/")
    wait_until(page, lambda: len(teams_kept(page)[0]["members"]) == 2)
    begin(page, team)
    page.get_by_text("Hình thức, loại nơi, người hướng dẫn").click()
    page.locator(f"[name=helpers][value='{hoa.public_id}']").check()
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=start_time]").fill("19:30")
    page.locator("[name=venue]").fill("Chợ Cồn")
    go_on(page, 2)
    page.locator("[name=heads]").fill("18")
    page.locator("[name=turn_vneid]").fill("7")
    for part in (3, 4):
        go_on(page, part)
    send(page)
    arrived(page)
    membership.leave(place, on=clock.today() - timedelta(days=200), by=None, now=clock.now())
    Topic.objects.filter(code="vneid").update(is_offered=False)
    page.goto("/buoi/")
    wait_until(page, lambda: len(teams_kept(page)[0]["members"]) == 1)
    page.get_by_role("link", name="Sửa", exact=True).click()
    go_on(page, 2)
    expect(page.locator("[name=turn_vneid]")).to_have_value("7")
    page.locator("[name=heads]").fill("19")
    for part in (3, 4):
        go_on(page, part)
    expect(page.locator("[data-review]")).to_contain_text("Người đã rời tổ")
    send(page)
    wait_until(page, lambda: FieldSubmission.objects.filter(rev=2).exists())
    sent = FieldSubmission.objects.get(rev=2).payload
    assert (sent["heads"], sent["turns"]) == (19, {"vneid": 7})
    assert hoa.public_id in sent["helpers"]


@pytest.mark.large
def test_of_a_change_nobody_confirmed_the_list_does_not_say_it_is(page, team, bich):
    log(page, team)
    arrived(page)
    row = Session.objects.get()
    grants.grant(bich, "commune_reviewer", unit=team.unit.parent, by=None)
    page.get_by_role("link", name="Sửa", exact=True).click()
    go_on(page, 2)
    reviewing.verify(row, by=bich, now=clock.now())
    page.locator("[name=heads]").fill("19")
    for part in (3, 4):
        go_on(page, part)
    send(page)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    page.goto("/buoi/")
    expect(page.get_by_text("Bản sửa đang chờ xã xem.")).to_be_visible()
    expect(page.get_by_text("Xã đã xác nhận.")).to_be_hidden()
    row = Session.objects.get()
    reviewing.return_for_fix(row, by=bich, reason="Số người chưa khớp.", now=clock.now())
    page.reload()
    expect(page.get_by_text("Xã chưa nhận bản sửa")).to_be_visible()
    expect(page.get_by_text("Xã đã xác nhận.")).to_be_hidden()


@pytest.mark.large
def test_a_leader_who_left_opens_what_she_began_and_nothing_new(page, line, team, lan):
    membership.join(team, make_person("Trần Thị Hoa"), on=team.valid_from, by=None)
    log(page, team)
    arrived(page)
    page.goto(f"/to/{team.code}/")
    wait_until(page, lambda: len(teams_kept(page)[0]["members"]) == 2)
    line.cut()
    begin(page, team)
    page.locator("[name=venue]").fill("Chợ Cồn")
    wait_until(page, lambda: states(page) == ["arrived", "draft"])
    place = team.memberships.get(person=lan)
    day_before = clock.today() - timedelta(days=1)
    membership.leave(place, on=day_before, by=None, now=clock.now())
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: [row.get("gone") for row in teams_kept(page)] == [True])
    page.goto(f"/buoi/ghi/?to={team.code}")
    expect(page.get_by_text("Chưa ghi được trên máy này")).to_be_visible()
    page.goto("/buoi/")
    # Of the team only what the draft needs is left, and of its sessions nothing.
    wait_until(page, lambda: states(page) == ["draft"])
    [left] = teams_kept(page)
    assert [one["id"] for one in left["members"]] == [lan.public_id]
    assert (left["sessions"], left["venues"], left["codes"]) == ([], [], [])
    page.get_by_role("link", name="Ghi tiếp").click()
    expect(page.locator("[name=venue]")).to_have_value("Chợ Cồn")
    fill(page, venue="Chợ Cồn")
    send(page)
    wait_until(page, lambda: teams_kept(page) == [])
    assert "role_ended" in Session.objects.get(venue="Chợ Cồn").flags
