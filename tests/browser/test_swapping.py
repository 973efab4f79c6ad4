"""An author puts the plain word in the place of a hard one by one tap, and takes it back."""

import pytest
from playwright.sync_api import expect

from courses.models import LessonPage
from tests.browser import boards
from tests.browser import desk_driving as driving
from tests.courses import desk

OPEN = "Mở hoặc đóng phần kiểm tra"


@pytest.mark.large
def test_a_hard_word_is_swapped_by_one_tap_and_put_back(desktop, transactional_db, screenshot):
    shelf = desk.make_section("Điện thoại mỗi ngày")
    course = desk.make_course_page(shelf, "Gọi video")
    text = "<p>Bấm <b>click</b> vào nút “Click”. Truy cập trang, rồi chờ.</p>"
    desk.set_steps(course, desk.read_step(title="Truy cập Cổng", text=text))
    lesson = desk.lesson_of(course)
    page = boards.author(desktop, shelf)
    page.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    page.get_by_role("button", name=OPEN).click()
    panel = page.locator("[data-desk-checks]")
    said = panel.locator("[data-desk-swapped]")
    title, editor = page.get_by_label("Tên bước"), page.locator(".Draftail-Editor").first
    panel.get_by_role("button", name="Thay bằng “vào”").first.click()
    expect(said).to_contain_text("Đã thay “truy cập” bằng “vào”.")
    screenshot(page, "desk-swapped")
    expect(title).to_have_value("Vào Cổng")
    said.get_by_role("button", name="Hoàn tác").click()
    expect(title).to_have_value("Truy cập Cổng")
    expect(said).to_contain_text("Đã đặt lại “truy cập”.")
    # In rich text what is bold stays so, and what is quoted stays as it is.
    panel.get_by_role("button", name="Thay bằng “bấm”").first.click()
    expect(editor).to_contain_text("Bấm bấm vào nút “Click”.")
    page.wait_for_function(
        """() => [...document.querySelectorAll("form [name]")]
          .some((field) => field.value.includes("Bấm bấm vào"))"""
    )
    driving.save_draft(page)
    step = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().steps[0]
    assert "<b>bấm</b> vào nút “Click”" in step.value["text"].source
    assert step.value["title"] == "Truy cập Cổng"
