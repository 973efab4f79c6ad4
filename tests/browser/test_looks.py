"""Every screen of a resident's way: no axe error in both themes, room for large text and thumbs."""

import pytest

from tests.browser import driving
from tests.browser.learner import answer, opened, step_of
from tests.courses.editions import make_edition


def read(page, edition):
    opened(page, step_of(edition, "tim"))


def scam(page, edition):
    opened(page, step_of(edition, "trang-that"))


def practice(page, edition):
    opened(page, step_of(edition, "tap-nop"))


def hint(page, edition):
    practice(page, edition)
    page.get_by_role("button", name="Gợi ý").click()


def again(page, edition):
    practice(page, edition)
    page.get_by_role("button", name="Tin tức").click()


def question(page, edition):
    opened(page, step_of(edition, "tin-nhan"))


def right(page, edition):
    question(page, edition)
    answer(page, "Không bấm, gọi hỏi công an xã")


def wrong(page, edition):
    question(page, edition)
    answer(page, "Bấm vào đường dẫn")


def real(page, edition):
    opened(page, step_of(edition, "lam-that"))


def course(page, edition):
    opened(page, f"/khoa-hoc/{edition.course.code}/")


def under_way(page, edition):
    read(page, edition)
    course(page, edition)


def exam(page, edition):
    opened(page, f"/hoc/{edition.public_id}/kiem-tra/")


def asked(page, edition):
    exam(page, edition)
    page.get_by_role("button", name="Bắt đầu làm bài").click()


def look_over(page, edition):
    asked(page, edition)
    for _ in range(4):
        page.locator("[data-do=next]").click()


def finish(page, edition):
    opened(page, f"/hoc/{edition.public_id}/xong/")


def found(page, _edition):
    page.goto("/tim/?q=nop ho so")


def continued(page, edition):
    read(page, edition)
    opened(page, "/")


SCREENS = [wrong, practice, asked, real, scam, again, right, under_way, look_over, found]
# As they begin these are in the walk over all pages, or like one that is here.
SCREENS += [read, hint, question, course, exam, finish, continued]


@pytest.mark.parametrize("screen", driving.first_of(SCREENS, 2), ids=lambda screen: screen.__name__)
def test_a_screen_can_be_read_and_touched(phone, site, assert_accessible, assert_fits, screen):
    page = phone()
    screen(page, make_edition())
    assert driving.small_targets(page, least=48) == []
    assert_fits(page)
    assert_accessible(page)


def test_where_one_is_in_a_lesson_stays_on_one_line(phone, site):
    page = phone()
    read(page, make_edition())
    where = page.locator(".top-in > .grow > b")
    # The longest there is below ten lessons of ten steps.
    where.evaluate("words => { words.textContent = 'Bài 2 · Bước 3 trong 4' }")
    lines = "words => { const all = document.createRange(); all.selectNodeContents(words); "
    assert where.evaluate(lines + "return all.getClientRects().length }") == 1
