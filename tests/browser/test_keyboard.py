"""The usual course from its page to its end without a pointer."""

from playwright.sync_api import expect

from courses.models import Enrolment
from tests.browser.learner import opened, signed_in
from tests.courses.editions import make_edition
from tests.people import make_person

FOCUSED = """() => {
  const it = document.activeElement;
  const shown = it.matches(".opt input") ? it.parentElement.querySelector(".k") : it;
  const box = shown.getBoundingClientRect();
  const dock = document.querySelector(".dock").getBoundingClientRect();
  return {
    name: (it.getAttribute("aria-label") || it.textContent || it.parentElement.textContent).trim(),
    seen: getComputedStyle(shown).outlineStyle === "solid",
    covered: !it.closest(".dock") && box.top >= dock.top,
  };
}"""


def tab_to(page, name):
    """Press Tab until the control is reached; each stop on the way must be seen and uncovered."""
    for _ in range(30):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        assert stop["seen"], f"no focus seen on {stop['name']}"
        assert not stop["covered"], f"{stop['name']} has the focus under the dock"
        if name in stop["name"]:
            return
    raise AssertionError(f"Tab never reached {name}")


def press(page, name, key="Enter"):
    tab_to(page, name)
    page.keyboard.press(key)


def expect_step(page, kind):
    expect(page.locator(f"[data-kind={kind}]")).to_be_visible()
    page.wait_for_load_state("networkidle")


def test_a_whole_course_by_keyboard(desktop, site):
    edition = make_edition()
    page = signed_in(desktop(), make_person("Trần Thị Hoa"), site)
    opened(page, f"/khoa-hoc/{edition.course.code}/")
    press(page, "Bắt đầu học")
    learn(page)
    take_the_test(page)
    press(page, "Xem kết quả")
    expect(page.get_by_role("heading", name="Bà con đã học xong!")).to_be_visible()
    assert Enrolment.objects.get().completed_at


def learn(page):
    expect_step(page, "read")
    press(page, "Tiếp tục")
    expect(page.get_by_role("heading", name="Nhận ra trang thật")).to_be_visible()
    press(page, "Tiếp tục")
    expect_step(page, "simulate")
    tab_to(page, "Ô tìm kiếm")
    page.keyboard.type("cu tru")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Màn tiếp theo")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, "Nộp trực tuyến", "Space")
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_focused()
    page.keyboard.press("Enter")
    expect_step(page, "question")
    tab_to(page, "Bấm vào đường dẫn")
    page.keyboard.press("Space")
    press(page, "Trả lời")
    expect(page.get_by_role("button", name="Trả lời lại")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nhận được tin nhắn này")).to_be_focused()
    tab_to(page, "Bấm vào đường dẫn")
    page.keyboard.press("ArrowDown")
    press(page, "Trả lời")
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ảnh giấy tờ thế nào")).to_be_visible()
    press(page, "Rõ chữ", "Space")
    press(page, "Đủ bốn góc", "Space")
    press(page, "Trả lời")
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cán bộ được phép hỏi mã OTP")).to_be_visible()
    tab_to(page, "Đúng")
    page.keyboard.press("ArrowDown")
    press(page, "Trả lời")
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_focused()
    page.keyboard.press("Enter")
    expect_step(page, "do")
    for item in ("Đã mở trang", "Đã gõ tìm", "Đã thấy nút"):
        press(page, item, "Space")
    press(page, "Tôi đã làm xong")
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Bắt đầu làm bài")).to_be_visible()
    page.wait_for_load_state("networkidle")


def take_the_test(page):
    press(page, "Bắt đầu làm bài")
    # The first of a group is reached by Tab, the others by the arrows.
    for heading, first, moves in (
        ("Trang nào là Cổng", "dichvucong-vn", 1),
        ("Ảnh giấy tờ thế nào", None, 0),
        ("Cán bộ được phép hỏi mã OTP", "Đúng", 1),
        ("Mã hồ sơ dùng để làm gì", "Xem hồ sơ", 0),
    ):
        expect(page.get_by_role("heading", name=heading)).to_be_focused()
        if first is None:
            press(page, "Rõ chữ", "Space")
            press(page, "Đủ bốn góc", "Space")
        else:
            press(page, first, "Space")
        for _ in range(moves):
            page.keyboard.press("ArrowDown")
        press(page, "Xem lại bài" if "Mã hồ sơ" in heading else "Câu tiếp theo")
    expect(page.get_by_role("heading", name="Xem lại trước khi nộp")).to_be_focused()
    press(page, "Nộp bài")
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_focused()
