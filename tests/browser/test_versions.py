"""A course is reviewed, labelled and published; who had finished looks at what is new."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from courses.models import CourseEdition
from lms.users.policies import Role
from tests.browser.learner import signed_in
from tests.courses import desk
from tests.people import make_person, sign_in
from tests.prove._versions import Hand

TITLE = "Nộp hồ sơ trực tuyến"


@pytest.fixture
def shelf(transactional_db):
    return desk.make_section()


def at_desk(page, shelf, site, name, role):
    """A window of somebody who works in the section, the second factor passed."""
    person = make_person(name, email=f"{role.value}@demo.test", password="mat-khau-dai")
    desk.give(person, role, shelf)
    client = Client()
    sign_in(client, person)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.set_default_timeout(30_000)
    return person


def changed_course(shelf, author, hoa):
    """Out in one edition, finished by Hoa, and changed in what one must touch."""
    course = desk.make_course_page(shelf, TITLE, gives_certificate=False)
    hand = Hand(hoa, desk.publish(course))
    hand.send([*map(hand.finish, hand.steps), hand.test(right=True)])
    steps = desk.raw_steps(course)
    steps[1]["value"]["screens"][0]["value"]["spots"][0]["value"]["x"] = 2
    desk.edit(desk.lesson_of(course), by=author, steps=desk.json.dumps(steps))
    return course


def no_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_the_author_to_those_who_had_finished(
    desktop, phone, shelf, site, run_jobs, assert_accessible, screenshot
):
    hoa = make_person("Trần Thị Hoa")
    writes, edits, learns = desktop(), phone(), phone()
    author = at_desk(writes, shelf, site, "Lê Thùy Dung", Role.CONTENT_AUTHOR)
    at_desk(edits, shelf, site, "Phạm Anh Tuấn", Role.CONTENT_EDITOR)
    course = changed_course(shelf, author, hoa)
    address = f"/quan-tri/khoa-hoc/{course.pk}/phat-hanh/"
    writes.goto(address)
    writes.get_by_label("Lời nhắn cho người duyệt").fill("Chỗ chạm ở bước 2 đổi rồi.")
    writes.get_by_role("button", name="Gửi duyệt").click()
    expect(writes.get_by_text("Lê Thùy Dung đã gửi duyệt, đang chờ.")).to_be_visible()
    screenshot(writes, "versions-sent", full=True)
    edits.goto(f"{address}#review")
    edits.get_by_role("button", name="Trả lại để sửa").click()
    expect(edits.get_by_text("Ghi giúp cần sửa chỗ nào")).to_be_visible()
    edits.get_by_label("Góp ý").fill("Được rồi.")
    screenshot(edits, "versions-answer", full=True)
    edits.get_by_role("button", name="Duyệt", exact=True).click()
    expect(edits.get_by_text("Bản nháp này đã được duyệt.")).to_be_visible()
    expect(edits.get_by_text("1 người đã học xong: kết quả")).to_have_count(1)
    offer = edits.get_by_label("Mời người đã học xong ôn lại")
    offer.check()
    # The area scrolls inside of its own frame: a tall screen shows all of the page.
    edits.set_viewport_size({"width": 360, "height": 3400})
    assert_accessible(edits)
    assert no_wider_than_the_screen(edits)
    edits.emulate_media(color_scheme="dark")
    screenshot(edits, "versions-levels-dark", full=True)
    edits.emulate_media(color_scheme="light")
    edits.evaluate("document.documentElement.style.fontSize = '200%'")
    screenshot(edits, "versions-levels-large", full=True)
    assert no_wider_than_the_screen(edits)
    edits.evaluate("document.documentElement.style.fontSize = ''")
    screenshot(edits, "versions-levels", full=True)
    edits.get_by_role("button", name="Phát hành khóa học").click()
    expect(edits.get_by_role("heading", name="Đang phát hành")).to_be_visible()
    run_jobs()
    assert CourseEdition.objects.get(number=2).refresher["minutes"] <= 2
    signed_in(learns, hoa, site)
    learns.goto("/toi/")
    screenshot(learns, "versions-offer", full=True)
    learns.get_by_role("link", name="Có phần mới").click()
    expect(learns.get_by_role("heading", name="Khóa học có phần mới")).to_be_visible()
    assert_accessible(learns)
    screenshot(learns, "versions-refresher")
    learns.emulate_media(color_scheme="dark")
    screenshot(learns, "versions-refresher-dark")
    learns.get_by_role("link", name="Xem phần mới").click()
    expect(learns.locator("article[data-kind=simulate]")).to_be_visible()
    learns.goto(learns.locator("[data-next]").get_attribute("data-next"))
    expect(learns.get_by_role("heading", name="nắm được phần mới")).to_be_visible()
    assert_accessible(learns)


@pytest.mark.large
def test_two_drafts_are_compared_and_the_older_one_is_taken_back(
    desktop, shelf, site, screenshot, assert_accessible
):
    writes = desktop()
    author = at_desk(writes, shelf, site, "Lê Thùy Dung", Role.CONTENT_AUTHOR)
    course = desk.make_course_page(shelf, TITLE, by=author)
    lesson = desk.lesson_of(course)
    steps = desk.raw_steps(course)
    steps[0]["value"]["title"] = "Tìm cho đúng"
    desk.edit(lesson, by=author, steps=desk.json.dumps([*steps[:2], desk.do_step("moi", "Thêm")]))
    writes.goto(f"/quan-tri/khoa-hoc/{course.pk}/phat-hanh/")
    writes.get_by_role("link", name="Tìm thủ tục", exact=True).click()
    expect(writes.get_by_role("heading", name="Lịch sử").first).to_be_attached()
    screenshot(writes, "versions-history", full=True)
    first, second = lesson.revisions.order_by("pk")
    writes.goto(f"/quan-tri/pages/{lesson.pk}/revisions/compare/{first.pk}...{second.pk}/")
    expect(writes.get_by_text("Các bước:")).to_be_visible()
    screenshot(writes, "versions-compare", full=True)
    writes.goto(f"/quan-tri/pages/{lesson.pk}/revisions/{first.pk}/revert/")
    expect(writes.get_by_label("Tên bước").first).to_have_value("Tìm đúng thủ tục")
    screenshot(writes, "versions-revert")
    with writes.expect_navigation():
        writes.locator("button.action-save").first.click()
    expect(writes.locator(".messages .success").last).to_be_visible()
    kept = desk.fresh(lesson).get_latest_revision_as_object().steps
    assert [block.id for block in kept] == [block.id for block in first.as_object().steps]
