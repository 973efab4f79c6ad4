"""The practice phone: wrong taps explain themselves, hints come, everything works by name too."""

import pytest
from playwright.sync_api import expect

from tests.browser import driving
from tests.browser.learner import expect_said, kept, step_of
from tests.courses.editions import make_edition
from tests.courses.lessons import simulate_values


@pytest.fixture
def practice(phone, site):
    """A phone that shows the practice of the usual course; takes options of the browser."""
    edition = make_edition()

    def opened(**options):
        page = phone(**options)
        page.goto(step_of(edition, "tap-nop"))
        return page

    return opened


def tap(page, x, y):
    """Touch the drawn screen at so many per cent from its left and top."""
    box = page.locator("[data-picture]:visible").bounding_box()
    page.touchscreen.tap(
        box["x"] + box["width"] * x / 100,
        box["y"] + box["height"] * y / 100,
    )


def type_the_right_words(page):
    page.get_by_label("Ô tìm kiếm").fill("CU TRU")
    page.get_by_role("button", name="Gõ xong").click()


def test_a_wrong_button_says_what_it_does(practice):
    page = practice()
    tap(page, 50, 49)
    expect_said(page, "Mục này để đăng nhập, chưa cần.")
    expect_said(page, "Gần đúng rồi, thử lại nhé")
    expect(page.locator(".missed")).to_have_count(1)


def test_beside_every_button_the_phone_says_that_nothing_is_there(practice):
    page = practice()
    tap(page, 50, 90)
    expect_said(page, "Chỗ này không có nút nào.")
    expect(page.locator(".missed")).to_have_count(0)


def test_after_two_misses_the_finger_shows_the_place(practice):
    page = practice()
    tap(page, 50, 49)
    expect(page.locator("[data-finger]")).to_be_hidden()
    tap(page, 50, 68)
    expect_said(page, "Mục này để đọc tin. Ô tìm kiếm là ô dài bo tròn, nằm trên cùng.")
    expect(page.locator("[data-finger]")).to_be_visible()
    expect(page.locator(".pulse")).to_have_count(1)


@pytest.mark.large
def test_who_waits_long_gets_a_hint_unasked(phone, site):
    page = phone()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.goto(step_of(make_edition("khoa-khac"), "tap-nop"))
    expect(page.get_by_role("button", name="Gợi ý")).to_be_visible()
    page.clock.run_for(19_000)
    expect(page.locator("[data-finger]")).to_be_hidden()
    page.clock.run_for(2_000)
    expect_said(page, "Ô tìm kiếm là ô dài bo tròn, nằm trên cùng.")
    expect(page.locator("[data-finger]")).to_be_visible()


def test_a_hint_comes_when_asked_for(practice):
    page = practice()
    page.get_by_role("button", name="Gợi ý").click()
    expect_said(page, "Ô tìm kiếm là ô dài bo tròn, nằm trên cùng.")


def test_wrong_words_say_what_to_type_and_can_be_typed_again(practice):
    page = practice()
    page.get_by_label("Ô tìm kiếm").fill("khai sinh")
    page.get_by_label("Ô tìm kiếm").press("Enter")
    expect_said(page, "Chưa khớp. Gõ: cư trú")
    type_the_right_words(page)
    expect_said(page, "Gõ việc cần làm là tìm ra thủ tục.")


def test_practice_ends_with_why_it_was_right_and_can_begin_again(practice):
    page = practice()
    type_the_right_words(page)
    page.get_by_role("button", name="Màn tiếp theo").click()
    tap(page, 50, 39)
    tap(page, 50, 57)
    expect_said(page, "Bấm nút này là bắt đầu nộp hồ sơ trên mạng.")
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_visible()
    event = next(one for one in kept(page, "events") if one["kind"] == "tapped")
    assert [tap["screen"] for tap in event["payload"]["taps"]] == [0, 1, 1]
    page.get_by_role("button", name="Tập lại từ đầu").click()
    expect(page.get_by_role("heading", name="Gõ “cư trú” vào ô tìm kiếm")).to_be_visible()
    expect(page.get_by_label("Ô tìm kiếm")).to_have_value("")


