"""The final test: failed and taken again, kept while under way, graded when the network is back."""

import pytest
from playwright.sync_api import expect

from courses.models import Attempt
from tests.browser import driving
from tests.browser.learner import SLOW_STORE, kept, opened, signed_in, take_test
from tests.courses.editions import make_edition
from tests.people import make_person

# What is read once the province has said who is there takes two seconds.
SLOW_THEN = """
document.addEventListener("hocso:me", () => {
  window.slowStore = 2000;
  setTimeout(() => { window.slowStore = 0; }, 300);
});
"""


@pytest.fixture
def exam(phone, site):
    """A phone of Hoa's that shows the final test; the usual course."""
    edition = make_edition()

    def shown():
        page = signed_in(phone(), make_person("Trần Thị Hoa"), site)
        opened(page, f"/hoc/{edition.public_id}/kiem-tra/")
        return page

    return shown


def begin(page):
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.get_by_role("heading", name="Trang nào là Cổng dịch vụ công thật?")).to_be_focused()


def test_a_failed_test_says_what_to_look_at_and_is_taken_again(exam, assert_accessible):
    page = exam()
    begin(page)
    take_test(page, right=False)
    expect(page.get_by_role("heading", name="Lần này chưa đạt")).to_be_visible()
    expect(page.get_by_text("Đúng 0 trong 4 câu")).to_be_visible()
    expect(page.locator("[data-slot-review]:visible")).to_have_count(4)
    assert_accessible(page)
    page.get_by_role("button", name="Làm lại").click()
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()
    expect(page.locator("[data-mark]")).to_have_text("10")
    assert sorted(Attempt.objects.values_list("passed", flat=True)) == [False, True]


@pytest.mark.large
def test_answers_are_there_after_closing_the_page(exam):
    page = exam()
    begin(page)
    page.locator("label.opt:visible", has_text="dichvucong.gov.vn").click()
    page.locator("[data-do=next]").click()
    page.reload()
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.get_by_role("heading", name="Ảnh giấy tờ thế nào")).to_be_visible()
    page.get_by_role("button", name="Câu trước").click()
    expect(page.locator("input[value=b]:visible")).to_be_checked()


@pytest.mark.large
def test_nobody_who_has_begun_is_called_back_from_a_question(exam):
    page = exam()
    page.add_init_script(SLOW_STORE + SLOW_THEN)
    with page.expect_response("**/api/v1/learning/me"):
        page.reload()
    page.wait_for_timeout(500)
    begin(page)
    page.wait_for_timeout(2500)
    expect(page.get_by_role("heading", name="Trang nào là Cổng")).to_be_visible()


def test_a_test_handed_in_without_a_network_waits_to_be_graded(exam):
    page = exam()
    driving.go_offline(page)
    begin(page)
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Bài đã giữ trong máy")).to_be_visible()
    expect(page.locator(".chip:visible")).to_have_text("Chờ chấm")
    assert [event["kind"] for event in kept(page, "events")] == ["tested"]
    driving.go_online(page)
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()
    assert Attempt.objects.get().passed


@pytest.mark.large
def test_before_it_is_handed_in_every_answer_is_read_again(exam):
    page = exam()
    begin(page)
    for _ in range(4):
        page.locator("[data-do=next]").click()
    expect(page.get_by_text("Còn 4 câu chưa trả lời.")).to_be_visible()
    page.get_by_role("button", name="Sửa câu 1").click()
    page.locator("label.opt:visible", has_text="dichvucong.gov.vn").click()
    for _ in range(4):
        page.locator("[data-do=next]").click()
    expect(page.locator("[data-chosen=s1]")).to_have_text("dichvucong.gov.vn")
    expect(page.get_by_text("Còn 3 câu chưa trả lời.")).to_be_visible()
