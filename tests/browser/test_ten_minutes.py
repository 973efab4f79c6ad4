"""From photos of a phone's screens to a published lesson a resident completes, in few touches."""

import subprocess

import pytest
from playwright.sync_api import expect

from courses.models import CoursePage, LessonPage, LessonSketch
from courses.services import authoring
from lms.media.models import CustomImage
from lms.users.policies import Role
from tests import files, screens, sounds
from tests.browser import desk_driving, driving, learning
from tests.browser.learner import wait_until
from tests.browser.test_recording import FORBIDDEN
from tests.courses import desk

MOST_TAPS = 25
# Milliseconds until pictures and voices have become a lesson, where others work, too.
MAKING = 90_000
TITLE = "Nộp hồ sơ trên điện thoại"
ASKS = [f"Chạm vào “{name}”." for name in screens.NAMES]


@pytest.fixture
def course(transactional_db):
    shelf = desk.make_section("Điện thoại mỗi ngày")
    page = authoring.create_course(shelf, title=TITLE, by=None)
    words = {"summary": "Nộp hồ sơ ở nhà.", "can_do": "Nộp được hồ sơ", "pass_mark": None}
    return desk.edit(page, **words)


@pytest.fixture
def editor(phone, course):
    """An editor's own phone, at the desk."""
    person = desk_driving.make_trainer("Phạm Anh Tuấn", "tuan@demo.test")
    desk.give(person, Role.CONTENT_EDITOR, course.get_parent().specific)
    page = phone()
    page.set_default_timeout(30_000)
    desk_driving.come_in(page, person)
    return page


@pytest.fixture
def pictures(tmp_path):
    """Five screenshots, as a phone names them."""
    made = []
    for number in range(5):
        made.append(tmp_path / f"Screenshot_20261130_0941{number + 8:02}.png")
        made[-1].write_bytes(screens.screen(number)[0])
    # A chooser gives them in any order.
    return made[::-1]


class Hand:
    """Counts what a hand does beside typing sentences."""

    def __init__(self):
        self.taps = 0

    def tap(self, place, **how):
        place.click(**how)
        self.taps += 1


def touch(hand, card, number):
    """The button in the picture of this screen."""
    picture = card.locator(".board-picture")
    wait_until(card.page, lambda: picture.evaluate("(one) => one.naturalWidth") > 0)
    card.locator(".board-stage").scroll_into_view_if_needed()
    x, y, w, h = screens.screen(number)[1]
    size = picture.bounding_box()
    place = {"x": (x + w / 2) * size["width"] / 100, "y": (y + h / 2) * size["height"] / 100}
    hand.tap(card.locator(".board-stage"), position=place)


def speak(card):
    card.get_by_role("button", name="Nói", exact=False).click()
    expect(card.locator(".recorder-clock")).to_contain_text("0:01")
    card.get_by_role("button", name="Dừng ghi").click()


def test_five_screenshots_become_a_published_lesson(
    editor, phone, run_jobs, course, pictures, screenshot, assert_accessible
):
    hand = Hand()
    hand.tap(editor.get_by_role("link", name="Làm bài từ ảnh màn hình"))
    title = editor.get_by_label("Tên bài học")
    expect(title).to_be_visible()
    assert_accessible(editor)
    # The button that begins it all can be read: an icon without a size once hid its words.
    words = editor.get_by_text("Chọn ảnh màn hình", exact=True).bounding_box()
    button = editor.locator("label.button").bounding_box()
    assert words["y"] + words["height"] <= button["y"] + button["height"] <= button["y"] + 80
    driving.assert_fits(editor)
    # Nothing is typed but the sentences: a name stands there.
    expect(title).to_have_value(TITLE)
    with editor.expect_file_chooser() as chooser:
        hand.tap(editor.locator("label", has_text="Chọn ảnh màn hình"))
    chooser.value.set_files(pictures)
    hand.taps += 1
    cards = editor.locator(".sketch-shot")
    expect(cards).to_have_count(5)
    for number, ask in enumerate(ASKS):
        touch(hand, cards.nth(number), number)
        expect(cards.nth(number).get_by_label("Câu hướng dẫn")).to_be_focused()
        editor.keyboard.type(ask)
        editor.keyboard.press("Enter")
    expect(editor.get_by_text("Đã lưu, đóng trang cũng không mất.")).to_be_visible()
    # One of them is spoken as well; the hand that counts is not asked to.
    speak(cards.last)
    expect(cards.last.get_by_text("Màn hình này đã có giọng.")).to_be_visible()
    wait_until(editor, lambda: LessonSketch.objects.get().shots[4]["voice"])
    screenshot(editor, "lesson-maker")
    # Wagtail's own button of the path lies under its neighbour on a narrow screen.
    assert_accessible(editor, but=(".w-ml-0",))
    driving.assert_fits(editor)
    hand.tap(editor.get_by_role("button", name="Tạo bài nháp"))
    expect(editor.get_by_text("Đã tạo bài nháp")).to_be_visible(timeout=MAKING)
    expect(editor.get_by_text("Chưa có giọng ở màn hình 1, 2, 3, 4")).to_be_visible()
    screenshot(editor, "lesson-made")
    hand.tap(editor.locator(".messages").get_by_role("link", name="Kiểm tra và phát hành"))
    hand.tap(editor.get_by_role("button", name="Phát hành khóa học"))
    expect(editor.get_by_role("heading", name="Đang phát hành")).to_be_visible()
    run_jobs()
    assert hand.taps <= MOST_TAPS
    learn(phone(), screenshot)


