"""An author looks at what may be out of date, on a phone."""

import pytest
from playwright.sync_api import expect

from courses.models import Course
from courses.services import freshness
from lms.users.policies import Role
from tests.browser import desk_driving as driving
from tests.courses import desk


@pytest.mark.large
def test_an_author_answers_what_waits(desktop, transactional_db, assert_accessible, screenshot):
    shelf = desk.make_section("Điện thoại mỗi ngày")
    person = driving.make_trainer("Lê Thùy Dung", "dung@demo.test")
    desk.give(person, Role.CONTENT_AUTHOR, shelf)
    course = desk.make_course_page(shelf, "Gọi video")
    steps = desk.raw_steps(course)
    steps[1]["value"] |= {"app": "Zalo", "app_version": "24.1"}
    desk.set_steps(course, *steps)
    uid = desk.publish(course).steps.get(kind="simulate").uid
    freshness.mark_stale(desk.lesson_of(course), uid, "screen_changed", "Nút gọi ở dưới", count=4)
    Course.objects.update(owner=person)
    page = desktop()
    page.set_default_timeout(30_000)
    driving.come_in(page, person)
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("link", name="1 chỗ cần xem lại").click()
    expect(page.get_by_text("4 người báo")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "redoing-phone")
    page.get_by_text("Đã xem, vẫn đúng").press("Enter")
    page.get_by_label("Vì sao vẫn đúng").fill("Đã mở Zalo xem")
    page.get_by_label("Vì sao vẫn đúng").press("Enter")
    expect(page.get_by_text("Không có gì cần xem lại")).to_be_visible()
    expect(page.get_by_text("Đã mở Zalo xem")).to_be_visible()
    page.get_by_role("button", name="Đưa lại vào danh sách").click()
    expect(page.get_by_text("4 người báo")).to_be_visible()
    page.get_by_role("link", name="Ứng dụng có bản mới", exact=True).click()
    page.get_by_role("link", name="Zalo").click()
    page.get_by_label("Bản mới").fill("25.0")
    assert_accessible(page)
    page.get_by_role("button", name="Đánh dấu cần xem lại").click()
    expect(page.get_by_text("Đã đánh dấu 1 bước.")).to_be_visible()
    screenshot(page, "redoing-app-phone")
    page.get_by_role("button", name="Bỏ đánh dấu 1 bước").click()
    expect(page.get_by_text("Đã bỏ đánh dấu 1 bước.")).to_be_visible()
    page.goto(f"/quan-tri/khoa-hoc/{course.pk}/phu-trach/")
    expect(page.get_by_label("Người phụ trách")).to_be_visible()
    assert_accessible(page)
    page.goto("/quan-tri/khoa-hoc/can-xem-lai/")
    page.get_by_role("link", name="Sửa bước này").click()
    expect(page.locator(f"#block-{steps[1]['id']}-section")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
