"""The frame of every page: text size, colours, keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser import driving
from tests.browser.learner import step_of
from tests.courses.editions import make_edition, step_uid
from tests.courses.lessons import long_lessons
from tests.users.conftest import NUMBER

SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
PAPER = "getComputedStyle(document.body).backgroundColor"
WITH_UNSENT = """() => {
  const [chip, words] = ["a.unsent", "b.small > span"].map((one) => document.querySelector(one));
  chip.querySelector("b").textContent = 12;
  chip.hidden = false;
  return [words.getBoundingClientRect().height, words.innerText];
}"""
EDGE = "(it) => getComputedStyle(it).outlineStyle"
GROUND = "(it) => getComputedStyle(it).backgroundColor"
LIGHT, DARK = "rgb(250, 245, 234)", "rgb(18, 25, 21)"


def open_panel(page):
    page.click("[data-look]")
    return page.get_by_role("dialog", name="Dễ đọc")


@pytest.mark.large
def test_text_size_is_chosen_and_remembered(phone):
    page = phone()
    page.goto("/")
    assert page.evaluate(SIZE) == 16
    panel = open_panel(page)
    panel.get_by_label("Rất to").check()
    assert page.evaluate(SIZE) == 24
    panel.get_by_role("button", name="Xong").click()
    assert panel.is_hidden()
    page.goto("/khong-co/")
    assert page.evaluate(SIZE) == 24
    open_panel(page).get_by_label("Vừa").check()
    page.reload()
    assert page.evaluate(SIZE) == 16


def test_where_one_is_in_a_long_course_stands_on_one_line(phone, transactional_db):
    lessons = long_lessons(lessons=13, steps=14)
    edition = make_edition("khoa-dai", lessons=lessons, with_test=False)
    page = phone()
    page.goto(f"/hoc/{edition.public_id}/{step_uid('khoa-dai', 'b12-10')}/")
    words = page.locator("header b.small").get_by_text("Bài 12 · Bước 10/14")
    line = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('b.small')).lineHeight)"
    )
    assert words.bounding_box()["height"] < 1.5 * line
    expect(page.locator("header b.small")).to_contain_text("Bài 12 · Bước 10 trong 14")
    height, said = page.evaluate(WITH_UNSENT)
    assert height < 1.5 * line
    assert "Bước 10/14" in said
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert driving.sideways(page) <= 0
    tools = page.locator("header [data-help]").bounding_box()
    box = words.bounding_box()
    assert box["x"] + box["width"] <= tools["x"] or box["y"] + box["height"] <= tools["y"]


def test_a_page_too_wide_for_a_phone_is_noticed(phone):
    """A phone zooms out until it fits, which must not hide it from these tests."""
    page = phone()
    page.goto("/")
    assert driving.sideways(page) == 0
    page.evaluate("document.querySelector('main').style.width = '600px'")
    assert driving.sideways(page) > 200


def test_a_count_on_the_last_tab_stays_on_the_page(phone):
    page = phone()
    page.goto("/")
    page.evaluate(
        "() => { const dot = document.querySelector('.tabs [data-inbox]');"
        " dot.hidden = false; dot.querySelector('b').textContent = 12;"
        " document.documentElement.style.fontSize = '200%' }"
    )
    assert driving.sideways(page) == 0


def test_in_doubled_letters_help_stays_in_its_corner_and_the_way_back_on_its_line(phone, site):
    page = phone()
    page.goto(step_of(make_edition(), "tim"))
    page.evaluate("document.querySelector('a.unsent').hidden = false")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    tools = [page.locator(f"header {one}").bounding_box() for one in ("[data-help]", "[data-look]")]
    assert max(tool["x"] + tool["width"] for tool in tools) >= 360 - 17
    back, on = (page.locator("[data-dock] a").nth(at).bounding_box() for at in (0, 1))
    assert back["y"] < on["y"] + on["height"]
    assert back["x"] + back["width"] <= on["x"]


@pytest.mark.parametrize("wish", driving.first_of(["dark", "light"]))
def test_colours_follow_the_phone_until_chosen(phone, wish):
    page = phone(color_scheme=wish)
    page.goto("/")
    assert page.evaluate(PAPER) == {"light": LIGHT, "dark": DARK}[wish]
    panel = open_panel(page)
    panel.get_by_label("Tối").check()
    assert page.evaluate(PAPER) == DARK
    page.reload()
    assert page.evaluate(PAPER) == DARK
    panel = open_panel(page)
    panel.get_by_label("Sáng").check()
    assert page.evaluate(PAPER) == LIGHT
    panel.get_by_label("Theo máy").check()
    page.reload()
    assert page.evaluate(PAPER) == {"light": LIGHT, "dark": DARK}[wish]


def test_a_choice_is_shown_before_anything_is_painted(packed_phone):
    """The next page of a visit comes in the chosen size and colours: nothing jumps."""
    page = packed_phone()
    page.goto("/")
    open_panel(page).get_by_label("Rất to").check()
    driving.slow_down(page)
    page.goto("/khong-co/", wait_until="networkidle")
    moved = page.evaluate(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const shift of list.getEntries()) sum += shift.value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 100);
        })"""
    )
    assert moved <= 0.05