def learn(page, screenshot):
    """A resident does the whole lesson, as its author meant it."""
    page.goto(f"/khoa-hoc/{CoursePage.objects.get().course.code}/")
    page.get_by_role("link", name="Bắt đầu học").click()
    expect(page.locator("[data-kind=read]")).to_be_visible()
    screenshot(page, "lesson-made-read")
    steps = LessonPage.objects.get().steps
    texts = [one.value for one in steps[2].value["question"].options]
    told = [
        {
            "ask": screen["ask"],
            "right": screen["right"],
            "spots": [{"role": "target", "label": screen["spots"][0]["label"]}],
        }
        for screen in steps[1].value["screens"]
    ]
    lesson = [
        {"kind": "read"},
        {"kind": "simulate", "screens": told},
        {"kind": "question", "question": "thu-tu"},
    ]
    asked = {"thu-tu": {"options": [{"text": one["text"], "right": one["right"]} for one in texts]}}
    learning.learn_lessons(page, {"lessons": [{"steps": lesson}], "by_id": asked})
    expect(page.get_by_role("heading", name="xong").first).to_be_visible()
    # The printed card: a tall numbered picture makes no second sheet of its own.
    page.goto(f"/hoc/{CoursePage.objects.get().course.current_edition.public_id}/in/1/")
    sheets = page.locator(".whole").count()
    paper = page.pdf(prefer_css_page_size=True)
    told = subprocess.run(["pdfinfo", "-"], input=paper, check=True, capture_output=True).stdout
    assert f"Pages: {sheets}".encode() in b" ".join(told.split())


@pytest.mark.large
def test_two_devices_at_one_lesson_keep_what_both_wrote(editor, course, pictures):
    """Each writes on a screen of its own, and the slower one has not seen what the other wrote."""
    editor.get_by_role("link", name="Làm bài từ ảnh màn hình").click()
    editor.locator("#anh").set_input_files(pictures[:2])
    wait_until(editor, lambda: len(kept_asks()) == 2)
    other = editor.context.new_page()
    other.goto(editor.url)
    asks = [one.get_by_label("Câu hướng dẫn") for one in (editor, other)]
    expect(asks[1]).to_have_count(2)
    asks[0].first.fill(ASKS[0])
    editor.get_by_label("Tên bài học").fill("Nộp hồ sơ")
    wait_until(editor, lambda: kept_asks() == [ASKS[0], ""])
    speak(editor.locator(".sketch-shot").first)
    wait_until(editor, lambda: LessonSketch.objects.get().shots[0]["voice"])
    asks[1].nth(1).fill(ASKS[1])
    wait_until(other, lambda: kept_asks() == [ASKS[0], ASKS[1]])
    expect(asks[1].first).to_have_value(ASKS[0])
    expect(other.get_by_role("button", name="Bỏ giọng")).to_have_count(1)
    # Put into another order on one, taken up again on the other.
    other.get_by_role("button", name="Đưa xuống").first.click()
    wait_until(other, lambda: kept_asks() == [ASKS[1], ASKS[0]])
    asks[0].first.fill("Mở máy.")
    wait_until(editor, lambda: kept_asks() == [ASKS[1], "Mở máy."])
    assert LessonSketch.objects.get().title == "Nộp hồ sơ"
    assert [bool(shot["voice"]) for shot in LessonSketch.objects.get().shots] == [False, True]