def test_the_drawn_screen_is_a_list_of_named_buttons_too(practice):
    """What a screen reader meets: the picture described, then every place by its name."""
    page = practice()
    screen = page.get_by_role("group", name="Điện thoại tập")
    expect(screen.get_by_role("img", name="Trang đầu của Cổng dịch vụ công")).to_be_visible()
    places = screen.get_by_role("list").get_by_role("listitem")
    expect(places).to_have_count(3)
    expect(places.nth(0).get_by_role("textbox", name="Ô tìm kiếm")).to_be_visible()
    expect(places.nth(1).get_by_role("button", name="Đăng nhập")).to_be_visible()
    expect(places.nth(2).get_by_role("button", name="Tin tức")).to_be_visible()


def test_a_place_pressed_by_key_counts_as_tapped_in_its_middle(practice):
    page = practice()
    page.get_by_role("button", name="Tin tức").focus()
    page.keyboard.press("Space")
    expect_said(page, "Mục này để đọc tin.")
    page.get_by_label("Ô tìm kiếm").focus()
    page.keyboard.type("cư trú")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Màn tiếp theo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Chạm vào nút “Nộp trực tuyến”")).to_be_focused()


@pytest.mark.large
def test_nothing_moves_for_whoever_wants_no_motion(practice):
    page = practice(reduced_motion="reduce")
    page.get_by_role("button", name="Gợi ý").click()
    expect(page.locator(".pulse")).to_have_count(1)
    moving = page.evaluate(
        "document.getAnimations().filter((one) => one.playState === 'running').length"
    )
    assert moving == 0


def test_the_twin_in_words_is_practised_like_the_picture(practice):
    """For fingers that miss small places: the same buttons, large, in words, and it is kept."""
    page = practice()
    twin = page.get_by_role("button", name="Tập bằng danh sách các nút")
    twin.click()
    expect(twin).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-picture]:visible img")).to_be_hidden()
    expect(page.get_by_text("Trang đầu của Cổng dịch vụ công").last).to_be_visible()
    driving.screenshot(page, "practice-in-words")
    driving.assert_accessible(page)
    driving.assert_fits(page)
    assert driving.small_targets(page, least=48) == []
    page.get_by_role("button", name="Đăng nhập").tap()
    expect_said(page, "Mục này để đăng nhập, chưa cần.")
    type_the_right_words(page)
    page.get_by_role("button", name="Màn tiếp theo").tap()
    page.get_by_role("button", name="Nộp trực tuyến").tap()
    expect_said(page, "Bấm nút này là bắt đầu nộp hồ sơ trên mạng.")
    event = next(one for one in kept(page, "events") if one["kind"] == "tapped")
    assert [tap["screen"] for tap in event["payload"]["taps"]] == [0, 0, 1]
    page.reload()
    expect(page.locator("[data-picture]:visible img")).to_be_hidden()
    page.get_by_role("button", name="Tập bằng danh sách các nút").click()
    expect(page.locator("[data-picture]:visible img")).to_be_visible()


def modes(page):
    return page.get_by_role("group", name="Cách tập")


def done_here(page):
    (row,) = kept(page, "progress")
    return list(row.get("done") or {})


