"""What drawing 16 promises of the screen a lesson is written on, as far as a machine can see it."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser import boards, desk_driving
from tests.browser.learner import wait_until
from tests.courses import desk

KINDS = ["bước đọc", "sân tập", "câu hỏi", "video", "diễn tập", "việc làm thật", "bước chỉ lại"]
ORDER = ["Hình màn hình", "Lời mô tả màn hình", "Lời yêu cầu", "Các chỗ chạm", "Khi chạm vào, nói"]
STEP = "[data-streamfield-stream-container] > [data-streamfield-child]:not([aria-hidden=true])"
MENU = ["Khóa học", "Bà con nói gì", "Cần xem lại", "Câu hỏi", "Hình, tiếng, video"]

IS_IN_THE_FIRST_STEP = """document.querySelector("[name=steps-0-value-title]")
  .closest("[data-streamfield-child]").contains(document.activeElement)"""


@pytest.fixture
def page(desktop, transactional_db):
    """A lesson with a hard word and a picture nobody described, open on a broad screen."""
    shelf = desk.make_section("Dịch vụ công")
    course = desk.make_course_page(shelf, "Nộp hồ sơ trực tuyến")
    screen = desk.make_image(section=shelf.section)
    picture = {"image": screen.pk, "alt": "", "caption": ""}
    read = desk.read_step(text="<p>Xác thực rồi nộp.</p>", picture=picture)
    desk.set_steps(course, read, desk.simulate_step(screen, title="Tập bấm nút Nộp trực tuyến"))
    page = boards.author(desktop, shelf)
    desk_driving.open_beside(page)
    page.goto(f"/quan-tri/pages/{desk.lesson_of(course).pk}/edit/")
    return page


def left_and_right(place):
    expect(place).to_be_visible()
    box = place.bounding_box()
    return box["x"], box["x"] + box["width"]


def side_by_side(*places):
    """From left to right, none over another."""
    ends = [left_and_right(place) for place in places]
    assert all(one[1] <= other[0] for one, other in pairwise(ends)), ends


def columns(page):
    """The menu, the words and the phone of 360, all at once, nothing pressed."""
    phone = page.locator(".w-preview__wrapper")
    expect(phone).to_be_visible()
    side_by_side(page.locator("nav.sidebar-main, .sidebar").first, page.locator("#id_title"), phone)
    expect(page.get_by_text("Xem như bà con thấy 360 px")).to_be_visible()
    shown = page.frame_locator("#w-preview-iframe")
    expect(shown.get_by_role("heading", name="Tìm đúng thủ tục")).to_be_visible()
    assert shown.locator("body").evaluate("() => innerWidth") == 360
    menu = page.locator(".sidebar .menuitem-label")
    for name in MENU:
        expect(menu.get_by_text(name, exact=True)).to_be_visible()


def steps(page):
    """Each step counted and named, its parts in the order one thinks of them."""
    heads = page.locator(f"{STEP} > section > .w-panel__header .c-sf-block__type")
    assert [one.strip() for one in heads.all_inner_texts()] == ["Bước đọc", "Sân tập"]
    labels = page.locator("[data-contentpath=screens]").first.evaluate(
        "(it) => [...it.querySelectorAll('.w-field__label, .w-panel__heading')]"
        ".map((one) => one.textContent.replace('*', '').trim())"
    )
    places = [next(at for at, one in enumerate(labels) if one.startswith(name)) for name in ORDER]
    assert places == sorted(places), labels
    expect(page.get_by_role("button", name="Ghi giọng đọc")).to_have_count(2)
    board = page.locator(".board-both .board").first
    side_by_side(board.locator(".board-stage"), page.locator("[data-contentpath=spots]").first)
    expect(board.get_by_role("button", name="+ Chỗ nhầm")).to_be_visible()


def ways_to_add(page):
    """At most seven, flat, each with a picture, its name and a line of what it is."""
    buttons = page.locator(".steps-row:visible .steps-button:has-text('Thêm')")
    expect(buttons).to_have_count(len(KINDS))
    for button, kind in zip(buttons.all(), KINDS, strict=True):
        expect(button).to_contain_text(f"Thêm {kind}")
        expect(button.locator("svg")).to_be_visible()
        expect(button.locator("small")).not_to_be_empty()
        assert button.bounding_box()["height"] >= 48


def checks(page):
    """Told below the phone; one press, and each stands beside the words with the way to it."""
    brief = page.locator(".desk-brief")
    expect(brief).to_contain_text("Kiểm tra trước khi gửi")
    expect(brief).to_contain_text(re.compile(r"\d+ chỗ để xem lại"))
    brief.get_by_role("button").click()
    told = page.locator("[data-desk-checks]")
    side_by_side(page.locator("#id_title"), told)
    for words in ("KB", "“Xác thực”", "lời mô tả"):
        expect(told.get_by_text(words).first).to_be_visible()
    told.get_by_role("link", name=re.compile("lời mô tả")).first.click()
    wait_until(page, lambda: page.evaluate(IS_IN_THE_FIRST_STEP))


def test_the_screen_a_lesson_is_written_on_is_that_of_the_drawing(page):
    columns(page)
    steps(page)
    ways_to_add(page)
    checks(page)
    # Shut once, the phone stays shut.
    page.locator("[data-side-panel-toggle=checks]").click()
    page.reload()
    expect(page.locator("#id_title")).to_be_visible()
    expect(page.locator(".w-preview__wrapper")).to_be_hidden()
    expect(page.locator("footer").get_by_role("button", name="Lưu bản nháp")).to_be_visible()
