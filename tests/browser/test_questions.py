"""A question on a phone: what is asked, and the answers to touch."""

from tests.browser.learner import step_of
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