@pytest.mark.large
def test_who_only_watches_is_told_kindly_that_it_does_not_count_yet(practice):
    page = practice()
    own = modes(page).get_by_role("button", name="Tự làm")
    expect(own).to_have_attribute("aria-pressed", "true")
    modes(page).get_by_role("button", name="Xem mẫu").click()
    expect(page.locator("[data-finger]")).to_be_visible()
    expect_said(page, "Gõ việc cần làm là tìm ra thủ tục.")
    expect(page.get_by_label("Ô tìm kiếm")).to_have_value("cư trú")
    page.get_by_role("button", name="Màn tiếp theo").click()
    expect_said(page, "Xem thì chưa tính là đã tập.")
    assert done_here(page) == []
    page.locator("[data-do=own]").click()
    expect(own).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Gõ “cư trú” vào ô tìm kiếm")).to_be_focused()
    type_the_right_words(page)
    page.get_by_role("button", name="Màn tiếp theo").click()
    tap(page, 50, 57)
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_visible()
    assert len(done_here(page)) == 1
    sent = [one["payload"]["mode"] for one in kept(page, "events") if one["kind"] == "tapped"]
    assert sorted(sent) == ["alone", "watch"]


def test_who_is_shown_each_place_does_it_and_it_counts(practice):
    page = practice()
    modes(page).get_by_role("button", name="Làm theo").click()
    expect(page.locator("[data-finger]")).to_be_visible()
    type_the_right_words(page)
    page.get_by_role("button", name="Màn tiếp theo").click()
    expect(page.locator("[data-finger]")).to_be_visible()
    tap(page, 50, 57)
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_visible()
    assert len(done_here(page)) == 1


@pytest.mark.large
def test_leaving_the_demonstration_stops_the_finger(practice):
    page = practice()
    modes(page).get_by_role("button", name="Xem mẫu").click()
    modes(page).get_by_role("button", name="Tự làm").click()
    page.wait_for_timeout(2_200)
    expect(page.locator("[data-finger]")).to_be_hidden()
    expect(page.get_by_label("Ô tìm kiếm")).to_have_value("")


@pytest.mark.large
def test_the_ways_to_practise_fit_and_are_large_enough(practice, assert_fits):
    page = practice()
    assert driving.small_targets(page, 48) == []
    assert_fits(page)


@pytest.fixture
def check(phone, site):
    """A phone that shows a practice to be done alone."""
    lessons = [("Tập", "", [("tap-nop", "simulate", "Tập nộp", 4, simulate_values("test"))])]
    page = phone()
    page.goto(step_of(make_edition("tap", lessons=lessons, with_test=False), "tap-nop"))
    return page


def type_wrong_words(page):
    page.get_by_label("Ô tìm kiếm").fill("khai sinh")
    page.get_by_role("button", name="Gõ xong").click()
    expect_said(page, "Gần đúng rồi, thử lại nhé")


@pytest.mark.large
def test_wrong_words_in_a_check_give_nothing_away(check):
    for _ in range(3):
        type_wrong_words(check)
        expect_said(check, "Chưa khớp. Đọc lại lời yêu cầu ở trên rồi gõ lại nhé.")
        expect(check.get_by_role("status")).not_to_contain_text("cư trú")
        expect(check.locator("[data-finger]")).to_be_hidden()
    type_the_right_words(check)
    check.get_by_role("button", name="Màn tiếp theo").click()
    tap(check, 50, 57)
    expect(check.get_by_role("link", name="Tiếp tục")).to_be_visible()
    assert len(done_here(check)) == 1


def test_a_check_helped_by_a_hint_is_done_once_more_alone(check):
    type_wrong_words(check)
    check.get_by_role("button", name="Xem gợi ý").click()
    expect_said(check, "Ô tìm kiếm là ô dài bo tròn, nằm trên cùng.")
    type_the_right_words(check)
    check.get_by_role("button", name="Màn tiếp theo").click()
    tap(check, 50, 57)
    expect_said(check, "Có gợi ý thì chưa tính.")
    assert done_here(check) == []
    check.get_by_role("button", name="Làm lại").click()
    type_the_right_words(check)
    check.get_by_role("button", name="Màn tiếp theo").click()
    tap(check, 50, 57)
    expect(check.get_by_role("link", name="Tiếp tục")).to_be_visible()
    assert len(done_here(check)) == 1
