"""Pages for what went wrong, and browsers that are too old."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from lms.home import closing
from tests.browser import driving

pytestmark = pytest.mark.urls("tests.browser.broken_urls")

PAGES = {
    "404": "/khong-co/",
    "403": "/cam/",
    "400": "/la/",
    "413": "/to-qua/",
    "429": "/nhieu-qua/",
    "500": "/hong/",
    "old": "/trinh-duyet/",
}


@pytest.fixture
def expected_faults():
    return {500, 503}


@pytest.fixture
def closable(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def looked(assert_accessible, assert_fits):
    def look(page, name):
        driving.pictures(page, f"doors-{name}-{page.viewport_size['width']}")
        assert_fits(page)
        assert_accessible(page)

    return look


@pytest.mark.parametrize("name", driving.first_of(PAGES))
@pytest.mark.parametrize("device", driving.SCREENS)
def test_a_page_for_what_went_wrong_is_light_and_leads_home(request, looked, name, device):
    page = request.getfixturevalue(device)()
    answer = page.goto(PAGES[name])
    assert answer.status == (200 if name == "old" else int(name))
    assert len(gzip.compress(answer.body(), 9)) < 4096
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    looked(page, name)
    page.get_by_role("link", name="Về trang chủ").click()
    expect(page).to_have_url(re.compile("/$"))


@pytest.mark.parametrize("device", driving.SCREENS)
def test_while_closed_every_page_says_for_how_long(request, looked, closable, device):
    closing.close(minutes=20)
    page = request.getfixturevalue(device)()
    assert page.goto("/khoa-hoc/bat-ky/").status == 503
    expect(page.get_by_text("Khoảng 20 phút nữa")).to_be_visible()
    looked(page, "503")
    closing.open_again()
    page.get_by_role("link", name="Mở lại trang chủ").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_form_left_too_long_comes_back_and_is_sent(phone, looked):
    page = phone()
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    expect(page.get_by_role("heading", name="Trang để lâu quá")).to_be_visible()
    looked(page, "expired")
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.get_by_role("heading", name="Nhập mã 6 số trong tin nhắn")).to_be_visible()


def as_an_old_browser(page):
    """What a browser from before 2022 makes of us: it knows no layers, and no such scripts."""

    # Such a browser skips every block whose rule it does not know: all of our stylesheet lies in
    # layers (below), so nothing of it is left.
    no_rules = {"status": 200, "content_type": "text/css", "body": ""}
    page.route("**/css/site*.css", lambda route: route.fulfill(**no_rules))
    page.route("**/js/*.js", lambda route: route.abort())


def test_an_old_browser_reads_on_and_is_told_what_to_do(phone):
    page = phone()
    as_an_old_browser(page)
    page.goto("/")
    expect(page.get_by_text("Trình duyệt này đã cũ")).to_be_visible()
    page.get_by_role("link", name="Xem cách mở bằng trình duyệt mới").click()
    expect(page.get_by_role("heading", name="Trình duyệt trên máy này đã cũ")).to_be_visible()
    page.get_by_role("link", name="Về trang chủ").first.click()
    expect(page).to_have_url(re.compile("/$"))


def test_all_of_the_stylesheet_lies_in_layers(phone):
    """A rule outside would be obeyed by browsers that are told they are too old."""
    page = phone()
    page.goto("/")
    outside = page.evaluate(
        """[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
          .map((rule) => rule.constructor.name)
          .filter((name) => !/Layer|FontFace|Keyframes|Property/.test(name))"""
    )
    assert not outside


def test_a_new_browser_hears_nothing_of_it(phone):
    page = phone()
    page.goto("/")
    expect(page.get_by_text("Trình duyệt này đã cũ")).to_be_hidden()
