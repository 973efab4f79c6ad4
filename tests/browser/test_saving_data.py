"""Saving data: the words first, each picture to read behind a button that says its KB."""

import io
import random

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.learner import step_of, wait_until
from tests.browser.taking import take_along
from tests.courses.editions import make_edition
from tests.courses.lessons import make_asset, read_values, usual_lessons

SAVING = {"Save-Data": "on"}
ALT = "Ảnh chụp màn hình Cổng dịch vụ công, có ô tìm kiếm ở trên cùng."


def photo():
    """A photograph of some forty kilobytes, as a trainer takes one."""
    colours = random.Random(7)
    picture = Image.new("RGB", (90, 60))
    picture.putdata([tuple(colours.randrange(256) for _ in range(3)) for _ in range(90 * 60)])
    raw = io.BytesIO()
    picture.resize((640, 427), Image.Resampling.BICUBIC).save(raw, "JPEG", quality=62)
    return make_asset(raw.getvalue(), width=640, height=427, content_type="image/jpeg")


@pytest.fixture
def picture(packed_site):
    return photo()


@pytest.fixture
def edition(picture):
    lessons = usual_lessons()
    title, module, steps = lessons[0]
    values = read_values()
    values["picture"] = {
        **values["picture"],
        "asset": f"{picture.sha256}.jpg",
        "alt": ALT,
        "width": picture.width,
        "height": picture.height,
    }
    lessons[0] = (
        title,
        module,
        [("tim", "read", "Tìm đúng thủ tục cần làm", 2, values), *steps[1:]],
    )
    return make_edition(lessons=lessons)


@pytest.fixture
def page(visit, line):
    """A phone with a service worker."""
    return visit({**PHONE, "service_workers": "allow"}, line.address)


@pytest.fixture
def sparing(packed_phone):
    """A phone whose browser says Save-Data by itself."""
    return packed_phone(extra_http_headers=SAVING)


def open_panel(page):
    page.click("[data-look]")
    return page.get_by_role("dialog", name="Dễ đọc")


def ready(page, address="/"):
    """At `address`, with the worker in charge of the page."""
    page.goto(address)
    wait_until(page, lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))


def switch(page, *, on):
    panel = open_panel(page)
    panel.get_by_role("switch", name="Tiết kiệm dữ liệu").set_checked(on)
    panel.get_by_role("button", name="Xong").click()


def pictures_asked(line):
    return [asked for asked in line.asked if "/tep/" in asked]


def button(page):
    return page.get_by_role("link", name="Xem ảnh")


def test_switched_on_the_next_picture_waits_for_a_tap(page, line, edition, picture):
    ready(page)
    switch(page, on=True)
    line.asked.clear()
    page.goto(step_of(edition, "tim"), wait_until="networkidle")
    expect(button(page)).to_have_text(f"Xem ảnh ({round(picture.byte_count / 1000)} KB)")
    expect(page.get_by_text(ALT)).to_be_visible()
    assert pictures_asked(line) == []
    button(page).click()
    shown = page.get_by_role("img", name=ALT)
    expect(shown).to_be_visible()
    expect(shown).to_be_focused()
    assert shown.evaluate("image => image.naturalWidth") == 640
    assert len(pictures_asked(line)) == 1
    assert page.url.endswith(step_of(edition, "tim"))


@pytest.mark.large
def test_the_switch_is_remembered_and_taken_back(page, line, edition):
    ready(page)
    switch(page, on=True)
    page.goto("/khong-co/")
    expect(open_panel(page).get_by_role("switch", name="Tiết kiệm dữ liệu")).to_be_checked()
    page.get_by_role("button", name="Xong").click()
    page.goto(step_of(edition, "tim"))
    expect(button(page)).to_be_visible()
    switch(page, on=False)
    page.reload()
    expect(page.get_by_role("img", name=ALT)).to_be_visible()
    expect(button(page)).to_have_count(0)


@pytest.mark.large
def test_the_switch_works_by_keyboard(visit, line, edition):
    page = visit(
        {"viewport": {"width": 1280, "height": 800}, "service_workers": "allow"}, line.address
    )
    ready(page)
    open_panel(page).get_by_role("switch", name="Tiết kiệm dữ liệu").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("switch", name="Tiết kiệm dữ liệu")).to_be_checked()
    page.keyboard.press("Escape")
    page.goto(step_of(edition, "tim"))
    button(page).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name=ALT)).to_be_focused()


@pytest.mark.large
def test_nothing_is_fetched_ahead_while_saving(page, line, edition):
    ahead = step_of(edition, "trang-that")

    def was_asked():
        return any(ahead in asked for asked in line.asked)

    ready(page)
    page.goto(step_of(edition, "tim"))
    wait_until(page, was_asked)
    switch(page, on=True)
    line.asked.clear()
    page.reload(wait_until="networkidle")
    page.wait_for_timeout(1500)
    assert any(step_of(edition, "tim") in asked for asked in line.asked)
    assert not was_asked()


