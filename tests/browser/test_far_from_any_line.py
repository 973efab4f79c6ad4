"""One phone's whole way through a course without a line, on the product as `make run` starts it.

A cold visit on a bad line, a download that breaks off, flight mode, the whole course with its
practice and its test, the browser closed and opened again, somebody's portal, and then the line:
receipts, the mark, the certificate.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import driving, learning
from tests.browser.conftest import SLOW
from tests.browser.learner import kept, wait_until, worker_at_work
from tests.browser.line import line_to
from tests.browser.test_whole_job import text_of

COURSE = learning.written("nhan-biet-lua-dao")
ADDRESS = "/khoa-hoc/nhan-biet-lua-dao/"
HOA = "0912 000 001"
RECEIPT = re.compile(r"^([0-9A-F]{4} ){4}[0-9A-F]{4}$")
BAD_LINE = 0.02
"""Seconds for each piece of 16 KB."""


@pytest.fixture
def line(product):
    with line_to(product.address) as line:
        yield line


@pytest.fixture
def look(screenshot):
    """`look(page, "read")` keeps the first screen of each name in both themes."""
    seen = set()

    def looked(page, name):
        if name in seen:
            return
        seen.add(name)
        page.evaluate("document.fonts.ready.then(() => true)")
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            screenshot(page, f"far-{name}-{theme}")

    return looked


@pytest.mark.large  # With a portal in its way it is gone in `make test`: test_far_with_faults.py
def test_a_course_is_learnt_far_from_any_line_and_proved_on_coming_back(
    browser, line, product, tmp_path, look
):
    page = browser()
    driving.slow_down(page)
    line.pause = BAD_LINE
    sign_in(page, product, look)
    take_along_over_a_line_that_breaks(page, line, look)
    page.context.close()

    page = browser()
    flight_mode(page, line)
    page.goto(ADDRESS)
    look(page, "course")
    page.get_by_role("link", name="Bắt đầu học").click()
    learning.learn_lessons(page, COURSE, on_step=lambda page, step: look(page, step["kind"]))
    look(page, "test")
    learning.answer_test(page, COURSE)
    expect(page.get_by_role("heading", name="Bài đã giữ trong máy")).to_be_visible()
    look(page, "test-kept")
    told = {row["id"] for row in kept(page, "events")}
    page.context.close()

    page = browser()
    flight_mode(page, line)
    page.goto(ADDRESS)
    steps = sum(len(lesson["steps"]) for lesson in COURSE["lessons"])
    expect(page.get_by_text("đã xong").first).to_be_visible()
    page.goto("/da-tai/")
    things = f"{steps + 1} việc chờ gửi"
    expect(page.locator("#cho-gui .chip:visible")).to_have_text(things)
    page.evaluate("scrollTo(0, 0)")
    look(page, "kept")
    page.locator("#cho-gui").scroll_into_view_if_needed()
    look(page, "waiting")
    assert told <= {row["id"] for row in kept(page, "events")}

    line.state = "portal"
    driving.go_online(page)
    page.reload()
    page.get_by_role("button", name="Thử gửi lại").click()
    expect(page.locator("#cho-gui [role=status]")).to_contain_text("Chưa gửi được")
    assert told <= {row["id"] for row in kept(page, "events")}

    line.mend()
    page.reload()
    expect(page.get_by_text("Mọi việc đã tới tỉnh.")).to_be_visible()
    wait_until(page, lambda: kept(page, "events") == [])
    page.locator("#cho-gui summary:visible").click()
    receipts = page.locator("#cho-gui [data-receipt]")
    expect(receipts.first).to_have_text(RECEIPT)
    look(page, "arrived")
    prove(page, tmp_path, look)


def sign_in(page, product, look):
    page.goto("/")
    look(page, "home")
    page.goto("/dang-nhap/")
    look(page, "sign-in")
    already = len(product.codes_sent())
    page.get_by_label("Số điện thoại").fill(HOA)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    field = page.get_by_label("Mã trong tin nhắn")
    expect(field).to_be_visible(timeout=SLOW)
    look(page, "code")
    field.fill(product.next_code(already))
    page.get_by_role("button", name="Vào học").click()
    page.locator("button[name=person]").first.click()
    page.wait_for_url("**/")
    page.wait_for_load_state("networkidle")


def take_along_over_a_line_that_breaks(page, line, look):
    page.goto(ADDRESS)
    worker_at_work(page)
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("học khoảng")).to_be_visible(timeout=SLOW)
    line.bytes_left = 40_000
    page.get_by_role("button", name="Tải", exact=True).click()
    expect(page.get_by_text("Mất mạng giữa chừng.")).to_be_visible(timeout=SLOW)
    look(page, "broken-off")
    line.mend()
    page.get_by_role("button", name="Tải tiếp").click()
    expect(page.get_by_text("Đã tải về máy")).to_be_visible(timeout=SLOW)


def flight_mode(page, line):
    line.cut()
    driving.go_offline(page)


def prove(page, folder, look):
    page.goto(ADDRESS)
    page.get_by_role("link", name="Xem kết quả").first.click()
    certificate = page.get_by_role("link", name="Mở giấy chứng nhận")
    expect(certificate).to_be_visible(timeout=SLOW)
    expect(page.locator("[data-mark]")).to_have_text("Bài kiểm tra: 10 điểm")
    look(page, "finished")
    page.goto("/toi/giay-chung-nhan/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải giấy (PDF)").first.click()
    file = folder / "giay.pdf"
    download.value.save_as(file)
    assert COURSE["title"] in text_of(file)
