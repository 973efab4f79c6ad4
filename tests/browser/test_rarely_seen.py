"""Screens that few people open: what was not worth showing on them, and is."""

import pytest

from tests.access import world as worlds
from tests.browser.learner import opened
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import teach_values
from tests.courses.lessons import usual_lessons

WHOLE = """() => {
  const name = document.querySelector(".w-breadcrumbs li:last-child");
  const both = [name, name.closest(".w-breadcrumbs")];
  const [words, row] = both.map((it) => it.getBoundingClientRect());
  return words.width > 0 && words.right <= row.right + 1 && words.left >= row.left;
}"""
ICONS = """() => [...document.querySelectorAll(".w-slim-header svg.w-side-panel-toggle__icon")]
  .map((icon) => icon.getBoundingClientRect()).map(({ width, height }) => [width, height])"""


@pytest.fixture
def province(transactional_db):
    return worlds.build()


def at_the_desk(page, world, site):
    session = world.client("province").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return page


@pytest.mark.large
@pytest.mark.parametrize("page", ["danh-sach-to/noi-dung/", "snippets/media/film/"])
def test_the_name_of_a_list_is_read_whole_on_a_phone(phone, site, province, page):
    desk = at_the_desk(phone(), province, site)
    desk.goto(f"/quan-tri/{page}")
    desk.wait_for_load_state("networkidle")
    assert desk.evaluate(WHOLE)


@pytest.mark.large
def test_in_doubled_letters_the_icons_of_a_form_are_there(desktop, site, province):
    desk = at_the_desk(desktop(), province, site)
    desk.goto(province.address("/quan-tri/snippets/media/film/edit/{film}/"))
    desk.evaluate("document.documentElement.style.fontSize = '200%'")
    icons = desk.evaluate(ICONS)
    assert icons
    assert all(width == height > 16 for width, height in icons)


@pytest.mark.large
def test_the_points_to_teach_are_counted_in_circles(phone, site):
    values = teach_values() | {"points": ["Giục gấp, hỏi mã, đòi tiền: thấy một là dừng"] * 3}
    step = ("chi-lai", "teach", "Chỉ lại cho một người", 5, values)
    page = phone()
    edition = make_edition(lessons=[*usual_lessons(), ("Chỉ lại", "", [step])])
    opened(page, f"/hoc/{edition.public_id}/{step_uid(edition.course.code, 'chi-lai')}/")
    for bead in page.locator(".bead").all():
        box = bead.bounding_box()
        assert box["width"] == box["height"] >= 44


@pytest.mark.large
def test_the_number_of_a_receipt_stays_on_one_line_for_who_reviews(client, db):
    world = worlds.build()
    page = world.client("reviewer").get(world.address("/xa/{commune}/duyet/{record}/")).text
    assert '<span class="nw">' in page
