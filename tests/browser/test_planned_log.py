"""The form begins with what the team's calendar says of the day, without a line."""

from datetime import time

import pytest
from playwright.sync_api import expect

from lms.common import clock
from teams.models import Coming, Session
from tests.browser.leader import begin, chip, go_on, opened, send, visit_team
from tests.browser.learner import wait_until
from tests.teams import planned as plans


@pytest.mark.large
def test_todays_session_is_filled_in_from_the_calendar(page, line, team, lan, screenshot):
    today = clock.today()
    planned = plans.plan(team, lan, on=today, at=time(8), minutes=60, venue="Đình làng")
    other = plans.plan(
        team, lan, on=today, at=time(9), minutes=120, venue="Chợ Cồn", kind="field_event"
    )
    Coming.objects.create(plan=planned, people_count=4, phone_mark="a" * 64)
    visit_team(page, team)
    wait_until(page, lambda: any(row.get("plans") for row in opened(page)))
    page.goto(f"/to/{team.code}/lich/{other.pk}/")
    way = page.get_by_role("link", name="Ghi buổi này")
    expect(way).to_have_attribute("href", f"/buoi/ghi/?to={team.code}&lich={other.pk}")
    way.click()
    expect(page.locator("[name=venue]")).to_have_value("Chợ Cồn")
    expect(page.locator("[name=type][value=field_event]")).to_be_checked()
    line.cut()
    begin(page, team)
    expect(page.get_by_text("4 người đã báo sẽ đến")).to_be_visible()
    expect(page.locator("input[name=topics][value=vneid]")).to_be_checked()
    expect(page.locator("[name=start_time]")).to_have_value("08:00")
    expect(page.locator("[name=duration][value='60']")).to_be_checked()
    expect(page.locator("[name=venue]")).to_have_value("Đình làng")
    screenshot(page, "log-planned", full=True)
    go_on(page, 2)
    page.locator("[name=heads]").fill("18")
    go_on(page, 3)
    go_on(page, 4)
    send(page)
    # Of a topic logged that day nothing more is offered.
    begin(page, team)
    expect(page.locator("input[name=topics][value=vneid]")).not_to_be_checked()
    expect(page.get_by_text("đã báo sẽ đến")).to_be_hidden()
    line.mend()
    page.goto("/buoi/")
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    assert Session.objects.get().venue == "Đình làng"
