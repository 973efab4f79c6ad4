"""A phone whose clock is off by a year, and is set right in the middle."""

import datetime

import pytest
from playwright.sync_api import expect

from courses.models import LearningEvent
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.learner import answer, kept, opened, signed_in, step_of, wait_until
from tests.browser.test_faults import NO_LOCKS, RIGHT, arrived, at_question
from tests.courses.editions import PUBLISHED, make_edition


@pytest.fixture
def page(visit, line, hoa):
    """A phone of Hoa's, signed in."""
    page = visit({**PHONE, "service_workers": "allow"}, line.address)
    return signed_in(page, hoa, line.address)


def set_clock(page, *, years=0):
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=365 * years)
    page.clock.set_system_time(then)


@pytest.mark.large
def test_a_tab_closed_while_it_sent_under_a_wrong_clock_holds_up_no_other(page, line, edition):
    page.context.add_init_script(NO_LOCKS)
    set_clock(page, years=1)
    at_question(page, edition)
    line.state = "hung"
    answer(page, RIGHT)
    wait_until(page, lambda: any(row["key"] == "lease" for row in kept(page, "kv")))
    other = page.context.new_page()
    page.close()
    line.cut()
    line.mend()
    set_clock(other)
    opened(other, step_of(edition, "ma-otp"))
    arrived(other, edition, "tin-nhan")
    wait_until(other, lambda: kept(other, "events") == [])


@pytest.mark.parametrize("years", driving.first_of([-1, 1]))
def test_a_clock_a_year_off_loses_nothing_and_orders_nothing_wrongly(page, line, edition, years):
    set_clock(page, years=years)
    at_question(page, edition)
    answer(page, RIGHT)
    arrived(page, edition, "tin-nhan")
    for moment in LearningEvent.objects.values_list("ordered_at", flat=True):
        assert PUBLISHED <= moment <= datetime.datetime.now(datetime.UTC)


@pytest.mark.large
def test_where_another_phone_went_on_is_heard_once_the_clock_is_right(
    page, visit, line, edition, hoa
):
    set_clock(page, years=1)
    at_question(page, edition)
    answer(page, RIGHT)
    arrived(page, edition, "tin-nhan")
    other = signed_in(visit(PHONE, line.address), hoa, line.address)
    second = make_edition("chup-giay-to", title="Chụp giấy tờ")
    for address in (step_of(second, "tim"), step_of(edition, "ma-otp")):
        opened(other, address)
        wait_until(other, lambda: kept(other, "events") == [])
    set_clock(page)
    opened(page, "/")
    onward = page.locator("[data-continue]").get_by_role("link", name="Học tiếp")
    expect(onward).to_have_attribute("href", step_of(edition, "ma-otp"))
    opened(other, step_of(second, "trang-that"))
    wait_until(other, lambda: kept(other, "events") == [])
    opened(page, "/")
    expect(onward).to_have_attribute("href", step_of(second, "trang-that"))
