"""An author writes a small course by the real editor, an editor publishes it, residents find it."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from courses.models import CourseEdition, CoursePage
from courses.services import scheduling
from lms.notifications import services as notifications
from lms.users.policies import Role
from lms.users.services import grants
from tests import tongue
from tests.browser import desk_driving as driving
from tests.browser import driving as driving_page
from tests.browser.reader import Reader
from tests.courses import desk
from tests.factories import make_province

TITLE = "Gọi video cho con cháu"


@pytest.fixture
def shelf(transactional_db):
    return desk.make_section("Điện thoại mỗi ngày")


def trainer(desktop, shelf, name, role):
    person = driving.make_trainer(name, f"{role.value}@demo.test")
    desk.give(person, role, shelf)
    page = desktop()
    page.set_default_timeout(30_000)
    driving.come_in(page, person)
    return page


@pytest.fixture
def author(desktop, shelf):
    return trainer(desktop, shelf, "Lê Thùy Dung", Role.CONTENT_AUTHOR)


@pytest.fixture
def editor(desktop, shelf):
    return trainer(desktop, shelf, "Phạm Anh Tuấn", Role.CONTENT_EDITOR)


def write_course(page):
    """Only the words about the course; no test at its end."""
    page.get_by_role("link", name="Khóa học mới trong Điện thoại mỗi ngày").click()
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_summary").fill("Gọi thấy mặt con cháu, không mất tiền.")
    page.locator("#id_can_do").fill("Gọi video được cho người nhà")
    page.get_by_role("tab", name="Bài kiểm tra").click()
    page.locator("#id_pass_mark").fill("")
    driving.save_draft(page)


def add_lesson(page):
    course = CoursePage.objects.get()
    page.goto(f"/quan-tri/pages/add/courses/lessonpage/{course.pk}/")
    page.locator("#id_title").fill("Bấm nút gọi")
    page.locator("#id_minutes").fill("3")
    driving.save_draft(page)


def add_step(page, kind):
    page.get_by_role("button", name="Chèn").or_(
        page.locator("[data-streamfield-stream-container] .c-sf-add-button")
    ).last.click()
    page.get_by_role("option", name=re.compile(kind)).click()


@pytest.mark.large
def test_an_author_writes_and_an_editor_publishes(
    author, editor, phone, run_jobs, shelf, assert_accessible, screenshot
):
    write_course(author)
    add_lesson(author)
    add_step(author, "Bước đọc")
    author.get_by_label("Tên bước").fill("Tìm nút có hình máy quay")
    driving.type_text(author, "Nút gọi video có hình máy quay, ở góc trên.")
    typed = author.locator("input[name$='-text']").first
    expect(typed).to_have_value(re.compile("góc trên"))
    driving.save_draft(author)
    driving.open_check(author, TITLE)
    expect(author.get_by_text("Đủ điều kiện phát hành.")).to_be_visible()
    expect(author.get_by_role("button", name="Phát hành khóa học")).to_have_count(0)
    expect(author.get_by_text("nhờ biên tập viên của mục phát hành")).to_be_visible()
    driving.publish_course(editor, TITLE, run_jobs)
    assert_accessible(editor)
    screenshot(editor, "desk-publish", full=True)
    assert CourseEdition.objects.get().title == TITLE
    resident = phone()
    resident.goto("/")
    resident.get_by_role("link", name=TITLE).click()
    resident.get_by_role("link", name="Bắt đầu học").click()
    expect(resident.get_by_text("Nút gọi video có hình máy quay")).to_be_visible()


@pytest.mark.large
def test_our_own_pages_of_the_area_are_accessible(editor, shelf, run_jobs, assert_accessible):
    course = desk.make_course_page(shelf, "Gọi video")
    desk.publish(course)
    desk.edit(course, summary="")
    course.refresh_from_db()
    scheduling.note_refusal(course, ["Khóa học chưa có lời giới thiệu."])
    for address in ("", f"khoa-hoc/{course.pk}/phat-hanh/", f"khoa-hoc/{course.pk}/thu-hoi/"):
        editor.goto(f"/quan-tri/{address}")
        assert_accessible(editor)


@pytest.mark.large
def test_outbox_is_accessible_and_vietnamese(desktop, shelf, assert_accessible):
    person = driving.make_trainer("Lê Hồng Sơn", "son@demo.test")
    grants.grant(person, Role.SYSTEM_ADMIN, unit=make_province(), by=None)
    notifications.send_mail(to="son@demo.test", subject="Thử", body="Chào", kind="try")
    page = desktop()
    page.set_default_timeout(30_000)
    driving.come_in(page, person)
    page.goto("/quan-tri/hop-thu-gui-di/")
    expect(page.get_by_text("Thử", exact=True)).to_be_visible()
    assert english(page) == []
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.get_by_text("Chào", exact=True).bounding_box()["width"] > 180


# What stands on a screen, and what a screen reader is told.
SEEN_OR_HEARD = """() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && parent.checkVisibility()) said.push(walker.currentNode.data);
  }
  for (const name of ["aria-label", "title", "placeholder", "data-w-tooltip-content-value"]) {
    for (const it of document.querySelectorAll(`[${name}]`)) {
      if (it.checkVisibility()) said.push(it.getAttribute(name));
    }
  }
  return [...new Set(said.map((text) => text.trim()).filter(Boolean))];
}"""


def english(page):
    return [said for said in page.evaluate(SEEN_OR_HEARD) if tongue.is_foreign(said)]


@pytest.mark.large
def test_trainers_screens_speak_vietnamese(editor, shelf):
    course = desk.make_course_page(shelf, "Gọi video")
    lesson = desk.lesson_of(course)
    found = {}
    for address in (
        "",
        f"pages/{shelf.pk}/",
        f"pages/{course.pk}/",
        f"pages/add/courses/coursepage/{shelf.pk}/",
        f"pages/{course.pk}/edit/",
        f"pages/{lesson.pk}/edit/",
        f"pages/{course.pk}/history/",
        f"pages/{lesson.pk}/copy/",
        f"pages/{course.pk}/usage/",
        f"pages/{lesson.pk}/delete/",
        f"khoa-hoc/{course.pk}/phat-hanh/",
        f"khoa-hoc/{course.pk}/bai-tu-tep/",
        "snippets/courses/question/",
        "snippets/courses/question/add/",
        "snippets/courses/hardword/",
        "snippets/courses/hardword/add/",
        "snippets/courses/procedurecard/",
        "snippets/courses/procedurecard/add/",
        "khoa-hoc/can-xem-lai/",
        "khoa-hoc/ung-dung/",
        f"khoa-hoc/{course.pk}/phu-trach/",
        "images/",
        "images/multiple/add/",
        "documents/",
        "documents/multiple/add/",
        "account/",
    ):
        editor.goto(f"/quan-tri/{address}")
        driving_page.settled(editor)
        # What scripts put in comes a moment later; a page that asks now and then is never idle.
        editor.wait_for_timeout(600)
        if said := english(editor):
            found[address] = said
    assert found == {}


@pytest.mark.large
def test_a_refused_publish_leads_to_the_field(editor, shelf):
    """Also when the field lies in a closed tab or a folded block."""
    course = desk.make_course_page(shelf, "Gọi video")
    desk.edit(course, final_test="[]")
    step = desk.simulate_step(desk.make_image(), spots=[desk.spot("ngoai", box=(90, 20, 20, 10))])
    question = desk.make_question(shelf.section, "Nút nào?", right=())
    picture = desk.read_step("hinh", picture={"image": desk.make_image("#123456").pk, "alt": ""})
    desk.set_steps(course, step, desk.question_step(question), picture)
    desk.add_lesson(course, "Bài trống")
    for message, place in (
        ("Bài học chưa có bước nào.", "#panel-child-bai_hoc-steps-section"),
        ("Đã đặt điểm đạt mà bài kiểm tra chưa có câu nào.", "#id_pass_mark"),
        ("Chỗ chạm nằm ra ngoài hình.", f"#block-{desk.block_id('ngoai')}-section"),
        ("Câu hỏi chưa đánh dấu câu đúng.", "#panel-options-section"),
        (
            "Hình chưa có lời mô tả cho người không nhìn thấy.",
            f"#block-{desk.block_id('hinh')}-section",
        ),
    ):
        driving.open_check(editor, "Gọi video")
        editor.get_by_role("link", name=message).click()
        editor.wait_for_load_state("networkidle")
        assert editor.url.endswith(place)
        expect(editor.locator(place).first).to_be_in_viewport()


def turns_shown(reader):
    """What is read out behind each "Lượt"."""
    said = [node.name.strip() for node in reader.tree() if node.role == "StaticText"]
    return [number for word, number in itertools.pairwise(filter(None, said)) if word == "Lượt"]


@pytest.mark.large
def test_the_turns_of_a_drill_bear_the_numbers_answers_lead_to(editor, shelf):
    course = desk.make_course_page(shelf, "Gọi video")
    desk.set_steps(course, desk.drill_step(turns=[[(2, "Nghe")], [(3, "Hỏi")], [("safe", "Tắt")]]))
    editor.goto(f"/quan-tri/pages/{course.get_children().get().pk}/edit/")
    turns = editor.locator("[data-contentpath=turns] > div > div > [data-streamfield-child]")
    expect(turns).to_have_count(3)
    reader = Reader(editor)
    assert turns_shown(reader) == ["1", "2", "3"]
    turns.first.get_by_role("button", name="Xóa").first.click()
    expect(turns.first).to_be_hidden()
    assert turns_shown(reader) == ["1", "2"]
    # What the editor still has to tell the province is told before the test is over.
    editor.goto("about:blank")


def test_no_word_of_the_menu_is_cut_in_letters_twice_as_large(editor, screenshot):
    editor.evaluate("document.documentElement.style.fontSize = '200%'")
    cut = editor.locator(".sidebar .menuitem-label").evaluate_all(
        """(labels) => labels
          .filter((one) => one.offsetWidth > 1 && one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.textContent)"""
    )
    screenshot(editor, "desk-menu-large")
    assert cut == []
