"""A question on a phone: what is asked, and the answers to touch."""

from playwright.sync_api import expect

from tests.browser.learner import answer, step_of
from tests.courses.editions import make_edition


def test_what_is_asked_stands_clear_of_the_first_answer(phone):
    page = phone()
    page.goto(step_of(make_edition(), "anh-giay-to"))
    asked = page.locator("[data-question] legend")
    words = asked.evaluate(
        "(it) => { const r = document.createRange(); r.selectNodeContents(it);"
        " return r.getBoundingClientRect().bottom; }"
    )
    answers = page.locator("label.opt:visible")
    assert answers.first.bounding_box()["y"] - words >= 8


def test_on_a_low_screen_what_is_said_leaves_the_answers_in_sight(phone):
    """A phone held sideways, or one whose browser has its letters doubled."""
    page = phone(viewport={"width": 640, "height": 300})
    page.goto(step_of(make_edition(), "tin-nhan"))
    answer(page, "Bấm vào đường dẫn")
    expect(page.get_by_role("button", name="Trả lời lại")).to_be_in_viewport()
    answers = page.locator("label.opt:visible")
    answers.last.scroll_into_view_if_needed()
    covered = answers.last.evaluate(
        "(it) => { const { x, y, width, height } = it.getBoundingClientRect();"
        " return !it.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }"
    )
    assert not covered
