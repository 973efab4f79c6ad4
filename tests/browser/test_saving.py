"""The editor's own saving never stands in the way of the button beside it."""

import threading

import pytest
from playwright.sync_api import expect
from wagtail import hooks

from courses.models import LessonPage
from tests.browser import boards
from tests.browser import desk_driving as driving
from tests.browser.learner import wait_until
from tests.courses import desk

PING = "**/editing-sessions/ping/**"
WATCHING = "Boolean(wagtail.app.queryController('w-unsaved').initialFormData)"
TOLD = """window.told = new Promise((done) =>
  document.addEventListener("w-swap:success", () => done(true), { once: true })), true"""
ASK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def shelf(transactional_db):
    return desk.make_section("Điện thoại mỗi ngày")


@pytest.fixture
def lesson(shelf):
    course = desk.make_course_page(shelf, "Gọi video")
    desk.set_steps(course, desk.read_step())
    return desk.lesson_of(course)


@pytest.fixture
def author(desktop, shelf):
    return boards.author(desktop, shelf)


def opened(page, lesson):
    """The lesson in the editor, which has begun to watch for changes and asked who else is here."""
    with page.expect_response(lambda answer: "/ping/" in answer.url):
        page.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    wait_until(page, lambda: page.evaluate(WATCHING))
    # Wagtail may note the beginning a second time, at most two seconds after the first.
    page.wait_for_timeout(2_200)


def write(page, words):
    page.get_by_label("Tên bước").first.fill(words)


def says_of_saving(page, words):
    # All it can say stands in the page, and one is shown.
    expect(page.locator("#w-autosave-indicator").get_by_text(words, exact=True)).to_be_visible()


def saved_itself(page):
    says_of_saving(page, "Đã lưu")


def title_of(lesson):
    fresh = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    return fresh.steps[0].value["title"]


def test_what_saved_itself_while_it_was_asked_is_no_other_window(author, lesson):
    """Who else is here was asked before, and answered after the editor saved by itself."""
    opened(author, lesson)
    held = []

    def hold(route):
        (route.continue_ if held else lambda: held.append(route))()

    author.route(PING, hold)
    author.evaluate(ASK)
    wait_until(author, lambda: held)
    with author.expect_response(lambda answer: answer.url.endswith("/edit/")):
        write(author, "Mở ứng dụng")
    saved_itself(author)
    author.evaluate(TOLD)
    held[0].continue_()
    assert author.evaluate("told")
    driving.save_draft(author)
    assert title_of(lesson) == "Mở ứng dụng"


@pytest.mark.large
def test_what_is_typed_just_before_the_answer_is_saved_too(author, lesson):
    """Wagtail takes all that stands in the form by then for saved."""
    opened(author, lesson)
    held = []
    author.route(
        f"**/pages/{lesson.pk}/edit/", lambda route: held.append((route, route.fetch())), times=1
    )
    write(author, "Mở ứng dụng")
    wait_until(author, lambda: held)
    write(author, "Mở ứng dụng rồi chạm")
    route, answer = held[0]
    route.fulfill(response=answer)
    wait_until(author, lambda: title_of(lesson) == "Mở ứng dụng rồi chạm")
    saved_itself(author)


def test_a_form_refused_while_it_saves_by_itself_is_no_other_window(author, lesson):
    """The press waits for the answer, so that the form that comes back knows of that draft."""
    opened(author, lesson)
    held = []

    def hold(route):
        held.append(route)

    author.route(f"**/pages/{lesson.pk}/edit/", hold, times=1)
    write(author, "Mở ứng dụng")
    wait_until(author, lambda: held)
    name = author.locator("#id_title")
    name.fill("")
    author.get_by_role("button", name="Lưu bản nháp").click(no_wait_after=True)
    author.wait_for_timeout(500)
    held[0].fulfill(response=held[0].fetch())
    expect(author.get_by_text("Chưa lưu được")).to_be_visible()
    author.evaluate(TOLD)
    author.evaluate(ASK)
    assert author.evaluate("told")
    assert author.evaluate("wagtail.app.queryController('w-session').interceptValue") == ""
    name.fill("Gọi video")
    driving.save_draft(author)
    assert title_of(lesson) == "Mở ứng dụng"


@pytest.mark.large
def test_a_press_while_it_saves_by_itself_waits_and_saves(author, lesson):
    opened(author, lesson)
    inside, go_on = threading.Event(), threading.Event()

    def stand(request, _page):
        if not request.accepts("text/html"):
            inside.set()
            assert go_on.wait(60)

    with hooks.register_temporarily("after_edit_page", stand):
        write(author, "Mở ứng dụng")
        wait_until(author, inside.is_set)
        write(author, "Mở ứng dụng rồi chạm")
        author.get_by_role("button", name="Lưu bản nháp").click(no_wait_after=True)
        go_on.set()
        expect(author.locator(".messages .success").last).to_be_visible()
    expect(author.get_by_text("đã lưu một bản khác")).to_have_count(0)
    assert title_of(lesson) == "Mở ứng dụng rồi chạm"


@pytest.mark.large
def test_a_save_whose_answer_was_lost_is_made_good(author, lesson):
    """It came to the server; nobody here knows. With a line again nothing is said of others."""
    opened(author, lesson)
    address = f"**/pages/{lesson.pk}/edit/"

    def lose(route):
        route.fetch()
        route.abort()

    author.route(address, lose, times=1)
    write(author, "Mở ứng dụng")
    says_of_saving(author, "Tạm ngừng tự lưu")
    assert title_of(lesson) == "Mở ứng dụng"
    author.evaluate(ASK)
    saved_itself(author)
    driving.save_draft(author)
    expect(author.get_by_text("đã lưu một bản khác")).to_have_count(0)
    assert title_of(lesson) == "Mở ứng dụng"
