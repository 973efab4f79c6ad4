"""An author records the voice of a step where the step is written."""

import re

import pytest
from playwright.sync_api import expect

from courses.models import LessonPage
from lms.media.models import Recording
from tests import sounds
from tests.browser import boards, driving
from tests.browser import desk_driving as desk_hands
from tests.browser.learner import wait_until
from tests.courses import desk

SENTENCES = ["Tìm đúng thủ tục", "Bấm vào ô tìm kiếm.", "Rồi gõ việc cần làm."]

FORBIDDEN = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("", "NotAllowedError"))"""


@pytest.fixture
def lesson(transactional_db):
    shelf = desk.make_section("Điện thoại mỗi ngày")
    course = desk.make_course_page(shelf, "Gọi video")
    text = "<p>Bấm vào ô tìm kiếm. Rồi gõ việc cần làm.</p>"
    desk.set_steps(course, desk.read_step(text=text), desk.do_step())
    return desk.lesson_of(course)


@pytest.fixture
def shelf(lesson):
    return lesson.get_parent().get_parent().specific


# What was played to its end, in seconds; the player itself stands nowhere in the page.
LISTEN = """window.played = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    this.addEventListener("ended", () => played.push(this.duration), { once: true });
    return play.call(this);
  }"""

# Strokes that reach far from the middle: the microphone of the tests beeps every second.
LOUD = """(canvas) => canvas.getContext("2d")
  .getImageData(0, 0, canvas.width, Math.ceil(canvas.height / 4)).data.some((one) => one > 0)"""


def record(page, voice, until="0:01"):
    voice.get_by_role("button", name="Ghi", exact=False).first.click()
    expect(voice.locator(".recorder-clock")).to_contain_text(until)
    voice.get_by_role("button", name="Dừng ghi").click()
    held(page, voice.get_by_role("button", name="Dùng bản này"))


def held(page, button):
    """The button has the focus; once a microphone was open, the page of a test itself has none."""
    expect(button).to_be_visible()
    wait_until(page, lambda: button.evaluate("(one) => one === document.activeElement"))


def voice_of(lesson, number=0):
    fresh = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    return fresh.steps[number].value["voice"]


def test_a_step_is_read_aloud_and_its_sentences_tapped_along(
    desktop, shelf, lesson, run_jobs, screenshot, assert_accessible
):
    page = boards.author(desktop, shelf)
    page.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    voice = page.locator(".voice").first
    record(page, voice)
    screenshot(page, "voice-taken")
    # The line is lost: the take stays and goes by itself when there is one again.
    page.context.set_offline(True)
    voice.get_by_role("button", name="Dùng bản này").click()
    expect(voice.get_by_text("Chưa gửi được vì mất mạng.")).to_be_visible()
    held(page, voice.get_by_role("button", name="Gửi lại"))
    page.context.set_offline(False)
    expect(voice.get_by_text("Đã gửi, bước này dùng giọng vừa ghi.")).to_be_visible()
    assert Recording.objects.count() == 1
    run_jobs()
    expect(voice.get_by_text("Bản cho điện thoại đã xong")).to_be_visible()
    voice.get_by_role("button", name="Đánh dấu từng câu").click()
    # Beside each may stand where a pause lets one suppose that it begins.
    rows = voice.locator(".marking-list > li")
    expect(rows).to_contain_text([*SENTENCES])
    expect(rows).to_have_count(len(SENTENCES))
    tap_along(page, voice)
    screenshot(page, "voice-marked")
    assert_accessible(page, but=boards.WAGTAILS)
    marks = Recording.objects.get().marks
    assert len(marks) == len(SENTENCES)
    assert marks == sorted(marks)
    desk_hands.save_draft(page)
    assert voice_of(lesson).pk == Recording.objects.get().pk
    on_a_phone(page, lesson, screenshot)


def tap_along(page, voice):
    """By key, then by pointer; the last one is taken back and tapped anew."""
    voice.get_by_role("button", name=re.compile("Phát và chạm|Chạm lại từ đầu")).click()
    held(page, voice.get_by_role("button", name="Câu 1 bắt đầu"))
    page.keyboard.press("Space")
    held(page, voice.get_by_role("button", name="Câu 2 bắt đầu"))
    page.keyboard.press("Enter")
    voice.get_by_role("button", name="Bỏ dấu vừa chạm").click()
    for number in (2, 3):
        voice.get_by_role("button", name=f"Câu {number} bắt đầu").click()
    keep = voice.get_by_role("button", name="Giữ các dấu này")
    held(page, keep)
    keep.click()
    expect(voice.get_by_text("Đã giữ.")).to_be_visible()


def on_a_phone(page, lesson, screenshot):
    """Without a right to the microphone, at 360 pixels, in the dark."""
    page.add_init_script(FORBIDDEN)
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    voice = page.locator(".voice").last
    voice.get_by_role("button", name="Ghi giọng đọc").click()
    expect(voice.get_by_text("Micrô đang bị chặn.")).to_be_visible()
    screenshot(page, "voice-forbidden-phone-dark")
    driving.assert_fits(page)


def seen(voice):
    return voice.locator(".recorder-wave").evaluate("(canvas) => canvas.toDataURL()")


def listen(page, voice, times):
    """To the end; how long that was."""
    voice.get_by_role("button", name="Nghe lại").click()
    wait_until(page, lambda: page.evaluate("played.length") == times)
    return page.evaluate("played.at(-1)")


SLOW_TO_STOP = """const stop = hocso.Microphone.prototype.stop;
  hocso.Microphone.prototype.stop = async function () {
    const take = await stop.call(this);
    await new Promise((done) => setTimeout(done, 1500));
    return take;
  };
  const heard = hocso.heard;
  window.laid = 0;
  hocso.heard = async (blob) => {
    const told = await heard(blob);
    setTimeout(() => (window.laid += 1));
    return told;
  };"""


@pytest.mark.large
def test_a_file_picked_while_a_recording_ends_is_the_one_that_counts(
    desktop, shelf, lesson, tmp_path
):
    page = boards.author(desktop, shelf)
    page.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    page.evaluate(f"() => {{ {SLOW_TO_STOP} }}")
    voice = page.locator(".voice").first
    clip = tmp_path / "lời đọc.m4a"
    clip.write_bytes(sounds.clip(3))
    # While it records, and while a recording that was stopped is still on its way.
    for is_stopped in (False, True):
        voice.get_by_role("button", name="Ghi", exact=False).first.click()
        expect(voice.locator(".recorder-clock")).to_contain_text("0:01")
        if is_stopped:
            voice.get_by_role("button", name="Dừng ghi").click()
        voice.locator(".recorder-file").set_input_files(clip)
        expect(voice.get_by_text("“lời đọc.m4a”")).to_be_visible()
        expect(voice.get_by_role("button", name="Dừng ghi")).to_be_hidden()
        expect(voice.get_by_role("button", name="Dùng bản này")).to_be_visible()
    # Both recordings ended, and both files came after them.
    wait_until(page, lambda: page.evaluate("window.laid") == 4)
    expect(voice.get_by_text("“lời đọc.m4a”")).to_be_visible()
    voice.get_by_role("button", name="Dùng bản này").click()
    expect(voice.get_by_text("Đã gửi, bước này dùng giọng vừa ghi.")).to_be_visible()
    with Recording.objects.get().file.open() as kept:
        assert kept.read() == clip.read_bytes()


@pytest.mark.large
def test_the_wave_moves_a_take_plays_and_the_next_replaces_it(desktop, shelf, lesson, tmp_path):
    page = boards.author(desktop, shelf)
    page.add_init_script(LISTEN)
    page.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    voice = page.locator(".voice").first
    voice.get_by_role("button", name="Ghi giọng đọc").click()
    wait_until(page, lambda: voice.locator(".recorder-wave").evaluate(LOUD))
    first = seen(voice)
    wait_until(page, lambda: seen(voice) != first)
    voice.get_by_role("button", name="Dừng ghi").click()
    held(page, voice.get_by_role("button", name="Dùng bản này"))
    short = listen(page, voice, 1)
    voice.get_by_role("button", name="Ghi lại").click()
    whole = int(short) + 2
    expect(voice.locator(".recorder-clock")).to_contain_text(f"0:{whole:02}")
    voice.get_by_role("button", name="Dừng ghi").click()
    held(page, voice.get_by_role("button", name="Dùng bản này"))
    assert listen(page, voice, 2) > short + 1
    voice.get_by_role("button", name="Dùng bản này").click()
    expect(voice.get_by_text("Đã gửi, bước này dùng giọng vừa ghi.")).to_be_visible()
    # A file of an hour is told at once, and what stood there stands.
    voice.locator(".recorder-file").set_input_files(sounds.hour(tmp_path))
    expect(voice.get_by_text("“buổi họp.wav” dài 60 phút, mỗi bước nhiều nhất 5")).to_be_visible()
    desk_hands.save_draft(page)
    assert voice_of(lesson).pk == Recording.objects.get().pk
