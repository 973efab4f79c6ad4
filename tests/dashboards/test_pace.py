"""Where we should be today, what is missing, what a day needs and what it will come to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.dashboards.services.targets import pace
from lms.dashboards.services.targets.pace import Course, Step

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
values = st.decimals(0, 10_000, places=1, allow_nan=False)


def month(value=300, start=0, **more):
    begin = None if start is None else Decimal(start)
    return Course(*NOVEMBER, Decimal(value), begin, **more)


def on(day):
    return date(2026, 11, day)


def test_half_of_the_days_ask_for_half():
    assert pace.expected(month(), on(15)) == 150


def test_before_its_first_day_nothing_is_asked_and_after_its_last_all():
    assert pace.expected(month(), date(2026, 10, 31)) == 0
    assert pace.expected(month(), date(2026, 12, 5)) == 300


def test_between_two_milestones_it_is_even():
    course = month(marks=[(on(10), Decimal(20)), (on(20), Decimal(120))])
    asked = [pace.expected(course, on(day)) for day in (5, 10, 15, 20, 25, 30)]
    assert asked == [10, 20, 70, 120, 210, 300]


def test_a_share_goes_from_where_it_stood():
    course = month(80, 50, is_grown=False)
    assert pace.expected(course, on(15)) == 65


def test_a_share_of_which_nobody_knows_where_it_stood_is_asked_for_whole():
    course = month(80, None, is_grown=False)
    assert [pace.expected(course, on(day)) for day in (1, 30)] == [80, 80]


def test_what_is_missing_is_told_for_the_day():
    found = pace.stands(month(), Decimal(100), on=on(20), forecast=Decimal(160))
    assert (found.step, found.missing, found.behind) == (Step.LATE, 200, 100)
    assert (found.days_left, found.per_day, found.forecast) == (10, 20, 160)


def test_a_day_needs_is_rounded_up():
    assert pace.stands(month(100), Decimal(0), on=on(27)).per_day == Decimal("33.4")


def test_on_the_last_day_there_is_the_day_itself():
    assert pace.stands(month(), Decimal(290), on=on(30)).per_day == 10


def test_nearly_in_step_and_ahead():
    steps = [pace.stands(month(), Decimal(n), on=on(15)).step for n in (119, 120, 150, 300)]
    assert steps == [Step.LATE, Step.NEAR, Step.AHEAD, Step.REACHED]


def test_what_the_day_itself_asks_for_is_not_late_before_it_is_over():
    day = on(15)
    assert pace.stands(month(), Decimal(140), on=day).step == Step.AHEAD
    assert pace.stands(month(), Decimal(139), on=day).step == Step.NEAR
    last = pace.stands(month(), Decimal(295), on=on(30), is_over=True)
    assert (last.step, last.missing, last.per_day) == (Step.NEAR, 5, None)


def test_in_its_first_days_nobody_is_behind():
    steps = [pace.stands(month(), Decimal(0), on=on(day)).step for day in (1, 6, 7)]
    assert steps == [Step.BEGUN, Step.BEGUN, Step.LATE]
    assert pace.stands(month(), Decimal(3), on=on(6)).step == Step.BEGUN
    assert pace.stands(month(), Decimal(60), on=on(6)).step == Step.AHEAD
    assert pace.stands(month(), Decimal(300), on=on(1)).step == Step.REACHED
    assert not pace.stands(month(), Decimal(0), on=on(6)).is_behind
    # What stood there before has no such days.
    assert pace.stands(month(80, 50, is_grown=False), Decimal(10), on=on(1)).step == Step.LATE


@pytest.mark.parametrize(("length", "days"), [(7, 1), (30, 6), (90, 7), (365, 7), (1, 1)])
def test_a_period_has_just_begun_for_a_fifth_of_it_a_week_at_most(length, days):
    first = date(2026, 11, 1)
    last = first + timedelta(length - 1)
    fresh = [pace.has_just_begun(first, last, first + timedelta(n)) for n in range(-1, 12)]
    assert fresh == [False] + [True] * days + [False] * (12 - days)


def test_what_may_fall_is_reached_on_the_last_day():
    course = month(80, 50, is_grown=False)
    assert pace.stands(course, Decimal(90), on=on(29)).step == Step.AHEAD
    assert pace.stands(course, Decimal(90), on=on(30)).step == Step.REACHED


def test_down_is_behind_when_above():
    course = month(10, 20, is_down=True, is_grown=False)
    found = pace.stands(course, Decimal(18), on=on(15))
    assert (found.step, found.missing, found.behind) == (Step.NEAR, 8, 3)
    assert found.per_day is None
    assert pace.stands(course, Decimal(14), on=on(15)).step == Step.AHEAD
    assert pace.stands(course, Decimal(10), on=on(30)).step == Step.REACHED


def test_what_nobody_knows_is_said_so():
    found = pace.stands(month(), None, on=on(15))
    assert (found.step, found.missing, found.per_day) == (Step.UNKNOWN, None, None)
    assert found.expected == 150


def test_a_period_to_come_has_not_begun():
    found = pace.stands(month(), Decimal(0), on=date(2026, 10, 20))
    assert (found.step, found.days_left) == (Step.NOT_BEGUN, 30)


@pytest.mark.parametrize(("lately", "days", "left", "comes"), [(60, 30, 10, 120), (0, 30, 10, 100)])
def test_a_rate_runs_on(lately, days, left, comes):
    assert pace.run_on(100, lately, days, left) == comes


@given(values, values, st.integers(-5, 40), st.booleans())
def test_missing_is_never_below_nought_and_days_make_it_up(value, actual, passed, is_down):
    course = Course(*NOVEMBER, value, Decimal(0), is_down=is_down)
    day = NOVEMBER[0] + timedelta(days=passed)
    found = pace.stands(course, actual, on=day)
    assert found.missing >= 0
    assert (found.missing == 0) == (actual <= value if is_down else actual >= value)
    if found.per_day is not None:
        assert found.per_day * max(found.days_left, 1) >= found.missing


@given(values, st.lists(st.tuples(st.integers(0, 28), values), unique_by=lambda m: m[0]), values)
def test_what_should_be_there_stays_within_its_marks_and_ends_at_the_target(value, marks, start):
    marks = [(NOVEMBER[0] + timedelta(days=n), v) for n, v in marks]
    course = Course(*NOVEMBER, value, start, marks)
    bounds = [start, value, *(v for _day, v in marks)]
    for n in range(-2, 35):
        due = pace.expected(course, NOVEMBER[0] + timedelta(days=n))
        assert min(bounds) <= due <= max(bounds)
    assert pace.expected(course, NOVEMBER[1]) == value
    for day, wanted in marks:
        assert pace.expected(course, day) == wanted


@given(values, st.integers(0, 29))
def test_even_days_never_ask_for_less_the_next_day(value, passed):
    day = NOVEMBER[0] + timedelta(days=passed)
    course = Course(*NOVEMBER, value, Decimal(0))
    assert pace.expected(course, day) <= pace.expected(course, day + timedelta(days=1))
