"""The third part of the log shows what a team often has and folds the rest, not out of reach."""

import pytest
from playwright.sync_api import expect

from teams.models import Session
from tests.browser.leader import (
    begin,
    chip,
    go_on,
    log,
    logs_kept,
    opened,
    send,
    states,
    visit_team,
)
from tests.browser.learner import wait_until
from tests.teams.conftest import send as sent

RARE = "Làm bài đánh giá kỹ năng số"


@pytest.fixture
def page(page, team):
    visit_team(page, team)
    return page


def shown(page):
    return page.locator("[data-list=acts] label").all_text_contents()


def to_third(page, team):
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=start_time]").fill("19:30")
    page.locator("[name=venue]").fill("Chợ Cồn")
    go_on(page, 2)
    page.locator("[name=heads]").fill("18")
    go_on(page, 3)


@pytest.mark.large
def test_rare_results_are_folded_and_reached_by_keys(page, team, line, screenshot):
    to_third(page, team)
    assert len(shown(page)) == 4
    fold = page.locator("details", has=page.locator("[data-list=more]"))
    expect(fold.get_by_label(RARE, exact=True)).to_be_hidden()
    screenshot(page, "log-results-folded", full=True)
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold.get_by_label(RARE, exact=True)).to_be_visible()
    screenshot(page, "log-results-open", full=True)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "act_assessment":
            break
    page.keyboard.type("3")
    page.keyboard.press("Escape")
    fold.locator("summary").click()
    # A fold tells of its closing a moment later.
    expect(page.locator("[data-list=acts]").get_by_label(RARE, exact=True)).to_have_value("3")
    assert RARE in shown(page)
    go_on(page, 4)
    page.get_by_role("link", name="Sửa Kết quả").click()
    page.reload()
    expect(page.locator("[data-list=acts]").get_by_label(RARE, exact=True)).to_be_visible()
    go_on(page, 4)
    send(page)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    assert {act.kind_id: act.count for act in Session.objects.get().acts.all()} == {"assessment": 3}


@pytest.mark.large
def test_what_the_team_had_lately_stands_first(page, team, lan):
    sent(lan, team, acts={"assessment": 2, "signature": 1})
    page.goto(f"/to/{team.code}/")
    key = "usual_outcomes"
    wait_until(page, lambda: [r for r in opened(page) if r.get(key) and r["sessions"]])
    to_third(page, team)
    assert shown(page)[:2] == ["Làm chữ ký số cá nhân", RARE]


@pytest.mark.large
def test_what_residents_said_goes_along(page, team):
    to_third(page, team)
    page.get_by_label("Bà con phản ánh, kiến nghị").fill("Sóng ở xóm 5 yếu quá")
    go_on(page, 4)
    answers = page.locator("[data-review] > div")
    expect(answers.filter(has_text="Phản ánh")).to_contain_text("Sóng ở xóm 5 yếu quá")
    send(page)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    assert Session.objects.get().feedback_said == "Sóng ở xóm 5 yếu quá"


@pytest.mark.large
def test_unsent_is_counted_in_sessions(page, team, line):
    line.cut()
    log(page, team)
    page.goto("/buoi/")
    page.get_by_role("link", name="Sửa").first.click()
    expect(page.get_by_role("heading", name="Đã hướng dẫn những gì?")).to_be_visible()
    page.locator("[name=venue]").fill("Chợ Cồn")
    for part in (2, 3, 4):
        go_on(page, part)
    send(page)
    assert states(page) == ["waiting", "waiting"]
    page.goto("/buoi/")
    expect(page.locator("[data-unsent] b").last).to_have_text("1")
    assert len({row["id"] for row in logs_kept(page)}) == 1


def test_a_team_that_has_not_changed_is_not_sent_again_and_no_browser_keeps_it(page, team):
    [before] = [row for row in opened(page) if row["key"].startswith("team/")]
    with page.expect_response(lambda one: f"/field/teams/{team.code}" in one.url) as asked:
        page.goto(f"/to/{team.code}/")
    answer = asked.value
    assert answer.request.headers["if-none-match"] == before["mark"]
    assert answer.status == 304
    assert answer.headers["cache-control"] == "no-store"
    [after] = [row for row in opened(page) if row["key"].startswith("team/")]
    assert after == before
