"""What is private in a screenshot is covered, without leaving the lesson one writes."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from courses.services import sections
from lms.media import services as media
from tests.browser import boards
from tests.courses import desk


@pytest.fixture
def shelf(transactional_db):
    return desk.make_section("Điện thoại mỗi ngày")


@pytest.fixture
def picture(shelf):
    image = Image.new("RGB", (360, 640), "white")
    for line in range(8):
        ImageDraw.Draw(image).text((40, 80 * line + 20), "Nguyen Van A 0912 000 111", "black")
    out = BytesIO()
    image.save(out, "PNG")
    return media.make_image(
        title="Hồ sơ",
        description="Hồ sơ",
        file=ContentFile(out.getvalue(), "ho-so.png"),
        collection=sections.collection_of(shelf.section),
    )


@pytest.mark.large
def test_a_name_is_covered_from_the_editor(desktop, shelf, picture, assert_accessible, screenshot):
    course = desk.make_course_page(shelf, "Gọi video")
    desk.set_steps(course, desk.simulate_step(picture))
    desk.publish(course)
    author = boards.author(desktop, shelf)
    author.goto(f"/quan-tri/pages/{desk.lesson_of(course).pk}/edit/")
    board = author.locator(".board").first
    shown = board.locator(".board-picture").get_attribute("src")
    board.get_by_role("button", name="Che thông tin riêng").click()
    window = author.frame_locator(".board-window iframe")
    place = window.locator(".board")
    expect(place.locator(".board-picture")).to_be_visible()
    boards.drag(author, place, (8, 1), (70, 8))
    expect(place.locator(".board-box")).to_have_count(1)
    place.locator(".board-box").press("+")
    expect(place.locator(".board-box")).to_have_count(2)
    screenshot(author, "desk-cover")
    window.get_by_role("button", name="Che các chỗ này").click()
    window.get_by_role("button", name="Che và xóa hình gốc").click()
    expect(window.get_by_text("Đã che.")).to_be_visible()
    expect(window.get_by_text("1 khóa học đã phát hành vẫn giữ hình chưa che")).to_be_visible()
    screenshot(author, "desk-covered")
    author.get_by_role("button", name="Đóng", exact=True).click()
    expect(board.locator(".board-picture")).not_to_have_attribute("src", shown)
    picture.refresh_from_db()
    with picture.open_file() as file, Image.open(file) as image:
        assert len(image.convert("RGB").crop((40, 15, 240, 45)).getcolors()) == 1
    author.goto(f"/quan-tri/khoa-hoc/hinh/{picture.pk}/che/")
    expect(author.locator(".board-picture")).to_be_visible()
    assert_accessible(author, but=boards.WAGTAILS)
    author.set_viewport_size({"width": 360, "height": 740})
    screenshot(author, "desk-cover-phone")
