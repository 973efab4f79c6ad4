"""Who wants to see how it goes logs a session on trial: marked on every screen, counted nowhere."""

import pytest
from playwright.sync_api import expect

from teams.models import Session, TrialLog
from tests.browser.leader import (
    fill,
    log,
    logs_kept,
    send,
    states,
    visit_team,
)
from tests.browser.learner import wait_until

BANNER = "Đang ghi thử"


@pytest.fixture
def page(page, team):
    visit_team(page, team)
    return page


def begin_trial(page, team):
    page.goto(f"/to/{team.code}/")
    page.get_by_role("link", name="Ghi thử cho quen").click()
    expect(page.get_by_role("heading", name="Đã hướng dẫn những gì?")).to_be_visible()
    expect(page.get_by_text(BANNER)).to_be_visible()


@pytest.mark.large
def test_a_trial_is_marked_on_every_screen_and_never_counts(page, team, line, screenshot):
    begin_trial(page, team)
    screenshot(page, "trial-1")
    fill(page)
    expect(page.get_by_text(BANNER)).to_be_visible()
    page.reload()
    expect(page.get_by_text(BANNER)).to_be_visible()
    send(page)
    expect(page.get_by_text(BANNER)).to_be_visible()
    expect(page.locator("article [data-at=trial]")).to_be_visible()
    expect(page.locator("[data-looked]", has_text="Không tính vào đâu")).to_be_visible()
    screenshot(page, "trial-done", full=True)
    page.goto("/buoi/")
    expect(page.locator("article [data-at=trial]")).to_be_visible()
    screenshot(page, "trial-list", full=True)
    assert (Session.objects.count(), TrialLog.objects.count()) == (0, 1)


@pytest.mark.large
def test_a_trial_waits_in_the_same_queue_and_is_no_twin_of_a_real_log(page, team, line):
    begin_trial(page, team)
    line.cut()
    fill(page)
    send(page)
    assert states(page) == ["waiting"]
    log(page, team)
    expect(page.locator("[data-done]").get_by_text("Ghi thử")).to_be_hidden()
    real = [row for row in logs_kept(page) if not row.get("trial")]
    assert len(real) == 1
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived", "arrived"])
    assert (Session.objects.count(), TrialLog.objects.count()) == (1, 1)