def test_the_panel_works_by_keyboard(desktop):
    page = desktop()
    page.goto("/")
    page.locator("[data-look]").focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Dễ đọc")
    expect(panel).to_be_visible()
    page.get_by_label("Vừa").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SIZE) == 20
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.hasAttribute('data-look')")


@pytest.mark.parametrize("wish", driving.first_of(["dark", "light"]))
def test_clear_letters_are_chosen_and_remembered(
    phone, assert_accessible, assert_fits, screenshot, wish
):
    page = phone(color_scheme=wish)
    page.goto("/")
    panel = open_panel(page)
    panel.get_by_label("Chữ thật rõ").check()
    panel.get_by_role("button", name="Xong").click()
    ground = {"light": "rgb(255, 255, 255)", "dark": "rgb(0, 0, 0)"}[wish]
    assert page.evaluate(PAPER) == ground
    page.reload()
    assert page.evaluate(PAPER) == ground
    open_panel(page).get_by_label("Chữ thật rõ").uncheck()
    assert page.evaluate(PAPER) == {"light": LIGHT, "dark": DARK}[wish]
    page.get_by_label("Chữ thật rõ").check()
    page.get_by_role("button", name="Xong").click()
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "clear")


@pytest.mark.large
def test_clear_letters_draw_edges_where_grounds_are_plain(phone, site):
    page = phone(contrast="more")
    page.goto(step_of(make_edition(), "tap-nop"))
    assert page.locator(".simbar").evaluate(EDGE) == "solid"
    open_panel(page)
    chosen, other = (
        page.locator(f".pick input{which} ~ i").first.evaluate(GROUND)
        for which in (":checked", ":not(:checked)")
    )
    assert chosen != other
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại").fill(NUMBER)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    waits = page.locator(".btn:disabled", has_text="Nhắn lại mã sau")
    assert waits.evaluate("(it) => getComputedStyle(it).borderTopStyle") == "dashed"


def test_a_phone_that_wants_contrast_gets_it_until_its_owner_says_no(phone):
    page = phone(contrast="more")
    page.goto("/")
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"
    open_panel(page).get_by_label("Chữ thật rõ").uncheck()
    page.reload()
    assert page.evaluate(PAPER) == LIGHT


@pytest.mark.large
def test_a_slow_voice_is_remembered(phone):
    page = phone()
    page.goto("/")
    open_panel(page).get_by_label("Đọc chậm").check()
    page.reload()
    assert open_panel(page).get_by_label("Đọc chậm").is_checked()


def test_the_first_key_leads_past_the_header(desktop):
    page = desktop()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Tới nội dung chính"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_is_always_seen(desktop):
    page = desktop()
    page.goto("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        page.evaluate("document.getAnimations().forEach((one) => one.finish())")
        outline, halo = page.evaluate(
            "(({ outlineStyle, boxShadow }) => [outlineStyle, boxShadow])"
            "(getComputedStyle(document.activeElement))"
        )
        seen = outline == "solid" and "0px 0px 0px 6px" in halo
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_the_panel_is_accessible_and_fits(phone, assert_accessible, assert_fits, screenshot):
    page = phone()
    page.goto("/")
    open_panel(page)
    expect(page.get_by_role("button", name="Xong")).to_be_in_viewport(ratio=1)
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "look")


@pytest.mark.large
@pytest.mark.parametrize("address", ["/khong-co/", "/tim/"])
def test_error_pages_are_accessible_and_fit(phone, assert_accessible, assert_fits, address):
    page = phone()
    page.goto(address)
    assert_accessible(page)
    assert_fits(page)


def test_the_readers_own_colours_rule(phone, screenshot):
    page = phone(forced_colors="active")
    page.goto("/")
    open_panel(page)
    screenshot(page, "look-forced-colours")
    chosen = page.locator(".pick input:checked ~ i").first
    expect(chosen).to_have_css("border-top-width", "4px")


def test_paper_gets_no_buttons_and_no_dark(phone):
    page = phone(color_scheme="dark")
    page.goto("/khong-co/")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".top").is_hidden()
    assert page.locator(".dock").is_hidden()
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert ink != "rgb(242, 238, 227)"


def test_a_line_that_breaks_right_after_a_page_breaks_nothing(phone):
    """What comes after the paint is missing then, and no script stops for it."""
    page = phone()
    page.route("**/js/after*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto("/")
    open_panel(page).get_by_label("Rất to").check()
    assert page.evaluate(SIZE) == 24
