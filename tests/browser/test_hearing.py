"""The frame reads itself aloud at a tap, and costs nothing before it."""

import pytest
from playwright.sync_api import expect

from lms.media.sound import converting
from tests import sounds
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.taking import take_along
from tests.courses.editions import make_edition
from tests.courses.lessons import make_asset


@pytest.mark.large
def test_a_page_is_read_at_a_tap_and_stops_at_the_next(phone, transactional_db, assert_fits):
    page = phone()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/dang-nhap/", wait_until="networkidle")
    button = page.get_by_role("button", name="Nghe đọc")
    expect(button).to_be_visible()
    assert not [url for url in asked if "/voices/" in url or "/hear." in url]
    assert driving.small_targets(page, 48) == []
    assert_fits(page)
    with page.expect_response("**/voices/*.m4a") as fetched:
        button.click()
    assert fetched.value.ok
    stop = page.get_by_role("button", name="Dừng đọc")
    expect(stop).to_have_attribute("aria-pressed", "true")
    stop.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_without_a_line_it_says_so(phone, transactional_db):
    page = phone()
    page.goto("/dang-nhap/", wait_until="networkidle")
    driving.go_offline(page)
    page.get_by_role("button", name="Nghe đọc").click()
    expect(page.get_by_role("status").filter(has_text="Chưa nghe được")).to_be_visible()


@pytest.fixture
def course(packed_site):
    """An open course whose card is read for two seconds."""
    clip = converting.for_phone(sounds.recording(2.0))
    asset = make_asset(clip.content, width=0, height=0, content_type="audio/mp4")
    voice = {"asset": f"{asset.sha256}.m4a", "seconds": clip.seconds, "placeholder": True}
    return make_edition(voice=voice)


def test_a_card_is_heard_without_opening_it_and_in_flight_mode_too(
    visit, line, course, assert_fits
):
    page = visit({**PHONE, "service_workers": "allow"}, line.address)
    page.goto("/", wait_until="networkidle")
    assert not any(".m4a" in asked for asked in line.asked)
    button = page.get_by_role("button", name=f"Nghe đọc {course.title}")
    assert driving.small_targets(page, 48) == []
    assert_fits(page)
    button.click()
    stop = page.get_by_role("button", name=f"Dừng đọc {course.title}")
    expect(stop).to_be_visible()
    expect(page).to_have_url(f"{line.address}/")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.get_by_role("link", name=course.title).click()
    expect(page.get_by_role("button", name="Nghe đọc")).to_be_visible()
    take_along(page)
    line.cut()
    page.goto("/da-tai/")
    page.locator("[data-keptlist]").get_by_role("button", name="Nghe đọc").click()
    expect(page.get_by_role("button", name=f"Dừng đọc {course.title}")).to_be_visible()
    expect(page.get_by_role("button", name=f"Nghe đọc {course.title}")).to_be_visible()
    expect(page.get_by_text("Chưa nghe được")).to_have_count(0)
    assert_fits(page)
