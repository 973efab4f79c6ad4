"""How a lesson begins at the desk: from a file, or from the usual steps of its kind."""

import pytest
from playwright.sync_api import expect

from courses.models import LessonPage
from lms.users.policies import Role
from tests import documents as papers
from tests.browser import desk_driving
from tests.browser import driving as pages
from tests.browser.test_author import english
from tests.courses import desk

LEAFLET = "huong-dan.docx"


@pytest.fixture
def course(transactional_db):
    return desk.make_course_page(desk.make_section("Dịch vụ công"))


@pytest.fixture
def author(desktop, course):
    person = desk_driving.make_trainer("Lê Thùy Dung", "dung@demo.test")
    desk.give(person, Role.CONTENT_AUTHOR, course.get_parent().specific)
    page = desktop()
    page.set_default_timeout(30_000)
    desk_driving.come_in(page, person)
    return page


def kinds_of(lesson):
    return [step.block_type for step in lesson.get_latest_revision_as_object().steps]


def from_a_file(page, screenshot, assert_accessible):
    page.get_by_role("link", name="Làm bài từ tệp Word, PDF").click()
    page.set_viewport_size({"width": 360, "height": 740})
    file = {"name": LEAFLET, "mimeType": "application/octet-stream", "buffer": b"%PDF-1.7 hong"}
    page.get_by_label("Chọn tệp Word hoặc PDF").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("đã hỏng")
    screenshot(page, "document-refused")
    # An icon without a size once took all the room there is.
    assert page.locator("label.button").bounding_box()["height"] < 80
    pages.assert_fits(page)
    content = {**file, "buffer": papers.leaflet()}
    page.get_by_label("Chọn tệp Word hoặc PDF").set_input_files(content)
    expect(page.get_by_text("Bài có 3 bước.")).to_be_visible()
    page.get_by_role("button", name="Gộp bước Đến nơi làm với bước trên").click()
    expect(page.get_by_text("Bài có 2 bước.")).to_be_visible()
    page.get_by_role("button", name="Bỏ bước Nhận thẻ").click()
    expect(page.get_by_text("Bài có 1 bước.")).to_be_visible()
    page.get_by_role("button", name="Tách bước Đến nơi làm ra").click()
    expect(page.get_by_text("Bài có 2 bước.")).to_be_visible()
    page.get_by_role("button", name="Lấy lại bước Nhận thẻ").click()
    expect(page.get_by_text("Bài có 3 bước.")).to_be_visible()
    screenshot(page, "document", full=True)
    assert pages.sideways(page) <= 0
    assert english(page) == []
    assert_accessible(page)
    # Enter in the name keeps it, and makes nothing.
    page.get_by_label("Tên bài học").fill("Đổi thẻ căn cước")
    page.get_by_label("Tên bài học").press("Enter")
    expect(page.get_by_role("heading", name="Đổi thẻ căn cước")).to_have_count(0)
    expect(page.get_by_label("Tên bài học")).to_have_value("Đổi thẻ căn cước")
    page.get_by_role("button", name="Tạo bài nháp").click()
    expect(page.get_by_text("Đã tạo bài nháp từ tệp.")).to_be_visible()
    assert kinds_of(LessonPage.objects.get(title="Đổi thẻ căn cước")) == ["read"] * 3


def from_the_usual_steps(page, course, screenshot):
    page.goto(f"/quan-tri/pages/add/courses/lessonpage/{course.pk}/")
    page.locator("#id_title").fill("Bấm nút gọi")
    way = page.get_by_role("button", name="Bấm trên máy")
    way.scroll_into_view_if_needed()
    assert english(page) == []
    assert page.locator(".steps-button").first.bounding_box()["height"] >= 48
    screenshot(page, "lesson-ways")
    steps = page.locator("[data-streamfield-stream-container] > [data-streamfield-child]:visible")
    way.click()
    expect(steps).to_have_count(4)
    expect(way).to_be_hidden()
    # As broad as its longest answer, a choice was once cut off by a phone's edge.
    page.set_viewport_size({"width": 360, "height": 740})
    ends = page.locator("select:visible").evaluate_all(
        "(all) => all.map((it) => it.getBoundingClientRect().right)"
    )
    assert ends
    assert max(ends) <= 360
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Bỏ các bước vừa xếp").press("Enter")
    expect(steps).to_have_count(0)
    page.get_by_role("button", name="Hiểu một việc").click()
    expect(steps).to_have_count(3)
    page.get_by_role("button", name="Thêm bước chỉ lại").click()
    expect(steps).to_have_count(4)
    expect(page.get_by_role("button", name="Bỏ các bước vừa xếp")).to_be_hidden()
    screenshot(page, "lesson-laid")
    desk_driving.save_draft(page)
    lesson = LessonPage.objects.get(title="Bấm nút gọi")
    assert kinds_of(lesson) == ["read", "read", "question", "teach"]


@pytest.mark.large
def test_a_lesson_begins_from_a_file_or_from_its_usual_steps(
    author, course, screenshot, assert_accessible
):
    from_a_file(author, screenshot, assert_accessible)
    author.set_viewport_size({"width": 1280, "height": 800})
    from_the_usual_steps(author, course, screenshot)
    # What the editor still has to tell the province is told before the test is over.
    author.goto("about:blank")
