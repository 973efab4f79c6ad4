"""A line that takes everything and never answers, which no phone notices by itself."""

import time

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment, LearningEvent
from tests.browser.conftest import PHONE
from tests.browser.learner import (
    answer,
    kept,
    opened,
    signed_in,
    step_of,
    wait_until,
    worker_at_work,
)
from tests.browser.line import line_to
from tests.browser.taking import COURSE, open_course, take_along

SEARCH = "/tim/?q=nop"
# What static/js/worker/serve.js waits, in seconds.
COURSE_WITHIN, LIST_WITHIN, NOTHING_WITHIN = 6, 15, 30
# What a busy machine may need beside.
SLACK = 8


@pytest.fixture
def other_line(packed_site):
    with line_to(packed_site) as line:
        yield line


@pytest.fixture
def empty_phone(visit, other_line):
    """A phone on a line of its own that has been here and kept no course."""
    page = visit({**PHONE, "service_workers": "allow"}, other_line.address)
    page.goto("/da-tai/")
    worker_at_work(page)
    expect(page.get_by_text("Chưa tải khóa học nào")).to_be_visible()
    return page


def set_out(page, address):
    """Tap a link and wait for nothing; the moment it was tapped."""
    page.evaluate("(address) => { setTimeout(() => location.assign(address)) }", address)
    return time.monotonic()


def stands_in(page, since, within):
    """The page of what is kept comes when its time has come, and says why it is there."""
    note = page.get_by_text("Đang không có mạng")
    expect(note).to_be_visible(timeout=(within + SLACK) * 1000)
    assert within <= time.monotonic() - since < within + SLACK


@pytest.mark.large
def test_a_line_that_never_answers_is_given_up_for_what_is_kept(
    page, line, edition, empty_phone, other_line
):
    take_along(page)
    line.state = other_line.state = "hung"
    empty_since = set_out(empty_phone, SEARCH)

    began = time.monotonic()
    page.goto(step_of(edition, "tim"))
    expect(page.locator("[data-step]")).to_be_visible()
    assert time.monotonic() - began < COURSE_WITHIN / 2
    page.goto(COURSE)
    expect(page.get_by_role("heading", name=edition.title)).to_be_visible()
    assert time.monotonic() - began < COURSE_WITHIN + SLACK

    since = set_out(page, "/toi/")
    stands_in(page, since, LIST_WITHIN)
    expect(page.get_by_role("link", name=edition.title)).to_be_visible()
    assert page.url.endswith("/toi/")
    stands_in(empty_phone, empty_since, NOTHING_WITHIN)


@pytest.mark.large
def test_a_line_that_is_slow_but_lives_is_not_given_up(
    page, line, edition, empty_phone, other_line
):
    take_along(page)
    line.state = other_line.state = "hung"
    set_out(page, SEARCH)
    set_out(empty_phone, SEARCH)
    page.wait_for_timeout(11_000)
    line.mend()
    expect(page.get_by_role("heading", name="Tìm")).to_be_visible()
    page.wait_for_timeout(7_000)
    other_line.mend()
    expect(empty_phone.get_by_role("heading", name="Tìm")).to_be_visible()


@pytest.mark.large
def test_an_answer_on_a_line_that_hangs_waits_and_counts_once(page, line, edition, hoa):
    signed_in(page, hoa, line.address)
    opened(page, step_of(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])
    line.state = "hung"
    answer(page, "Không bấm, gọi hỏi công an xã")
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    waiting = {row["id"] for row in kept(page, "events")}
    # The phone gives the request up and keeps the answer; the line may still bring it.
    page.wait_for_timeout(14_000)
    assert {row["id"] for row in kept(page, "events")} == waiting
    line.mend()
    wait_until(page, lambda: kept(page, "events") == [])
    told = LearningEvent.objects.filter(kind="answered").values_list("event_id", flat=True)
    assert {str(one) for one in told} == waiting
    assert Enrolment.objects.get().learner == hoa


@pytest.mark.large
def test_on_a_line_that_never_answers_nobody_waits_for_the_weight_of_a_course(page, line, edition):
    open_course(page)
    line.state = "hung"
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("Đang xem khóa học nặng bao nhiêu")).to_be_visible()
    expect(page.get_by_text("Chưa xem được vì mạng yếu")).to_be_visible()
    line.mend()
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("học khoảng")).to_be_visible()
