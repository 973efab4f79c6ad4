"""An author hears, while she types, what would be hard to read or too heavy."""

import pytest
from playwright.sync_api import expect

from lms.users.policies import Role
from tests import films
from tests.browser import desk_driving as driving
from tests.courses import desk

CHECKS = "**/quan-tri/khoa-hoc/*/soat/"


def enter(desktop, shelf):
    person = driving.make_trainer("Lê Thùy Dung", "dung@demo.test")
    desk.give(person, Role.CONTENT_AUTHOR, shelf)
    page = desktop()
    page.set_default_timeout(30_000)
    driving.come_in(page, person)
    return page


@pytest.mark.large
def test_an_author_is_told_while_she_types(
    desktop, transactional_db, assert_accessible, screenshot
):
    shelf = desk.make_section("Điện thoại mỗi ngày")
    course = desk.make_course_page(shelf, "Gọi video")
    desk.set_steps(
        course, desk.read_step(), desk.simulate_step(desk.make_image(), "tap", ask="Click vào nút")
    )
    page = enter(desktop, shelf)
    page.goto(f"/quan-tri/pages/{desk.lesson_of(course).pk}/edit/")
    page.get_by_role("button", name="Mở hoặc đóng phần kiểm tra").click()
    panel = page.locator("[data-desk-checks]")
    expect(panel.get_by_text("chỗ để xem lại")).to_be_visible()
    expect(panel.get_by_text("Bài này 5 phút")).to_be_visible()
    driving.type_text(page, "Truy cập trang, rồi xoá đi. ")
    expect(panel.get_by_text("Từ khó “truy cập”. Nói thay: “vào”.")).to_be_visible()
    expect(panel.get_by_text("Viết “xóa”, không viết “xoá”.")).to_be_visible()
    # Without a line that is said in the panel and below the preview, and asked anew.
    brief = page.locator("[data-desk-checks-open]")
    page.route(CHECKS, lambda route: route.abort())
    driving.type_text(page, "Nộp hồ sơ. ")
    expect(panel.get_by_text("Chưa soát được, có thể mất mạng.")).to_be_visible()
    expect(brief).to_have_text("Chưa soát được, có thể mất mạng.")
    page.unroute(CHECKS)
    panel.get_by_role("button", name="Soát lại").click()
    expect(brief).to_contain_text("chỗ để xem lại")
    # The form is Wagtail's own.
    assert_accessible(page, but=("form",))
    screenshot(page, "desk-checks")
    page.emulate_media(color_scheme="dark")
    screenshot(page, "desk-checks-dark")
    page.emulate_media(color_scheme="light")
    # A line leads to its place, also where that is folded away.
    section = page.locator(f"#block-{desk.block_id('tap-man')}-section")
    step = page.locator(f"#block-{desk.block_id('tap')}-section")
    step.locator("[data-panel-toggle]").first.click()
    expect(section).to_be_hidden()
    panel.locator(f"a[href$='#block-{desk.block_id('tap-man')}-section']").first.click()
    expect(section).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    panel.scroll_into_view_if_needed()
    screenshot(page, "desk-checks-phone")
    assert panel.evaluate("it => it.scrollWidth <= it.clientWidth")
    panel.locator(f"a[href$='#block-{desk.block_id('tap-man')}-section']").first.click()
    expect(panel).to_be_hidden()
    expect(section.locator("[data-panel-toggle]").first).to_be_focused()
    expect(section.locator("[data-panel-toggle]").first).to_be_in_viewport()
    screenshot(page, "desk-checks-led")


@pytest.mark.large
def test_a_video_is_ready_before_her_eyes_and_what_she_typed_stays(
    desktop, transactional_db, run_jobs, screenshot
):
    shelf = desk.make_section("Điện thoại mỗi ngày")
    page = enter(desktop, shelf)
    page.goto("/quan-tri/snippets/media/film/add/")
    page.locator("#id_title").fill("Cách gọi")
    video = {"name": "quay.mp4", "mimeType": "video/mp4", "buffer": films.video(2)}
    page.locator("[type=file][name=file]").set_input_files(video)
    page.get_by_role("button", name="Lưu").first.click()
    page.get_by_role("link", name="Cách gọi").first.click()
    expect(page.get_by_text("Đang chờ tới lượt")).to_be_visible()
    page.locator("#id_transcript").fill("Bấm nút có hình máy quay.")
    screenshot(page, "desk-making")
    run_jobs()
    expect(page.get_by_text("Dùng được rồi, dài 0:02")).to_be_visible()
    expect(page.locator("#id_transcript")).to_have_value("Bấm nút có hình máy quay.")
