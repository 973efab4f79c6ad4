"""Pictures of the guide for authors, taken of the running product: `SHOTS=1` takes them anew.

They lie beside docs/huong-dan/nguoi-bien-soan.md, which shows them.
"""

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import expect

from courses.services import events, sections
from lms.common import clock
from lms.media import services as media
from lms.users.policies import Role
from tests import documents as papers
from tests import screens
from tests.browser import desk_driving
from tests.browser.test_ten_minutes import Hand, touch
from tests.courses import desk
from tests.courses.phones import Phone
from tests.people import make_person

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "huong-dan" / "soan-bai"
BREADTHS = {"phone": 360, "desktop": 900}

pytestmark = pytest.mark.skipif(not os.environ.get("SHOTS"), reason="takes pictures, tests nothing")


def take(page, name, *, at=None):
    """What stands on the screen, or from `at` on."""
    if at is not None:
        # Wagtail scrolls a part of its page, under a head of its own.
        at.evaluate("(it) => { it.style.scrollMarginTop = '90px'; it.scrollIntoView(); }")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.wait_for_timeout(700)
    shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    breadth = BREADTHS["phone" if page.viewport_size["width"] < 500 else "desktop"]
    height = round(shot.height * breadth / shot.width)
    small = shot.resize((breadth, height), Image.Resampling.LANCZOS)
    FOLDER.mkdir(exist_ok=True)
    small.save(FOLDER / f"{name}.webp", quality=62, method=6)


def open_page(page, address):
    page.goto(f"/quan-tri/{address}")
    page.wait_for_load_state()
    # What scripts put in comes a moment later.
    page.wait_for_timeout(1500)


def of_a_lesson_from_photos(page, course, tmp_path):
    page.set_viewport_size({"width": 360, "height": 740})
    open_page(page, f"khoa-hoc/{course.pk}/bai-tu-anh/")
    page.get_by_label("Tên bài học").fill("Nộp hồ sơ trực tuyến")
    made = []
    for number in range(2):
        made.append(tmp_path / f"Screenshot_{number}.png")
        made[-1].write_bytes(screens.screen(number)[0])
    page.locator("#anh").set_input_files(made)
    cards = page.locator(".sketch-shot")
    expect(cards).to_have_count(2)
    touch(Hand(), cards.first, 0)
    cards.first.get_by_label("Câu hướng dẫn").fill("Chạm vào nút xanh.")
    take(page, "tu-anh", at=cards.first)
    page.set_viewport_size({"width": 1280, "height": 800})


def of_a_lesson_from_a_file(page, course):
    open_page(page, f"khoa-hoc/{course.pk}/bai-tu-tep/")
    take(page, "tu-tep")
    file = {"name": "huong-dan.docx", "mimeType": "application/octet-stream"}
    content = {**file, "buffer": papers.leaflet()}
    page.get_by_label("Chọn tệp Word hoặc PDF").set_input_files(content)
    expect(page.get_by_text("Bài có 3 bước.")).to_be_visible(timeout=120_000)
    take(page, "tu-tep-xem-truoc")


def of_the_steps(page, course):
    open_page(page, f"pages/add/courses/lessonpage/{course.pk}/")
    page.locator("#id_title").fill("Bấm nút gọi")
    take(page, "kieu-bai", at=page.locator("[data-contentpath=steps]").first)
    page.get_by_role("button", name="Bấm trên máy").click()
    steps = page.locator("[data-streamfield-stream-container] > [data-streamfield-child]:visible")
    expect(steps).to_have_count(4)
    take(page, "cac-buoc", at=page.locator("[data-contentpath=steps]").first)
    page.goto("about:blank")


def of_the_places(page, course):
    open_page(page, f"pages/{desk.lesson_of(course).pk}/edit/")
    board = page.locator(".board-both").first
    expect(board).to_be_visible()
    take(page, "cho-cham", at=board)
    page.goto("about:blank")


def of_a_voice(page, course):
    open_page(page, f"pages/{desk.lesson_of(course).pk}/edit/")
    take(page, "ghi-giong", at=page.locator(".voice").first)
    page.goto("about:blank")


def of_those_who_learn(page, shelf):
    course = desk.make_course_page(shelf, "Gọi video cho con cháu")
    edition = desk.publish(course)
    asked = {"to": "author", "text": "Máy của tôi không có nút xanh thì chạm vào đâu?"}
    step = edition.steps.get(kind="simulate").uid
    body = Phone(edition).event("asked", step, asked)
    events.receive(make_person("Trần Thị Hoa"), [body], now=clock.now())
    open_page(page, "khoa-hoc/ba-con-noi/")
    take(page, "ba-con-noi")
    desk.edit(desk.lesson_of(course), title="Gọi cho con cháu")
    open_page(page, f"khoa-hoc/{course.pk}/phat-hanh/")
    take(page, "muc-thay-doi", at=page.locator(".desk-levels"))


def test_pictures_of_the_guide_for_authors(desktop, transactional_db, tmp_path):
    shelf = desk.make_section("Dịch vụ công")
    course = desk.make_course_page(shelf, "Nộp hồ sơ trực tuyến")
    picture = {
        "image": desk.make_image(section=shelf.section).pk,
        "alt": "Nút đỏ ở giữa màn hình",
        "caption": "",
    }
    read = desk.read_step("hinh", title="Nhìn trước", picture=picture)
    shown, box = screens.screen(3)
    photo = media.make_image(
        title="Màn hình",
        description="",
        file=ContentFile(shown, name="man-hinh.png"),
        collection=sections.collection_of(shelf.section),
    )
    desk.set_steps(course, read, desk.simulate_step(photo, spots=[desk.spot("dung", box=box)]))
    person = desk_driving.make_trainer("Lê Thùy Dung", "dung@demo.test")
    desk.give(person, Role.CONTENT_EDITOR, shelf)
    page = desktop()
    page.set_default_timeout(120_000)
    desk_driving.come_in(page, person)
    desk_driving.open_beside(page)
    open_page(page, "")
    take(page, "ban-lam-viec")
    of_a_lesson_from_photos(page, course, tmp_path)
    of_a_lesson_from_a_file(page, course)
    of_the_steps(page, course)
    of_the_places(page, course)
    open_page(page, "snippets/courses/question/add/")
    take(page, "cau-hoi")
    page.goto("about:blank")
    open_page(page, f"khoa-hoc/{course.pk}/phat-hanh/")
    take(page, "kiem-tra")
    of_a_voice(page, course)
    of_those_who_learn(page, shelf)
