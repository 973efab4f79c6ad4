"""What learners say of a step, on a phone with and without a line, and at an author's desk."""

import re

import pytest
from playwright.sync_api import expect

from courses.models import EditionFigures, StepQuestion, StepSignal
from courses.services import events
from lms.common import clock
from tests import sounds
from tests.browser import boards, driving
from tests.browser.learner import opened, signed_in, step_of, wait_until
from tests.courses import desk
from tests.courses.editions import make_edition
from tests.courses.phones import Phone
from tests.people import make_person

# A phone's recorder, which no test machine has.
RECORDER = """(sound) => {
  const bytes = new Uint8Array(sound);
  const stream = { getTracks: () => [{ stop() {} }] };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => stream } });
  window.MediaRecorder = class {
    static isTypeSupported() { return true; }
    constructor() { this.state = "inactive"; }
    start() { this.state = "recording"; }
    stop() {
      this.state = "inactive";
      this.ondataavailable({ data: new Blob([bytes]) });
      this.onstop();
    }
  };
}"""


def look(page, assert_accessible, assert_fits, screenshot, name):
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, name, full=True)
    page.emulate_media(color_scheme="dark")
    screenshot(page, f"{name}-dark", full=True)
    page.emulate_media(color_scheme="light")


def asked(page, question):
    """This question alone is in sight, and whoever does not see is told so."""
    expect(page.locator("h1:visible")).to_have_text(question)
    expect(page.get_by_role("heading", name=question)).to_be_focused()


def report(page, assert_accessible, assert_fits, screenshot):
    """What is wrong, one question after the other, without a line."""
    page.get_by_role("link", name="Báo lỗi bước này").click()
    asked(page, "Lỗi gì?")
    fault = page.locator("[data-form=faulty]")
    expect(fault.locator("label:visible").first).to_have_text("Màn hình khác rồi")
    fault.get_by_role("button", name="Tiếp tục").click()
    expect(fault.get_by_role("alert")).to_have_text("Chọn giúp một lỗi trong danh sách.")
    look(page, assert_accessible, assert_fits, screenshot, "say-error")
    fault.get_by_label("Lỗi khác").check()
    fault.get_by_role("button", name="Tiếp tục").click()
    asked(page, "Kể thêm một câu")
    fault.get_by_role("button", name="Gửi báo lỗi").click()
    expect(fault.get_by_role("alert")).to_contain_text("kể giúp một câu")
    look(page, assert_accessible, assert_fits, screenshot, "say-more")
    # The phone's own way back goes back one question and loses nothing.
    page.go_back()
    asked(page, "Lỗi gì?")
    expect(fault.get_by_label("Lỗi khác")).to_be_checked()
    fault.get_by_label("Màn hình khác rồi").check()
    fault.get_by_role("button", name="Tiếp tục").click()
    asked(page, "Kể thêm một câu")
    driving.go_offline(page)
    fault.get_by_role("button", name="Gửi báo lỗi").click()
    asked(page, "Đã ghi lời báo lỗi")
    expect(fault.get_by_role("status")).to_contain_text("Đã giữ trong máy")
    look_at_the_end(page, screenshot)
    fault.get_by_role("button", name="Rút lại báo lỗi này").click()
    asked(page, "Đã rút lại lời báo lỗi")
    page.go_back()
    asked(page, "Lỗi gì?")
    expect(fault.locator("input:checked")).to_have_count(0)
    fault.get_by_label("Màn hình khác rồi").check()
    fault.get_by_role("button", name="Tiếp tục").click()
    fault.get_by_role("button", name="Gửi báo lỗi").click()
    asked(page, "Đã ghi lời báo lỗi")


def look_at_the_end(page, screenshot):
    expect(page.get_by_role("link", name="Về bước đang học")).to_be_visible()
    screenshot(page, "say-told", full=True)


def ask(page, assert_accessible, assert_fits, screenshot):
    """A question by voice; who presses on while it records is done with speaking."""
    page.locator("header").get_by_role("link", name="Quay lại").click()
    asked(page, "Bà con cần gì ở bước này?")
    page.get_by_role("link", name="Hỏi về bước này").click()
    asked(page, "Bà con muốn hỏi gì?")
    form = page.locator("[data-form=asked]")
    form.get_by_role("button", name="Tiếp tục").click()
    expect(form.get_by_role("alert")).to_contain_text("Câu hỏi còn trống")
    form.get_by_role("button", name="Hỏi bằng giọng nói").click()
    expect(form.get_by_role("button", name="Nói xong, dừng ghi")).to_be_visible()
    form.get_by_role("button", name="Tiếp tục").click()
    asked(page, "Hỏi ai?")
    page.go_back()
    expect(form.get_by_role("button", name="Nghe lại")).to_be_visible()
    look(page, assert_accessible, assert_fits, screenshot, "say-recorded")
    form.get_by_role("button", name="Tiếp tục").click()
    form.get_by_label("Người soạn bài").check()
    look(page, assert_accessible, assert_fits, screenshot, "say-whom")
    form.get_by_role("button", name="Gửi câu hỏi").click()
    asked(page, "Đã ghi câu hỏi")
    expect(form.locator("[data-said]")).to_contain_text("Đã giữ trong máy")