def kept_asks():
    sketch = LessonSketch.objects.first()
    return [shot["ask"] for shot in sketch.shots] if sketch else []


@pytest.mark.large
def test_what_was_written_outlasts_a_closed_page_and_a_lost_line(
    editor, course, pictures, screenshot, run_jobs
):
    hand = Hand()
    hand.tap(editor.get_by_role("link", name="Làm bài từ ảnh màn hình"))
    expect(editor.get_by_label("Tên bài học")).to_be_visible()
    editor.context.set_offline(True)
    editor.locator("#anh").set_input_files(pictures[-2:])
    cards = editor.locator(".sketch-shot")
    expect(cards.first).to_contain_text("tự gửi lại khi có mạng")
    touch(hand, cards.first, 0)
    editor.keyboard.type(ASKS[0])
    speak(cards.nth(1))
    expect(cards.nth(1).get_by_text("Bản ghi vẫn còn ở đây")).to_be_visible()
    screenshot(editor, "lesson-maker-offline")
    editor.context.set_offline(False)
    editor.evaluate("dispatchEvent(new Event('online'))")
    expect(editor.get_by_text("Đã lưu, đóng trang cũng không mất.")).to_be_visible()
    wait_until(
        editor, lambda: [s["ask"] for s in LessonSketch.objects.get().shots] == [ASKS[0], ""]
    )
    expect(cards.nth(1).get_by_text("Màn hình này đã có giọng.")).to_be_visible()
    editor.get_by_role("button", name="Đưa xuống").first.click()
    editor.get_by_role("button", name="Bỏ ảnh này").first.click()
    editor.get_by_role("button", name="Lấy lại").click()
    drop_and_take_back(editor, cards.first)
    expect(cards).to_have_count(2)
    wait_until(
        editor, lambda: [s["ask"] for s in LessonSketch.objects.get().shots] == ["", ASKS[0]]
    )
    editor.get_by_label("Tên bài học").fill("")
    editor.get_by_role("button", name="Tạo bài nháp").click()
    expect(editor.get_by_text("Chưa có tên bài học.")).to_be_visible()
    # It was spoken, which will do.
    expect(cards.first).not_to_contain_text("Chưa có câu hướng dẫn.")
    screenshot(editor, "lesson-maker-lacks")
    editor.goto("/quan-tri/")
    editor.get_by_role("link", name="Làm bài từ ảnh màn hình").click()
    expect(editor.get_by_role("heading", name="Đang làm dở")).to_be_visible()
    screenshot(editor, "lesson-sketches")
    editor.get_by_role("link", name="Bài chưa có tên").click()
    expect(cards.nth(1).get_by_label("Câu hướng dẫn")).to_have_value(ASKS[0])
    expect(cards.first.get_by_role("button", name="Bỏ giọng")).to_be_visible()
    run_jobs()
    expect(cards.first.get_by_role("button", name="Nghe lại")).to_be_visible()
    editor.emulate_media(color_scheme="dark")
    screenshot(editor, "lesson-maker-spoken-dark")
    driving.assert_fits(editor)
    editor.set_viewport_size({"width": 1280, "height": 800})
    screenshot(editor, "lesson-maker-spoken-wide-dark")
    driving.assert_fits(editor)


def drop_and_take_back(editor, card):
    """By keyboard; what is kept follows."""

    def voice():
        return LessonSketch.objects.get().shots[0]["voice"]

    wait_until(editor, voice)
    before = voice()
    card.get_by_role("button", name="Bỏ giọng").press("Enter")
    wait_until(editor, lambda: voice() is None)
    card.get_by_role("button", name="Lấy lại bản trước").press("Enter")
    wait_until(editor, lambda: voice() == before)


