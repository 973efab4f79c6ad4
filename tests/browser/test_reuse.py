"""A course is copied, shares a lesson, travels, loses a lesson and has it back, and is retired."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from courses.models import SharedLessonPage
from lms.common import clock
from lms.users.policies import Role
from tests.browser import desk_driving as driving
from tests.courses import desk

LESSON, OTHER = "Tìm thủ tục", "Đọc kết quả"


@pytest.fixture
def shelf(transactional_db):
    return desk.make_section("Điện thoại mỗi ngày")


@pytest.fixture
def editor(desktop, shelf):
    person = driving.make_trainer("Phạm Anh Tuấn", "editor@demo.test")
    desk.give(person, Role.CONTENT_EDITOR, shelf)
    page = desktop()
    page.set_default_timeout(30_000)
    driving.come_in(page, person)
    return page


@pytest.fixture
def seen(screenshot, assert_accessible):
    """Look at a page, on a narrow phone too, and hear it."""

    def look(page, name):
        assert_accessible(page)
        screenshot(page, name)
        size = page.viewport_size
        page.set_viewport_size({"width": 360, "height": 740})
        screenshot(page, f"{name}-360")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.set_viewport_size(size)

    return look


@pytest.fixture
def course(shelf):
    course = desk.make_course_page(shelf, "Nộp hồ sơ trực tuyến")
    desk.publish(course)
    return course


@pytest.fixture
def second(shelf):
    steps = [desk.read_step("kq", title=OTHER)]
    made = desk.make_course_page(shelf, "Nộp hồ sơ, bản mới", steps=steps)
    desk.edit(desk.lesson_of(made), title=OTHER)
    return made


def test_a_course_is_copied_shares_a_lesson_and_is_retired(
    editor, phone, course, second, run_jobs, seen
):
    # A copy, with one page.
    editor.goto(f"/quan-tri/khoa-hoc/{course.pk}/nhan-ban/")
    editor.get_by_label("Tên khóa học mới").fill("Khóa của xã tôi")
    seen(editor, "reuse-clone")
    editor.get_by_role("button", name="Nhân bản").click()
    expect(editor.get_by_text("Đã tạo khóa học mới")).to_be_visible()
    expect(editor.get_by_role("link", name=LESSON).first).to_be_visible()

    # The lesson stands in the other course, too.
    editor.goto(f"/quan-tri/khoa-hoc/{second.pk}/dung-lai-bai/")
    seen(editor, "reuse-share")
    editor.get_by_role("button", name=f"Dùng bài {LESSON}").first.click()
    expect(editor.get_by_text("nay có cả trong khóa học này")).to_be_visible()
    editor.goto(f"/quan-tri/pages/{SharedLessonPage.objects.get().pk}/edit/")
    expect(editor.get_by_role("link", name="Mở bài gốc")).to_be_visible()
    seen(editor, "reuse-place")
    editor.goto(f"/quan-tri/khoa-hoc/{second.pk}/phat-hanh/")
    editor.get_by_role("button", name="Phát hành khóa học").click()
    expect(editor.get_by_role("heading", name="Đang phát hành")).to_be_visible()
    run_jobs()
    # The page asks anew every other second; whoever leaves it just then stays.
    expect(editor.get_by_text("Bản nháp giống bản bà con đang học.")).to_be_visible()

    # The old one is retired: residents are told until when, and what follows.
    editor.goto(f"/quan-tri/khoa-hoc/{course.pk}/khep-lai/")
    day = clock.today() + timedelta(days=30)
    editor.get_by_label("Dạy đến hết ngày").fill(f"{day:%d/%m/%Y}")
    editor.get_by_label("Khóa thay").select_option(label="Nộp hồ sơ, bản mới")
    seen(editor, "reuse-retire")
    editor.set_viewport_size({"width": 360, "height": 740})
    choice = "const list = document.querySelector('.desk select');"
    choice += " list.options[0].text = 'Khóa học '.repeat(9);"
    assert editor.evaluate(f"() => {{ {choice} return list.offsetWidth }}") <= 280
    editor.get_by_role("button", name="Cho khóa học nghỉ").click()
    expect(editor.get_by_role("button", name="Mở lại như cũ")).to_be_visible()
    resident = phone()
    resident.goto("/khoa-hoc/nop-ho-so-truc-tuyen/")
    expect(resident.get_by_text("Khóa học sắp đóng, không nhận người mới")).to_be_visible()
    seen(resident, "reuse-retired")
    resident.get_by_role("link", name="Nộp hồ sơ, bản mới").click()
    expect(resident.get_by_role("heading", name="Nộp hồ sơ, bản mới")).to_be_visible()


@pytest.mark.large
def test_what_was_deleted_comes_back_and_a_course_travels(editor, second, run_jobs, seen):
    # A lesson is deleted and comes back.
    own = desk.lesson_of(second)
    editor.goto(f"/quan-tri/pages/{own.pk}/delete/")
    seen(editor, "reuse-delete")
    editor.get_by_role("button", name="Đưa vào thùng rác").click()
    editor.get_by_role("link", name="Mở thùng rác").click()
    expect(editor.get_by_role("heading", name=OTHER)).to_be_visible()
    seen(editor, "reuse-bin")
    editor.get_by_role("button", name=f"Lấy lại {OTHER}").click()
    expect(editor.get_by_text("Thùng rác trống.")).to_be_visible()
    assert desk.lesson_of(second).draft_title == OTHER

    # The course is packed, and taken in again after something was changed here.
    editor.goto(f"/quan-tri/khoa-hoc/{second.pk}/goi/")
    editor.get_by_role("button", name="Đóng gói").click()
    expect(editor.get_by_role("heading", name="Đang đóng gói")).to_be_visible()
    run_jobs()
    expect(editor.get_by_role("link", name="Tải gói về")).to_be_visible()
    seen(editor, "reuse-parcel")
    with editor.expect_download() as fetched:
        editor.get_by_role("link", name="Tải gói về").click()
    desk.edit(own, title="Tên bị sửa ở đây")
    editor.goto("/quan-tri/khoa-hoc/nhan/")
    editor.get_by_label("Tệp gói khóa học").set_input_files(fetched.value.path())
    editor.get_by_role("button", name="Xem trước").click()
    expect(editor.get_by_role("heading", name=re.compile("sẽ có bản nháp mới"))).to_be_visible()
    seen(editor, "reuse-preview")
    editor.get_by_role("button", name="Nhận về").click()
    expect(editor.get_by_role("heading", name="Đang nhận")).to_be_visible()
    run_jobs()
    expect(editor.get_by_role("heading", name="Đã nhận khóa học")).to_be_visible()
    assert desk.fresh(own).draft_title == OTHER
