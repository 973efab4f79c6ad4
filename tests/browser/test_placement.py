"""The placement check on a phone: answered without an account, and what comes of it."""

import pytest
from playwright.sync_api import expect

from courses.models import Placement
from courses.services import sheets
from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import cards, people
from tests.browser.learner import kept, opened, sign_in, sign_out, wait_until
from tests.courses.placing import KEY, lend
from tests.people import make_person
from tests.users.conftest import NUMBER


@pytest.fixture
def hoa(site):
    person = make_person("Trần Thị Hoa")
    people.attach_phone(person, NUMBER, verified_at=clock.now(), by=None)
    return person


def answer_all(page, *, unknown):
    """Answer the sheet rightly; of the edition `unknown` nothing is known."""
    questions = sheets.sheet(1).questions
    for number, question in enumerate(questions, start=1):
        expect(page.get_by_text(f"Câu {number} trong {len(questions)}", exact=True)).to_be_visible()
        if question.edition == unknown.public_id:
            page.get_by_role("button", name="Tôi chưa biết").filter(visible=True).click()
            continue
        for key in KEY[question.slot["slot"]]["right"]:
            page.locator(f"label.opt[data-option='{key}']:visible").click()
        page.locator("[data-do=next]").click()


def look(page, assert_accessible, assert_fits, screenshot, name):
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, name, full=True)


def test_answers_given_without_an_account_are_taken_along(
    phone, hoa, assert_accessible, assert_fits, screenshot
):
    lend("biet", rule="done", title="Nộp hồ sơ trực tuyến")
    unknown = lend("chua-biet", title="Gọi video cho con cháu")
    page = phone()
    opened(page, "/")
    page.get_by_role("link", name="Thử sức").click()
    look(page, assert_accessible, assert_fits, screenshot, "placement-intro")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.locator("[data-slot]:visible h1")).to_be_focused()
    look(page, assert_accessible, assert_fits, screenshot, "placement-question")
    answer_all(page, unknown=unknown)
    expect(page.get_by_role("heading", name="Xem lại trước khi gửi")).to_be_focused()
    expect(page.get_by_text("4 câu chưa biết.")).to_be_visible()
    page.get_by_role("button", name="Xem kết quả").click()
    expect(page.get_by_role("heading", name="Đăng nhập để xem kết quả")).to_be_focused()
    look(page, assert_accessible, assert_fits, screenshot, "placement-signin")
    assert not Placement.objects.exists()

    sign_in(page, come_back="/thu-suc/")
    page.wait_for_url("**/toi/thu-suc/")
    expect(page.get_by_role("heading", name="Nên học gì trước")).to_be_visible()
    expect(page.get_by_role("link", name="Bắt đầu khóa này")).to_have_attribute(
        "href", "/khoa-hoc/chua-biet/"
    )
    expect(page.get_by_text("Tính là đã xong khóa này.")).to_be_visible()
    look(page, assert_accessible, assert_fits, screenshot, "placement-result")
    assert Placement.objects.get().person == hoa
    assert not [row for row in kept(page, "kv") if row["key"].startswith("placement:")]

    opened(page, "/khoa-hoc/biet/")
    expect(page.get_by_role("status").filter(has_text="Khóa này bà con biết rồi")).to_be_visible()
    opened(page, "/khoa-hoc/chua-biet/")
    expect(page.get_by_text("Khóa này bà con biết rồi")).to_be_hidden()
    opened(page, "/thu-suc/")
    expect(page.get_by_role("heading", name="Bà con vừa thử sức rồi")).to_be_focused()


def waits(page):
    return [row["who"] for row in kept(page, "kv") if row["key"].startswith("placement:")]


def answer_without_a_line(page):
    """Sign in and hand the whole check in while its door cannot be reached."""
    unknown = lend("chua-biet", title="Gọi video cho con cháu")
    opened(page, "/")
    sign_in(page)
    page.route("**/api/v1/placement/", lambda route: route.abort())
    opened(page, "/thu-suc/")
    page.get_by_role("button", name="Bắt đầu").click()
    answer_all(page, unknown=unknown)
    page.get_by_role("button", name="Xem kết quả").click()


@pytest.mark.large
def test_answers_that_could_not_be_sent_outlast_a_sign_out_for_her_alone(phone, hoa):
    page = phone()
    answer_without_a_line(page)
    expect(page.get_by_role("heading", name="Các câu trả lời còn trong máy")).to_be_focused()

    opened(page, "/dang-xuat/")
    expect(page.get_by_text("Còn 1 việc chờ gửi, lần sau đăng nhập là tự gửi")).to_be_visible()
    sign_out(page)
    assert waits(page) == [hoa.public_id]
    opened(page, "/thu-suc/")
    expect(page.get_by_role("button", name="Bắt đầu")).to_be_visible()

    page.unroute("**/api/v1/placement/")
    sign_in(page, come_back="/toi/")
    wait_until(page, lambda: not waits(page))
    assert Placement.objects.get().person == hoa


@pytest.mark.large
def test_answers_that_wait_are_counted_on_every_page_and_sent_from_the_kept_ones(phone, hoa):
    page = phone()
    answer_without_a_line(page)
    expect(page.locator("header [data-unsent]")).to_have_text("1 1 việc chờ gửi", timeout=10000)
    opened(page, "/da-tai/")
    section = page.locator("#cho-gui")
    expect(section.get_by_text("Nộp bài thử sức")).to_be_visible()
    section.get_by_role("button", name="Thử gửi lại").click()
    said = section.get_by_role("status").filter(has_text="Việc vẫn giữ trong máy")
    expect(said).to_be_visible()
    page.unroute("**/api/v1/placement/")
    section.get_by_role("button", name="Thử gửi lại").click()
    expect(section.get_by_role("status").filter(has_text="Đã gửi xong 1 việc.")).to_be_visible()
    expect(page.locator("[data-unsent]:visible")).to_have_count(0)
    assert Placement.objects.get().person == hoa


@pytest.mark.large
def test_a_borrowed_phone_says_what_would_be_lost(phone, hoa):
    unknown = lend("chua-biet", title="Gọi video cho con cháu")
    card = cards.issue(hoa, card_id=uuid7(), by=hoa, now=clock.now())
    page = phone()
    page.goto(f"/the/{card.code}/")
    page.get_by_label("Mã PIN", exact=True).fill(card.pin)
    page.get_by_role("button", name="Vào học").click()
    page.wait_for_url("**/toi/")
    page.route("**/api/v1/placement/", lambda route: route.abort())
    opened(page, "/thu-suc/")
    page.get_by_role("button", name="Bắt đầu").click()
    answer_all(page, unknown=unknown)
    page.get_by_role("button", name="Xem kết quả").click()
    expect(page.get_by_role("heading", name="Các câu trả lời còn trong máy")).to_be_focused()

    opened(page, "/dang-xuat/")
    page.get_by_role("button", name="Đăng xuất").click()
    said = page.get_by_role("status").filter(has_text="Còn 1 việc chưa gửi được")
    expect(said).to_be_visible()
    assert waits(page) == [hoa.public_id]
    page.unroute("**/api/v1/placement/")
    sign_out(page)
    assert not waits(page)
    assert Placement.objects.get().person == hoa
