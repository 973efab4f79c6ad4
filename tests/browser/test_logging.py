"""A leader logs sessions in a hall without signal: quickly, and sees where each of them is."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from teams.models import FieldSubmission, Session
from tests.browser import driving
from tests.browser.leader import (
    begin,
    chip,
    draft,
    fill,
    go_on,
    log,
    said,
    send,
    states,
    visit_team,
)
from tests.browser.learner import wait_until

MOST_TAPS = 20
# Word, icon, ground and edge of the sign of each state.
SIGNS = """() => [...document.querySelector("[data-logcard]").content.querySelectorAll(".chip")]
  .map((chip) => document.querySelector("main").appendChild(chip.cloneNode(true)))
  .map((chip) => {
    const { backgroundColor, borderTopStyle } = getComputedStyle(chip);
    const icon = chip.querySelector("path").getAttribute("d");
    return { words: chip.textContent, icon, look: backgroundColor + " " + borderTopStyle };
  })"""
TALLY = """window.taps = 0;
for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, (event) => { if (event.isTrusted) window.taps += 1; }, true);
}"""


@pytest.fixture
def page(page, team):
    """Lan's phone, which has seen the team's page."""
    visit_team(page, team)
    return page


def test_in_flight_mode_three_sessions_are_logged_and_sent_after_the_browser_was_killed(
    browser, line, team
):
    page = browser()
    visit_team(page, team)
    line.cut()
    for venue in ("Nhà văn hóa xóm 5", "Chợ Cồn", "Nhà bà Mùi"):
        log(page, team, venue=venue)
        expect(chip(page, "Chờ gửi")).to_be_visible()
    assert states(page) == ["waiting"] * 3
    page.context.close()
    page = browser()
    page.goto(f"{line.address}/")
    expect(page.get_by_role("link", name="Buổi hướng dẫn ghi trên máy này")).to_be_visible()
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived"] * 3)
    expect(chip(page, "Đã tới tỉnh")).to_have_count(3)
    for submission in FieldSubmission.objects.all():
        expect(page.get_by_text(submission.receipt_no)).to_be_visible()
    assert Session.objects.count() == 3
    sent = FieldSubmission.objects.order_by("pk").values_list("payload__venue", flat=True)
    assert list(sent) == ["Nhà văn hóa xóm 5", "Chợ Cồn", "Nhà bà Mùi"]


def test_a_usual_session_takes_at_most_twenty_taps(page, line, team):
    """Two topics, three counts of people, two results, from the team's page to the receipt."""
    log(page, team)
    line.cut()
    page.context.add_init_script(TALLY)
    page.goto("/buoi/")
    taps = 1

    def tap(target):
        target.tap()

    def type_in(name, digits):
        tap(page.locator(f"[name={name}]"))
        page.keyboard.type(digits)

    def tallied():
        return page.evaluate("window.taps")

    page.goto(f"/buoi/ghi/?to={team.code}")
    # As it is guessed by day: soon after midnight it is left open.
    page.locator("[name=start_time]").fill("19:30")
    for code in ("vneid", "lua-dao"):
        tap(page.locator("label.check", has=page.locator(f"[name=topics][value={code}]")))
    tap(page.get_by_role("button", name="Tiếp tục"))
    type_in("heads", "18")
    type_in("female", "11")
    tap(page.get_by_role("button", name="Cả 18 người").first)
    tap(page.get_by_role("button", name="Tiếp tục"))
    type_in("act_e_identity", "6")
    type_in("act_online_service", "4")
    tap(page.get_by_role("button", name="Tiếp tục"))
    tap(page.get_by_role("button", name="Gửi ghi nhận"))
    expect(chip(page, "Chờ gửi")).to_be_visible()
    taps += tallied()
    assert taps <= MOST_TAPS, taps
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived"] * 2)
    said = Session.objects.get(female_count=11)
    assert (said.heads_count, said.venue) == (18, "Nhà văn hóa xóm 5")
    assert {act.kind_id: act.count for act in said.acts.all()} == {
        "e_identity": 6,
        "online_service": 4,
    }


