"""Days are those of Vietnam, moments are aware."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from lms.common import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-23T16:59:59Z", date(2026, 11, 23)),
        ("2026-11-23T17:00:00Z", date(2026, 11, 24)),
    ],
)
def test_a_new_day_begins_at_midnight_in_vietnam(moment, day):
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        assert clock.today() == day


def test_now_is_aware():
    assert clock.now().utcoffset().total_seconds() == 0


@given(st.integers(700_000_000, 4_000_000_000))
def test_a_vietnamese_clock_shows_the_same_moment_seven_hours_on(seconds):
    moment = datetime.fromtimestamp(seconds, UTC)
    local = clock.local(moment)
    assert local == moment
    assert local.utcoffset().total_seconds() == 7 * 3600
    assert clock.local(local) == local


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_midnight_is_the_first_moment_of_its_day(day):
    first = clock.midnight(day)
    assert clock.local(first).date() == day
    assert clock.local(first).time().isoformat() == "00:00:00"


def test_a_naive_time_has_no_place_on_the_clock():
    with pytest.raises(ValueError, match="naive"):
        clock.local(datetime.fromisoformat("2026-11-23T08:00:00"))
