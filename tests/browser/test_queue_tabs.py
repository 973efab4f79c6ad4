"""The list of logged sessions: its tabs, and those of one state where there are many."""

import pytest
from playwright.sync_api import expect

from lms.sync.models import Device
from lms.sync.services import devices
from tests.browser import driving
from tests.browser.leader import begin, log, states, visit_team
from tests.browser.learner import kept, wait_until
from tests.browser.test_logging_faults import SUBMISSIONS


@pytest.fixture
def page(page, team):
    visit_team(page, team)
    return page


def shown(page):
    return page.locator("[data-cards] > article:visible")


def test_an_old_phone_that_holds_nothing_invites_to_no_session(page, team, lan):
    wait_until(page, Device.objects.filter(user=lan).exists)
    assert devices.revoke(Device.objects.get(), by=lan)
    page.goto(f"/to/{team.code}/")
    wait_until(page, lambda: page.evaluate("document.cookie").endswith(".off"))
    page.goto("/buoi/")
    expect(page.get_by_text("Máy này chưa ghi được buổi mới")).to_be_visible()
    expect(page.get_by_role("link", name="Mở trang của tổ")).to_be_visible()
    expect(page.get_by_text("Chưa có buổi nào trên máy này")).to_be_hidden()


@pytest.mark.large
def test_tabs_lead_on_and_many_sessions_are_looked_at_by_how_they_stand(page, team, screenshot):
    page.route(SUBMISSIONS, lambda route: route.abort())
    page.goto("/buoi/")
    expect(page.get_by_text("Chưa có buổi nào trên máy này")).to_be_visible()
    expect(page.locator(".tabs [data-unsent]")).to_be_hidden()
    log(page, team)
    page.goto("/buoi/")
    expect(page.locator(".tabs [data-unsent] b")).to_have_text("1")
    expect(page.locator("[data-filter]")).to_be_hidden()
    for n in range(5):
        begin(page, team)
        page.locator("[name=venue]").fill(f"Xóm {n}")
        wait_until(page, lambda count=n + 1: states(page).count("draft") == count)
    page.goto("/buoi/")
    expect(shown(page)).to_have_count(6)
    expect(page.locator("[data-filter]")).to_contain_text("Giữ trong máy: 5")
    driving.assert_fits(page)
    driving.assert_accessible(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        screenshot(page, f"queue-many-{theme}", full=True)
    page.get_by_role("radio", name="Tất cả").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Chờ gửi")).to_be_checked()
    expect(shown(page)).to_have_count(1)
    page.unroute(SUBMISSIONS)
    page.get_by_role("button", name="Gửi ngay").click()
    wait_until(page, lambda: "waiting" not in states(page))
    expect(page.locator("[data-none-at]")).to_have_text("Không còn buổi nào chờ gửi.")
    page.get_by_role("radio", name="Tất cả").check()
    expect(shown(page)).to_have_count(6)
    assert len([row for row in kept(page, "kv") if row["key"].startswith("session/")]) == 6
    page.get_by_role("navigation", name="Mục của tổ").get_by_role("link", name="Tổ").click()
    expect(page.get_by_role("heading", name=team.name)).to_be_visible()