def test_numbers_that_cannot_be_are_asked_about_and_odd_ones_only_told(page, team):
    begin(page, team)
    fill(page, heads=400)
    expect(page.get_by_text("400 người đến là rất đông.")).to_be_visible()
    page.get_by_role("link", name="Sửa Người đến").click()
    page.locator("[name=female]").fill("401")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Nữ là 401, nhiều hơn người đến (400).")).to_be_visible()
    page.locator("[name=female]").fill("40")
    expect(page.get_by_text("Nữ là 401")).to_be_hidden()
    page.locator("[name=heads]").fill("ba chục")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Ghi số người đến, từ 0 đến 5000.")).to_be_visible()
    page.locator("[name=heads]").fill("30")
    page.locator("[name=female]").fill("4")
    go_on(page, 3)
    page.locator("[name=act_e_identity]").fill("31")
    go_on(page, 4)
    expect(page.get_by_text("Có kết quả nhiều hơn số người đến.")).to_be_visible()
    send(page)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()


@pytest.mark.large
def test_who_came_turns_and_results_are_never_mixed(page, team):
    begin(page, team)
    for code in ("vneid", "qr"):
        page.locator(f"input[name=topics][value={code}]").check()
    page.locator("[name=start_time]").fill("1930")
    page.locator("[name=venue]").fill("Chợ Cồn")
    go_on(page, 2)
    page.locator("[name=heads]").fill("18")
    page.locator("[name=turn_vneid]").fill("18")
    page.locator("[name=turn_qr]").fill("7")
    expect(page.locator("[data-sum]")).to_contain_text("25")
    go_on(page, 3)
    page.locator("[name=act_e_identity]").fill("6")
    go_on(page, 4)
    answers = page.locator("[data-review] > div")
    expect(answers.filter(has_text="Người đến")).to_contain_text("18 người")
    turns = answers.filter(has_text="Lượt theo nội dung")
    expect(turns).to_contain_text("Cài, kích hoạt VNeID: 18 · Thanh toán bằng mã QR: 7")
    expect(answers.filter(has_text="Kết quả")).to_contain_text(": 6")
    assert said(page).get("turns") == {"vneid": 18, "qr": 7}


@pytest.mark.large
def test_what_looks_like_a_session_logged_before_is_asked_about(page, team):
    log(page, team, heads=18)
    begin(page, team)
    fill(page, heads=17)
    expect(page.get_by_text("Ngày này tổ đã ghi một buổi 18 người")).to_be_visible()
    send(page)
    wait_until(page, lambda: states(page) == ["arrived"] * 2)


@pytest.mark.large
def test_a_draft_is_dropped_after_a_question_and_brought_back(page, line, team):
    line.cut()
    begin(page, team)
    draft(page, "Chợ Cồn")
    page.goto("/buoi/")
    page.get_by_role("button", name="Xóa").click()
    expect(page.get_by_role("dialog")).to_contain_text("Chợ Cồn")
    page.get_by_role("button", name="Giữ lại").click()
    assert states(page) == ["draft"]
    page.get_by_role("button", name="Xóa").click()
    page.get_by_role("button", name="Xóa buổi này").click()
    expect(page.get_by_text("Đã xóa buổi đó.")).to_be_visible()
    assert states(page) == []
    page.get_by_role("button", name="Lấy lại").click()
    expect(chip(page, "Giữ trong máy")).to_be_visible()
    page.get_by_role("link", name="Ghi tiếp").click()
    expect(page.locator("[name=venue]")).to_have_value("Chợ Cồn")


@pytest.mark.parametrize("theme", driving.first_of(["dark", "light"]))
def test_the_four_states_share_neither_word_nor_icon_nor_look(phone, theme):
    page = phone(color_scheme=theme)
    page.goto("/buoi/")
    signs = page.evaluate(SIGNS)
    assert [sign["words"] for sign in signs] == [
        "Giữ trong máy", "Chờ gửi", "Cần sửa", "Đã tới tỉnh",
    ]  # fmt: skip
    for part in ("icon", "look"):
        assert len({sign[part] for sign in signs}) == 4, signs


