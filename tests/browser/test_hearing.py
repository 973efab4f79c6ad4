"""The frame reads itself aloud at a tap, and costs nothing before it."""

from playwright.sync_api import expect

from tests.browser import driving


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