@pytest.mark.large
def test_a_course_taken_along_shows_its_pictures(page, line, edition):
    take_along(page)
    switch(page, on=True)
    line.cut()
    page.goto(step_of(edition, "tim"))
    shown = page.get_by_role("img", name=ALT)
    expect(shown).to_be_visible()
    wait_until(page, lambda: shown.evaluate("image => image.naturalWidth") == 640)
    expect(button(page)).to_have_count(0)


@pytest.mark.large
def test_without_a_line_the_button_says_so_and_waits(page, line, edition):
    ready(page)
    switch(page, on=True)
    page.goto(step_of(edition, "tim"), wait_until="networkidle")
    line.cut()
    link = page.locator("[data-tapfor] a")
    link.click()
    expect(link).to_have_text("Chưa mở được, bấm lại nhé")
    expect(link).to_be_focused()
    line.mend()
    link.click()
    expect(page.get_by_role("img", name=ALT)).to_be_focused()


@pytest.mark.large
def test_nothing_jumps_when_the_picture_comes(sparing, edition):
    below = "document.querySelector('.figure').nextElementSibling.getBoundingClientRect().top"
    sparing.goto(step_of(edition, "tim"), wait_until="networkidle")
    before = sparing.evaluate(below)
    button(sparing).click()
    expect(sparing.get_by_role("img", name=ALT)).to_be_visible()
    assert sparing.evaluate(below) == pytest.approx(before, abs=1)


@pytest.mark.large
def test_the_browsers_own_wish_needs_no_switch(sparing, edition, picture):
    asked = []
    sparing.on("request", lambda request: asked.append(request.url))
    sparing.goto(step_of(edition, "tim"), wait_until="networkidle")
    expect(button(sparing)).to_be_visible()
    assert not [url for url in asked if "/tep/" in url]
    button(sparing).click()
    expect(sparing.get_by_role("img", name=ALT)).to_be_visible()


@pytest.mark.large
def test_a_phone_that_saves_by_itself_is_told_so(page, line, edition):
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    ready(page)
    panel = open_panel(page)
    expect(panel.get_by_text("Máy đang bật tiết kiệm dữ liệu")).to_be_visible()
    expect(panel.get_by_role("switch", name="Tiết kiệm dữ liệu")).to_have_count(0)


def test_where_no_worker_can_ask_there_is_no_switch(packed_phone, edition):
    page = packed_phone()
    page.goto("/")
    panel = open_panel(page)
    expect(panel.get_by_text("trong Cài đặt của máy")).to_be_visible()
    expect(panel.get_by_role("switch", name="Tiết kiệm dữ liệu")).to_have_count(0)


def test_without_script_the_button_leads_to_the_picture(packed_phone, edition, picture):
    page = packed_phone(java_script_enabled=False, extra_http_headers=SAVING)
    page.goto(step_of(edition, "tim"))
    button(page).click()
    page.wait_for_url(f"**/tep/{picture.sha256}.jpg")


def test_a_step_weighs_less_by_its_picture(packed_phone, edition, picture):
    address = step_of(edition, "tim")
    usual = driving.weigh(packed_phone(), address)
    saving = driving.weigh(packed_phone(extra_http_headers=SAVING), address)
    print(f"usual {usual.total} {usual.by_kind}, saving {saving.total} {saving.by_kind}")
    assert usual.by_kind["image"] == picture.byte_count
    assert "image" not in saving.by_kind
    assert saving.by_kind["document"] <= 6 * 1024
    assert usual.total - saving.total >= picture.byte_count - 512


@pytest.mark.large
def test_it_can_be_read_and_touched(sparing, edition, assert_accessible, assert_fits, screenshot):
    sparing.goto(step_of(edition, "tim"), wait_until="networkidle")
    for theme in ("light", "dark"):
        sparing.emulate_media(color_scheme=theme)
        screenshot(sparing, f"saving-step-{theme}", full=True)
        sparing.set_viewport_size({"width": 1280, "height": 800})
        screenshot(sparing, f"saving-step-wide-{theme}")
        sparing.set_viewport_size(PHONE["viewport"])
    assert driving.small_targets(sparing, least=48) == []
    assert_fits(sparing)
    assert_accessible(sparing)


@pytest.mark.large
def test_the_panel_can_be_read_and_touched(page, line, assert_accessible, assert_fits, screenshot):
    ready(page)
    panel = open_panel(page)
    for on in (False, True):
        panel.get_by_role("switch", name="Tiết kiệm dữ liệu").set_checked(on)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            screenshot(page, f"saving-panel-{'on' if on else 'off'}-{theme}")
        assert_accessible(page)
    assert_fits(page)
    box = panel.locator("label.switch[data-saving]").bounding_box()
    assert box["height"] >= 48