@pytest.mark.large
def test_the_number_of_unsent_sessions_is_on_every_page_and_any_page_sends(page, line, team):
    line.cut()
    log(page, team)
    log(page, team, venue="Chợ Cồn")
    page.goto("/da-tai/")
    expect(page.locator(".tabs [data-unsent] b")).to_have_text("2")
    line.mend()
    page.goto("/")
    wait_until(page, lambda: states(page) == ["arrived"] * 2)
    expect(page.locator(".tabs [data-unsent]")).to_be_hidden()


@pytest.mark.large
def test_the_teams_page_tells_what_this_phone_holds(page, line, team):
    page.route("**/api/v1/field/submissions", lambda route: route.abort())
    log(page, team)
    begin(page, team)
    page.locator("[name=venue]").fill("Chợ Cồn")
    wait_until(page, lambda: states(page) == ["draft", "waiting"])
    page.goto(f"/to/{team.code}/")
    held = page.locator("[data-logs-here]")
    for words in ("1 chờ gửi", "1 đang ghi"):
        expect(held.get_by_text(words)).to_be_visible()
    assert held.locator("b").bounding_box()["height"] < 40
    expect(page.get_by_role("link", name="Ghi buổi hướng dẫn")).to_have_attribute(
        "href", f"/buoi/ghi/?to={team.code}"
    )
    driving.assert_fits(page)
    driving.assert_accessible(page)


@pytest.mark.large
def test_after_three_days_the_list_says_what_to_do(page, line, team):
    line.cut()
    log(page, team)
    page.goto("/buoi/")
    expect(page.get_by_text("1 buổi còn trong máy, chưa gửi")).to_be_visible()
    page.clock.set_fixed_time(datetime.now().astimezone() + timedelta(days=3, hours=1))
    page.reload()
    expect(page.get_by_text("Có buổi chờ gửi đã 3 ngày")).to_be_visible()


@pytest.mark.large
def test_what_waits_is_changed_by_a_further_revision(page, line, team):
    line.cut()
    log(page, team, heads=18)
    page.get_by_role("link", name="Sửa", exact=True).click()
    go_on(page, 2)
    page.locator("[name=heads]").fill("19")
    for part in (3, 4):
        go_on(page, part)
    send(page)
    assert states(page) == ["waiting"] * 2
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived"])
    assert (Session.objects.get().heads_count, Session.objects.get().rev) == (19, 2)
    assert FieldSubmission.objects.count() == 2


@pytest.mark.large
def test_at_the_teams_address_the_list_stands_in_without_a_line(page, line, team):
    line.cut()
    page.goto(f"/to/{team.code}/")
    expect(page.get_by_role("heading", name="Các buổi đã ghi")).to_be_visible()
    page.goto(f"/to/{team.code}/buoi/moi/")
    expect(page.get_by_role("heading", name="Đã hướng dẫn những gì?")).to_be_visible()


@pytest.mark.large
def test_each_part_can_be_read_and_touched(page, line, team, assert_accessible, assert_fits):
    def look():
        assert_fits(page)
        assert_accessible(page)
        assert not driving.small_targets(page)

    begin(page, team)
    page.get_by_role("button", name="Tiếp tục").click()
    look()
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=start_time]").fill("1930")
    page.locator("[name=venue]").fill("Chợ Cồn")
    go_on(page, 2)
    page.locator("[name=heads]").fill("5001")
    page.get_by_role("button", name="Tiếp tục").click()
    look()
    page.locator("[name=heads]").fill("5000")
    for part in (3, 4):
        go_on(page, part)
        look()
    line.cut()
    send(page)
    look()
    page.goto("/buoi/")
    expect(chip(page, "Chờ gửi")).to_be_visible()
    look()
