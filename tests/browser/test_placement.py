"""The placement check on a phone: answered without an account, and what comes of it."""

import pytest
from playwright.sync_api import expect

from courses.models import Placement
from courses.services import sheets
from lms.common import clock
from lms.users.services import people
from tests.browser.learner import kept, opened, sign_in
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
