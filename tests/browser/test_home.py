"""The home page on a phone and on a computer."""

import pytest
from playwright.sync_api import expect

from courses.models import Section
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.courses.editions import make_edition


@pytest.fixture
def courses(site):
    make_edition("nop-ho-so", title="Nộp hồ sơ dịch vụ công trực tuyến", art="documents")
    make_edition("lua-dao", title="Nhận biết lừa đảo trực tuyến", art="phone-scam")
    make_edition("goi-video", title="Gọi video cho con cháu ở xa", art="family-call")


@pytest.mark.parametrize("theme", driving.first_of(["dark", "light"]))
def test_home_looks_right_on_a_phone(phone, courses, screenshot, theme):
    page = phone(color_scheme=theme)
    page.goto("/", wait_until="networkidle")
    assert page.locator("h1").inner_text() == "Chọn việc muốn làm được"
    assert page.locator("a.course").count() == 3
    screenshot(page, f"home-{theme}")
    screenshot(page, f"home-{theme}-full", full=True)


@pytest.mark.parametrize("theme", driving.first_of(["dark", "light"]))
def test_home_is_two_columns_on_a_computer(desktop, courses, screenshot, theme):
    page = desktop(color_scheme=theme)
    page.goto("/", wait_until="networkidle")
    first, second = (column.bounding_box() for column in page.locator(".main > .col").all())
    assert second["x"] >= first["x"] + first["width"]
    assert page.locator(".tabs").bounding_box()["y"] < 60
    screenshot(page, f"home-{theme}-desktop")


@pytest.mark.large
def test_home_is_accessible(phone, courses, assert_accessible):
    page = phone()
    page.goto("/")
    assert_accessible(page)


@pytest.mark.large
def test_home_fits_a_narrow_phone_and_large_text(phone, courses, assert_fits):
    page = phone()
    page.goto("/")
    assert_fits(page)


@pytest.mark.large
def test_everything_on_home_is_big_enough_for_a_thumb(phone, courses):
    page = phone()
    page.goto("/")
    assert driving.small_targets(page, least=48) == []


def test_no_button_of_the_first_two_spoken_courses_lies_half_under_the_tabs(visit, site):
    """On the commonest size of phone, the one Lighthouse looks at."""
    voice = {"asset": f"{'a' * 64}.m4a", "seconds": 2.0, "placeholder": True}
    scam = make_edition("lua-dao", title="Nhận biết lừa đảo trực tuyến", voice=voice)
    make_edition("nop-ho-so", title="Nộp hồ sơ dịch vụ công trực tuyến", voice=voice)
    scam.course.section = Section.objects.create(code="an-toan", name="An toàn trên mạng")
    scam.course.save()
    page = visit({**PHONE, "viewport": {"width": 412, "height": 823}}, site)
    page.goto("/", wait_until="networkidle")
    tabs = page.locator(".tabs").bounding_box()
    buttons = page.locator(".card:has(.course) [data-hear]")
    expect(buttons).to_have_count(2)
    boxes = [button.bounding_box() for button in buttons.all()]
    assert [box for box in boxes if box["y"] + box["height"] > tabs["y"]] == []


@pytest.mark.large
def test_the_first_view_of_home_weighs_little_and_asks_nobody_else(phone, courses, site):
    page = phone()
    weights = driving.weigh(page, "/")
    assert weights.total <= 45 * 1024, weights.by_kind
    assert weights.by_kind["document"] <= 6 * 1024
    assert len(weights.urls) <= 6, weights.urls
    assert all(url.startswith(site) for url in weights.urls)


def test_home_is_readable_without_script(phone, courses):
    page = phone(java_script_enabled=False)
    page.goto("/")
    assert page.locator("a.course").count() == 3
    assert page.locator("[data-look]").is_hidden()
    assert page.locator("[data-continue]").is_hidden()
    assert page.locator(".old-browser").is_hidden()


def test_an_empty_home_says_so_kindly(phone, site, assert_accessible, screenshot):
    page = phone()
    page.goto("/")
    assert page.get_by_text("Chưa có khóa học nào mở").is_visible()
    assert_accessible(page)
    screenshot(page, "home-empty")
