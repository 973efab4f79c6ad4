"""The desk under a thumb, to a screen reader, and in nobody's language but the trainer's."""

import pytest
from playwright.sync_api import expect

from lms.users.policies import Role
from tests.browser import desk_driving, driving
from tests.browser.learner import wait_until
from tests.courses import desk

THUMB = 48
# Of our own pages; what Wagtail draws around them is its own.
SMALL = """(least) => [...document.querySelectorAll(".desk :is(a[href], button, summary)")]
  .filter((it) => it.offsetParent && !it.closest("p:not(:has(> :only-child))"))
  .map((it) => [it, it.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height < least)
  .map(([it, box]) => `${it.textContent.trim()} ${box.height}`)"""

# As the key Tab does, which scrolls no farther than it must.
COME_FROM_ABOVE = """(field) => {
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "nearest" });
}"""
IS_ABOVE_THE_FOOT = """() => {
  const [field, foot] = [document.activeElement, document.querySelector("footer.footer")];
  const [box, edge] = [field.getBoundingClientRect(), foot.getBoundingClientRect()];
  return box.top > 0 && box.bottom <= edge.top && edge.bottom <= innerHeight;
}"""


@pytest.fixture
def course(transactional_db):
    return desk.make_course_page(desk.make_section("Dịch vụ công"))


@pytest.fixture
def author(phone, course):
    person = desk_driving.make_trainer("Lê Thùy Dung", "dung@demo.test")
    desk.give(person, Role.CONTENT_AUTHOR, course.get_parent().specific)
    page = phone()
    page.set_default_timeout(120_000)
    desk_driving.come_in(page, person)
    return page


@pytest.mark.large
def test_what_the_desk_asks_for_by_thumb_by_name_and_in_words(author, course, screenshot):
    under_a_thumb(author, course)
    a_new_lesson_has_a_field_for_its_name(author, course, screenshot)
    a_field_for_text_has_a_name(author, course)
    what_saves_is_at_hand(author, course, screenshot)
    what_a_button_adds(author, screenshot)
    a_file_is_chosen_in_words(author, screenshot)
    a_drawing_that_cannot_be_covered_leads_back(author, course)
    # What the editor still has to tell the province is told before the test is over.
    author.goto("about:blank")


def under_a_thumb(page, course):
    for address in ("", f"khoa-hoc/{course.pk}/phat-hanh/", f"khoa-hoc/{course.pk}/phu-trach/"):
        page.goto(f"/quan-tri/{address}")
        expect(page.locator(".desk h1")).to_be_visible()
        assert page.evaluate(SMALL, THUMB) == []
        assert driving.sideways(page) <= 0


def a_new_lesson_has_a_field_for_its_name(page, course, screenshot):
    page.goto(f"/quan-tri/pages/add/courses/lessonpage/{course.pk}/")
    title = page.locator("#id_title")
    expect(title).to_have_attribute("placeholder", "Tên bài học")
    page.evaluate("document.activeElement.blur()")
    assert title.evaluate("(it) => getComputedStyle(it).borderTopStyle") == "dashed"
    screenshot(page, "lesson-new-phone")
    title.fill("Bấm nút gọi")
    page.evaluate("document.activeElement.blur()")
    assert title.evaluate("(it) => getComputedStyle(it).borderTopStyle") != "dashed"
    page.goto("about:blank")


def a_field_for_text_has_a_name(page, course):
    page.goto(f"/quan-tri/pages/{desk.lesson_of(course).pk}/edit/")
    expect(page.get_by_role("textbox", name="Nội dung").first).to_be_visible()
    assert page.locator(".public-DraftEditor-content:not([aria-labelledby])").count() == 0
    # Counted as a phone counts them to residents.
    kinds = page.locator("[data-contentpath=steps] .c-sf-block__type").first
    assert kinds.evaluate("(it) => getComputedStyle(it, '::before').content") != "none"
    expect(page.locator(".w-minimap")).to_be_hidden()
    page.goto("about:blank")


def what_saves_is_at_hand(page, course, screenshot):
    page.goto(f"/quan-tri/pages/{desk.lesson_of(course).pk}/edit/")
    save = page.locator("footer").get_by_role("button", name="Lưu bản nháp")
    expect(save).to_be_in_viewport(ratio=1)
    screenshot(page, "lesson-save-phone")
    # It lies over no field that one comes to from above.
    page.locator("[name$=-title]:visible").last.evaluate(COME_FROM_ABOVE)
    wait_until(page, lambda: page.evaluate(IS_ABOVE_THE_FOOT))
    expect(save).to_be_in_viewport(ratio=1)
    screenshot(page, "lesson-save-phone-focus")
    page.goto("about:blank")


def what_a_button_adds(page, screenshot):
    page.goto("/quan-tri/snippets/courses/question/add/")
    adds = page.locator("[data-contentpath=options] [data-adds]")
    expect(adds).to_have_attribute("data-adds", "Thêm câu trả lời")
    assert adds.bounding_box()["height"] >= THUMB
    adds.click()
    expect(page.locator("[name=options-0-value-text]")).to_be_visible()
    # The last one alone, however many there are; between two it is a plus as everywhere.
    expect(adds).to_have_count(1)
    adds.scroll_into_view_if_needed()
    screenshot(page, "question-adds-phone")
    page.goto("about:blank")


def a_file_is_chosen_in_words(page, screenshot):
    page.goto("/quan-tri/khoa-hoc/nhan/")
    face = page.locator(".file-face")
    expect(face).to_have_text("Chọn tệpChưa chọn tệp nào")
    parcel = {"name": "khoa-hoc.zip", "mimeType": "application/zip", "buffer": b"PK"}
    page.get_by_label("Tệp gói khóa học").set_input_files(parcel)
    expect(face).to_have_text("Chọn tệpkhoa-hoc.zip")
    screenshot(page, "parcel-file-phone")


def a_drawing_that_cannot_be_covered_leads_back(page, course):
    image = desk.make_image(section=course.get_parent().specific.section)
    page.goto(f"/quan-tri/khoa-hoc/hinh/{image.pk}/che/")
    page.get_by_role("link", name="Về hình này để thay tệp").click()
    expect(page.locator("#id_title")).to_be_visible()
