"""Dates as Vietnamese people write and read them, where Django's own `vi` does not."""

from datetime import date, datetime, time

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats
from hypothesis import given
from hypothesis import strategies as st

from lms.common import clock


class DayForm(forms.Form):
    day = forms.DateField()


class MomentForm(forms.Form):
    at = forms.DateTimeField()


def read_day(written):
    form = DayForm({"day": written})
    return form.cleaned_data["day"] if form.is_valid() else None


@pytest.mark.parametrize(
    "written", ["05/02/2026", "5/2/2026", "05-02-2026", "05.02.2026", "5/2/26", "2026-02-05"]
)
def test_the_day_comes_before_the_month(written):
    assert read_day(written) == date(2026, 2, 5)


@pytest.mark.parametrize("written", ["30/02/2026", "2026/13/01", "hôm qua", "13/25/2026"])
def test_a_day_that_is_none_is_refused(written):
    assert read_day(written) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_printed_day_is_read_back_as_itself(day):
    assert read_day(formats.date_format(day, "SHORT_DATE_FORMAT")) == day
    assert read_day(formats.date_format(day, "DATE_FORMAT")) == day
    assert read_day(formats.localize_input(day)) == day


@given(st.integers(700_000_000, 3_000_000_000))
def test_a_printed_moment_is_read_back_to_the_minute(seconds):
    moment = datetime.fromtimestamp(seconds, clock.VIETNAM)
    printed = formats.date_format(moment, "SHORT_DATETIME_FORMAT")
    form = MomentForm({"at": printed})
    assert form.is_valid(), printed
    assert form.cleaned_data["at"] == moment.replace(second=0)


def test_pages_print_days_months_and_times_as_people_write_them():
    page = Template('{{ at }} · {{ at|date:"DATE_FORMAT" }} · {{ at|time }} · {{ day }}')
    values = {"at": datetime(2026, 2, 5, 7, 30, tzinfo=clock.VIETNAM), "day": date(2026, 11, 23)}
    printed = page.render(Context(values))
    assert printed == "07:30 05/02/2026 · 05/02/2026 · 07:30 · 23/11/2026"
    assert formats.date_format(date(2026, 2, 5), "YEAR_MONTH_FORMAT") == "tháng 2/2026"
    assert formats.date_format(date(2026, 2, 5), "MONTH_DAY_FORMAT") == "05/02"
    assert formats.time_format(time(20, 5)) == "20:05"


def test_the_week_begins_on_monday():
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize("written", ["19:30", "19h30", "19.30", "19:30:00"])
def test_an_hour_is_read_as_people_write_it(written):
    assert forms.TimeField().clean(written) == time(19, 30)


def test_a_localised_number_has_groups_and_a_comma():
    assert formats.number_format(1234567.5, force_grouping=True) == "1.234.567,5"
