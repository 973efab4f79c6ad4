"""Places to touch are drawn over a screen's picture, in the editor itself."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from courses.models import LessonPage
from tests.browser import boards
from tests.browser import desk_driving as driving
from tests.courses import desk, test_places

CASES = Path(test_places.__file__).with_name("places.json")
RULES = {"finger": 48, "picture": 285}
# What was deleted stays in Wagtail's form, unseen.
SPOT = "[data-contentpath=spots] [data-streamfield-child]:not([aria-hidden=true])"


@pytest.fixture
def shelf(transactional_db):
    return desk.make_section("Điện thoại mỗi ngày")


@pytest.fixture
def lesson(shelf):
    course = desk.make_course_page(shelf, "Gọi video")
    picture = desk.make_image(section=shelf.section)
    desk.set_steps(course, desk.simulate_step(picture), desk.read_step(title="Đọc thêm"))
    return desk.lesson_of(course)


@pytest.fixture
def author(desktop, shelf):
    return boards.author(desktop, shelf)


def kept(lesson, screen=0):
    """The places as they were saved."""
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    spots = draft.steps[0].value["screens"][screen]["spots"]
    return [(spot["label"], *(spot[side] for side in ("x", "y", "w", "h"))) for spot in spots]


def judged(page, case):
    """What the script in the page says of the places of this case."""
    frame = dict(zip(("width", "height"), case["frame"], strict=True))
    spots = [{"role": role, "box": box} for role, box in case["spots"]]
    return page.evaluate(JUDGED, [spots, frame, RULES])


JUDGED = """([spots, frame, rules]) => hocso.places.faults(spots, frame, rules)
  .map(({at, code, loser, width, height}) =>
    [at, code, loser, width, height].filter((part) => part !== undefined).join(" "))"""


def draw(page, board, screenshot):
    """With the mouse and the keyboard; a third place, deleted and taken back."""
    boxes, faults = board.locator(".board-box"), board.locator(".board-faults")
    boxes.first.press("ArrowRight")
    for _times in range(2):
        boxes.first.press("Shift+ArrowUp")
    expect(faults).to_contain_text("cần ít nhất 48 × 48")
    boards.drag(page, board, (20, 85), (80, 97))
    expect(boxes).to_have_count(3)
    page.locator(SPOT).nth(2).get_by_label("Chữ trên chỗ đó").fill("Trợ giúp")
    boards.drag(page, board, (50, 91), (50, 67))
    expect(faults).to_contain_text("“Trợ giúp” (khung nhỏ hơn)")
    screenshot(page, "desk-hot-spots")
    boxes.nth(2).press("Delete")
    expect(boxes).to_have_count(2)
    board.get_by_role("button", name="Hoàn tác").click()
    expect(boxes).to_have_count(3)
    expect(boxes.nth(2)).to_have_attribute("aria-label", re.compile("^Chỗ 3 “Trợ giúp”"))


def draw_with_a_finger(page, board, screenshot):
    """On a phone; taken back."""
    page.set_viewport_size({"width": 360, "height": 740})
    board.get_by_role("button", name="+ Chỗ đúng").click()
    boards.swipe(page, board, (10, 2), (90, 15))
    expect(board.locator(".board-box")).to_have_count(4)
    screenshot(page, "desk-hot-spots-phone")
    board.get_by_role("button", name="Hoàn tác").click()
    expect(board.locator(".board-box")).to_have_count(3)
    page.set_viewport_size({"width": 1280, "height": 800})


def save_with_a_wrong_number(page, board):
    """It is refused with everything in its place, and mended on the picture."""
    board.locator(".board-box").nth(2).focus()
    third = page.locator(SPOT).nth(2)
    third.get_by_text("Số đo").click()
    third.get_by_label("Cách mép trái (%)").fill("150")
    expect(board.locator(".board-faults")).to_contain_text("nằm ra ngoài hình")
    driving.press_save(page)
    expect(page.locator(".w-field--float_field.w-field--error")).to_be_visible()
    expect(page.locator(".board-box")).to_have_count(6)
    board.locator(".board-box").nth(2).press("ArrowLeft")
    driving.save_draft(page)
    expect(page.locator(".board-box")).to_have_count(6)


def test_places_are_drawn_moved_and_resized_over_the_picture(author, lesson, screenshot):
    author.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    board = author.locator(".board").first
    expect(board.locator(".board-box")).to_have_count(2)
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        assert judged(author, case) == case["faults"], case["told"]
    draw(author, board, screenshot)
    draw_with_a_finger(author, board, screenshot)
    screens = author.locator("[data-contentpath=screens] > div > div > [data-streamfield-child]")
    screens.first.get_by_role("button", name="Nhân đôi").first.click()
    expect(author.locator(".board-stage")).to_have_count(2)
    expect(author.locator(".board-box")).to_have_count(6)
    save_with_a_wrong_number(author, board)
    first, second, last = kept(lesson)
    assert first == ("Nộp trực tuyến", 7, 20, 88, 12)
    assert second == ("Tải mẫu", 6, 60, 88, 13)
    assert last[0] == "Trợ giúp"
    assert last[2] == pytest.approx(61, abs=1)
    assert kept(lesson, 1)[:2] == [first, second]
    follow_in_the_preview(author, screenshot)


def follow_in_the_preview(page, screenshot):
    """It shows the step one is at, as on a phone of 360 by 740."""
    page.get_by_role("button", name="Mở hoặc đóng khung xem trước").click()
    seen = page.frame_locator("#w-preview-iframe")
    page.get_by_label("Tên bước").nth(1).focus()
    expect(seen.get_by_role("heading", name="Đọc thêm")).to_be_visible()
    page.get_by_label("Tên bước").first.focus()
    picture = seen.locator(".scr > img").first
    expect(picture).to_be_visible()
    screenshot(page, "desk-preview-step")
    assert picture.evaluate("() => [innerWidth, innerHeight]") == [360, 740]
    broad = picture.evaluate("(one) => one.getBoundingClientRect().width")
    assert broad == pytest.approx(RULES["picture"], abs=1.5)


@pytest.mark.large
def test_the_board_is_accessible(author, lesson, assert_accessible):
    author.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    first = author.locator(".board-box").first
    first.press("Shift+ArrowUp")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(author.locator(".board-faults")).to_contain_text("cần ít nhất 48 × 48")
    assert_accessible(author, but=boards.WAGTAILS)