@pytest.mark.large
def test_a_lesson_is_spoken_instead_of_typed(editor, course, pictures, screenshot, tmp_path):
    editor.get_by_role("link", name="Làm bài từ ảnh màn hình").click()
    editor.get_by_label("Tên bài học").fill("Nộp hồ sơ")
    editor.locator("#anh").set_input_files(pictures[-2:])
    cards = editor.locator(".sketch-shot")
    expect(cards).to_have_count(2)
    for number in range(2):
        touch(Hand(), cards.nth(number), number)
        # Who goes on to the next is done with the one before.
        cards.nth(number).get_by_role("button", name="Nói câu này").click()
        expect(cards.nth(number).locator(".recorder-clock")).to_contain_text("0:01")
    expect(cards.first.get_by_text("Màn hình này đã có giọng.")).to_be_visible()
    # Taken out while it records, and brought back.
    cards.nth(1).get_by_role("button", name="Bỏ ảnh này").click()
    expect(cards).to_have_count(1)
    editor.get_by_role("button", name="Lấy lại", exact=True).click()
    expect(cards.nth(1).get_by_text("Màn hình này đã có giọng.")).to_be_visible()
    wait_until(editor, lambda: all(shot["voice"] for shot in LessonSketch.objects.get().shots))
    # A file that is no voice is dropped, and what stood there before stands.
    before = LessonSketch.objects.get().shots[0]["voice"]
    letter = tmp_path / "thu.mp3"
    letter.write_bytes(b"%PDF-1.7")
    cards.first.locator(".recorder-file").set_input_files(letter)
    expect(cards.first.get_by_text("không phải bản ghi tiếng")).to_be_visible()
    editor.get_by_role("button", name="Tạo bài nháp").click()
    expect(editor.get_by_text("Còn giọng chưa gửi xong")).to_be_visible()
    cards.first.get_by_role("button", name="Bỏ giọng").click()
    expect(cards.first.get_by_text("Đã bỏ bản vừa rồi.")).to_be_visible()
    assert LessonSketch.objects.get().shots[0]["voice"] == before
    editor.get_by_role("button", name="Tạo bài nháp").click()
    expect(editor.get_by_text("đang được nối")).to_be_visible(timeout=MAKING)
    expect(editor.get_by_text("Chưa viết câu ở màn hình 1, 2")).to_be_visible()
    screenshot(editor, "lesson-spoken")


@pytest.mark.large
def test_what_nobody_can_use_is_told_and_the_others_stay(editor, course, pictures, tmp_path):
    given = {
        "1.heic": files.iphone(),
        "2.gif": files.animation(),
        "3.jpg": files.photo(size=(7300, 5400), turned=6),
        "4.txt": b"Nho mua gao",
    }
    for name, content in given.items():
        (tmp_path / name).write_bytes(content)
    editor.get_by_role("link", name="Làm bài từ ảnh màn hình").click()
    editor.get_by_label("Tên bài học").fill("Nộp hồ sơ")
    editor.locator("#anh").set_input_files([*(tmp_path / name for name in given), pictures[0]])
    cards = editor.locator(".sketch-shot")
    expect(cards).to_have_count(4)
    expect(editor.get_by_text("Chưa lấy vào vì không phải ảnh: 4.txt.")).to_be_visible()
    expect(cards.nth(0).get_by_text("Ảnh kiểu HEIC hoặc AVIF chưa dùng được.")).to_be_visible()
    expect(cards.nth(1).get_by_text("Đây là ảnh động")).to_be_visible()
    wait_until(editor, lambda: [len(one.shots) for one in LessonSketch.objects.all()] == [2])
    upright = CustomImage.objects.get(pk=LessonSketch.objects.get().shots[0]["image"])
    assert upright.height > upright.width
    editor.get_by_role("button", name="Tạo bài nháp").click()
    expect(editor.get_by_text("Có ảnh không dùng được. Bỏ ảnh đó ra")).to_be_visible()
    # A voice of an hour, and a microphone nobody may use.
    touch(Hand(), cards.nth(3), 4)
    cards.nth(3).locator(".recorder-file").set_input_files(sounds.hour(tmp_path))
    expect(cards.nth(3).get_by_text("“buổi họp.wav” dài 60 phút")).to_be_visible()
    editor.evaluate(f"void ({FORBIDDEN})")
    cards.nth(3).get_by_role("button", name="Nói câu này").click()
    expect(cards.nth(3).get_by_text("Micrô đang bị chặn.")).to_be_visible()
    wait_until(editor, lambda: LessonSketch.objects.get().title == "Nộp hồ sơ")
    editor.reload()
    expect(cards).to_have_count(2)