def test_a_learner_says_how_it_was_what_is_wrong_and_asks_by_voice(
    phone, site, assert_accessible, assert_fits, screenshot
):
    edition, hoa = make_edition(), make_person("Trần Thị Hoa")
    page = signed_in(phone(), hoa, site)
    page.add_init_script(f"({RECORDER})({list(sounds.clip(2))})")
    opened(page, step_of(edition, "tap-nop"))
    box = page.locator("[data-feel]")
    expect(box).to_be_hidden()
    learnt = [Phone(edition).opened("tap-nop"), Phone(edition).tapped()]
    events.receive(hoa, learnt, now=clock.now())
    opened(page, step_of(edition, "tap-nop"))
    expect(box).to_be_visible()
    box.get_by_role("button", name="Tạm được").click()
    expect(box.get_by_role("status")).to_contain_text("Đã ghi")
    box.get_by_role("button", name="Khó hiểu").press("Enter")
    expect(box.get_by_role("button", name="Khó hiểu")).to_have_attribute("aria-pressed", "true")
    look(page, assert_accessible, assert_fits, screenshot, "say-faces")
    wait_until(page, lambda: StepSignal.objects.filter(value="so", reason="hard").exists())

    page.get_by_role("link", name="Hỏi hoặc báo lỗi bước này").click()
    expect(page.get_by_role("paragraph").filter(has_text="Tập tìm và bấm nộp")).to_be_visible()
    look(page, assert_accessible, assert_fits, screenshot, "say-what")
    report(page, assert_accessible, assert_fits, screenshot)
    ask(page, assert_accessible, assert_fits, screenshot)
    assert not StepQuestion.objects.exists()
    # Asked anew with words, the sound that still waits goes along.
    page.go_back()
    expect(page.locator("[data-recorded]")).to_contain_text("Đã ghi")
    page.get_by_label("Bà con muốn hỏi gì?").fill("Nút nào?")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_label("Người soạn bài")).to_be_checked()
    page.get_by_role("button", name="Gửi câu hỏi").click()
    expect(page.get_by_role("heading", name="Đã ghi câu hỏi")).to_be_focused()
    driving.go_online(page)
    wait_until(page, lambda: StepQuestion.objects.filter(voice="making").exists())
    assert StepSignal.objects.get(kind="faulty").value == "screen"

    page.get_by_role("link", name="Câu hỏi của tôi").click()
    expect(page.get_by_role("heading", name="Nút nào?")).to_be_visible()
    look(page, assert_accessible, assert_fits, screenshot, "say-mine")


@pytest.mark.large
def test_an_author_answers_publishes_and_looks_at_the_figures(
    desktop, transactional_db, indexed, screenshot, phone
):
    shelf = desk.make_section()
    course = desk.make_course_page(shelf)
    edition = desk.publish(course)
    step = edition.steps.get(kind="simulate")
    body = Phone(edition).event("asked", step.uid, {"to": "author", "text": "Nút nộp ở đâu?"})
    wrong = Phone(edition).event("faulty", step.uid, {"reason": "screen"})
    events.receive(make_person("Trần Thị Hoa"), [body, wrong], now=clock.now())
    row = {"reached": 40, "left": 5, "minutes": 3, "missed": [[0, 2, 3, 15], [0, 5, 12, 5]]}
    EditionFigures.objects.create(edition=edition, people=40, steps={step.uid: row})

    page = boards.author(desktop, shelf)
    page.get_by_role("link", name="Bà con nói gì").click()
    expect(page.get_by_role("heading", name="Nút nộp ở đâu?")).to_be_visible()
    screenshot(page, "desk-sayings", full=True)
    page.get_by_role("link", name="Lỗi bà con báo").click()
    expect(page.get_by_text("Màn hình khác rồi: 1 người")).to_be_visible()
    screenshot(page, "desk-faults", full=True)
    page.goto("/quan-tri/khoa-hoc/ba-con-noi/")
    page.get_by_role("link", name="Nút nộp ở đâu?").click()
    page.get_by_label("Trả lời người hỏi").fill("Nút xanh ở cuối trang.")
    page.get_by_role("button", name="Trả lời", exact=True).click()
    expect(page.get_by_text("Đã trả lời. Người hỏi đọc được ở hộp tin.")).to_be_visible()
    screenshot(page, "desk-question", full=True)
    page.get_by_role("button", name="Đăng dưới bước học").click()
    expect(page.get_by_role("button", name="Gỡ khỏi bước học")).to_be_visible()
    page.goto(f"/quan-tri/khoa-hoc/{course.pk}/so-lieu/")
    expect(page.locator(".desk-taps rect")).to_have_count(2)
    screenshot(page, "desk-figures", full=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(page.locator(".desk-taps rect")).to_have_count(2)
    screenshot(page, "desk-figures-phone", full=True)
    learner = phone()
    learner.goto(f"/hoc/{edition.public_id}/{step.uid}/")
    learner.get_by_text("Nút nộp ở đâu?").click()
    expect(learner.get_by_text("Nút xanh ở cuối trang.")).to_be_visible()
    screenshot(learner, "say-answered", full=True)
    assert not re.search("Trần|Hoa", learner.locator("main").inner_text())
