"""A drawn screen taller than its room: all of it can be reached, and it is seen to go on."""

import pytest

from tests.browser import driving
from tests.browser.learner import opened, step_of, wait_until
from tests.courses.editions import make_edition
from tests.courses.lessons import make_asset, simulate_values

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 {0}" width="360" height="{0}">'
    '<rect width="360" height="{0}" fill="#f6f7f9"/></svg>'
)

EDGES = """() => {
  const box = (place) => document.querySelector(place).getBoundingClientRect();
  const here = "[data-screen]:not([hidden]) ";
  return {
    header: box(".top").bottom,
    dock: box("[data-dock]").top,
    question: box(here + "h1").top,
    phone: box(here + ".fake").bottom,
    clipped: box(here + ".phone").bottom,
    cue: box(here + ".more"),
    target: box(here + "[data-spot=target]").bottom,
    lowest: Math.max(...[...document.querySelectorAll(here + "[data-spot]")].map(
      (spot) => spot.getBoundingClientRect().bottom)),
  };
}"""


LONG = "Nút này dài, nằm ngay dưới dòng tên thủ tục. Chạm vào đó để làm tiếp nhé."


def values_of(height):
    drawn = make_asset(DRAWING.format(height), width=360, height=height)
    values = simulate_values()
    # The one with a field to type in stands second here.
    values["screens"].reverse()
    for screen in values["screens"]:
        screen |= {"asset": f"{drawn.sha256}.svg", "height": height, "hint": LONG}
        screen["spots"][-1]["y"] = 86
    return values


@pytest.fixture
def tall(phone, site):
    """`tall(640)`: a phone that shows two drawn screens of 360×640."""

    def shown(height):
        lessons = [("Tập", "", [("tap-nop", "simulate", "Tập nộp", 4, values_of(height))])]
        page = phone()
        opened(page, step_of(make_edition("tap", lessons=lessons, with_test=False), "tap-nop"))
        return page

    return shown


def says_that_it_goes_on(page):
    edges = page.evaluate(EDGES)
    cue = edges["cue"]
    return cue["bottom"] <= edges["dock"] and cue["top"] < edges["clipped"]


@pytest.mark.parametrize("text", driving.first_of([200, 100]))
def test_a_screen_that_goes_on_below_the_dock_says_so(tall, text):
    page = tall(800)
    page.evaluate("(text) => { document.documentElement.style.fontSize = text + '%' }", text)
    page.get_by_role("heading", level=1).evaluate("question => question.scrollIntoView()")
    wait_until(page, lambda: says_that_it_goes_on(page))
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    edges = page.evaluate(EDGES)
    assert edges["lowest"] <= edges["dock"]
    assert not says_that_it_goes_on(page)


@pytest.mark.parametrize("text", driving.first_of(["150", "125"]))
def test_where_one_types_it_says_so_above_both_buttons(tall, text):
    page = tall(800)
    page.get_by_role("button", name="Nộp trực tuyến").click()
    page.get_by_role("button", name="Màn tiếp theo").click()
    page.evaluate("(text) => { document.documentElement.dataset.text = text }", text)
    page.get_by_role("heading", level=1).evaluate("question => question.scrollIntoView()")
    page.locator("[data-panel=main] [data-do=typed]").wait_for()
    wait_until(page, lambda: says_that_it_goes_on(page))
    edges = page.evaluate(EDGES)
    assert edges["dock"] - edges["cue"]["bottom"] < 3


def test_a_screen_that_is_seen_whole_says_nothing(tall):
    assert not says_that_it_goes_on(tall(300))


@pytest.mark.large
def test_the_next_screen_is_seen_whole_below_its_question(tall):
    page = tall(580)
    page.get_by_role("button", name="Nộp trực tuyến").click()
    page.get_by_role("button", name="Màn tiếp theo").click()
    edges = page.evaluate(EDGES)
    assert edges["header"] <= edges["question"]
    assert edges["phone"] <= edges["dock"]


@pytest.mark.parametrize("text", driving.first_of([200, 100]))
def test_the_place_a_hint_shows_lies_above_the_hint(tall, text):
    page = tall(640)
    page.evaluate("(text) => { document.documentElement.style.fontSize = text + '%' }", text)
    page.get_by_role("button", name="Gợi ý").click()
    edges = page.evaluate(EDGES)
    assert edges["header"] <= edges["target"] <= edges["dock"]
