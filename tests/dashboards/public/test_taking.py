"""A month is taken once, when it is over and confirmed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.dashboards.models import (
    GivenFigure,
    HalfMonth,
    Indicator,
    OpenFigure,
    ReportingPeriod,
)
from lms.dashboards.services.public import showing, taking
from lms.jobs import nightly, running
from lms.jobs.models import Job
from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing
from tests.dashboards.aims import open_year
from tests.dashboards.boards.conftest import tell
from tests.dashboards.public.conftest import put, take
from tests.factories import make_commune

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def shown(code="SS02", first=OCTOBER):
    rows = OpenFigure.objects.filter(indicator__code=code, first_on=first, is_hidden=False)
    return {row.unit.name: int(row.value) for row in rows.select_related("unit")}


def test_a_month_that_is_just_over_waits_until_its_sessions_are_confirmed(five, today):
    put("SS02", five[0], NOVEMBER, 30)
    take()
    assert not OpenFigure.objects.exists()


def test_it_comes_ten_days_after_its_end(five, today, time_machine):
    put("SS02", five[0], NOVEMBER, 30)
    time_machine.move_to(clock.now() + timedelta(days=9))
    take()
    assert shown(first=NOVEMBER) == {"Xã An Bình": 30}


def test_what_is_confirmed_afterwards_changes_nothing(five, today):
    put("SS02", five[0], OCTOBER, 30)
    put("SS02", five[1], OCTOBER, 3)
    take()
    HalfMonth.objects.filter(place=five[0].pk).update(amount=33)
    HalfMonth.objects.filter(place=five[1].pk).update(amount=8)
    take()
    assert shown() == {"Xã An Bình": 30}


def test_only_what_is_open_is_taken_and_closing_it_takes_it_off_the_pages(five, today):
    Indicator.objects.filter(code="SS02").update(is_open=False)
    put("SS02", five[0], OCTOBER, 30)
    put("OC01", five[0], OCTOBER, 30)
    take()
    assert not shown()
    assert shown("OC01")
    Indicator.objects.filter(code="OC01").update(is_open=False)
    assert showing.of_commune(five[0]) == []


def test_what_others_told_follows_what_they_say_last(five, today, month, admin):
    october = open_month(OCTOBER)
    tell("EX01", october, admin, (five[0], 60, 80), (five[1], 3, 80))
    take()
    assert shown("EX01") == {"Xã An Bình": 75}
    [told] = [told for one, told in showing.by_commune(
        Indicator.objects.get(code="EX01"), OCTOBER, five[:1])]  # fmt: skip
    assert told.source == "Công an tỉnh"
    before = showing.stamp()
    GivenFigure.objects.filter(unit=five[0]).update(numerator=64)
    take()
    assert shown("EX01") == {"Xã An Bình": 80}
    assert showing.stamp() != before


def test_a_figure_of_the_province_alone_stands_for_it_and_no_commune_beside_it(
    five, today, month, admin, province
):
    october = open_month(OCTOBER)
    tell("EX01", october, admin, (province, 6000, 8000))
    take()
    assert shown("EX01") == {province.name: 75}
    tell("EX01", october, admin, (five[0], 60, 80))
    take()
    assert shown("EX01") == {province.name: 75}
    [series] = showing.of_province(province, five)
    assert series.newest.told.value == 75


def test_the_province_is_the_sum_of_what_is_shown_and_says_of_how_many(five, today, province):
    for one, number in zip(five, (30, 20, 4, 0, 5), strict=True):
        put("SS02", one, OCTOBER, number)
    take()
    [series] = showing.of_province(province, five)
    told = series.newest.told
    assert (int(told.value), told.counted, told.asked) == (55, 3, 5)


def test_months_that_overlap_what_was_taken_are_not(five, today, admin):
    put("SS02", five[0], OCTOBER, 30)
    put("SS02", five[0], date(2026, 9, 15), 40)
    take()
    assert shown() == {"Xã An Bình": 30}
    open_year(2026, by=admin, starts_on=15)
    take()
    assert shown(first=date(2026, 9, 15)) == {}


def test_after_a_merger_the_months_of_before_are_the_sum_of_what_was_shown(five, today, province):
    for one, number in zip(five, (30, 20, 4, 0, 5), strict=True):
        put("SS02", one, OCTOBER, number)
    take()
    new = Unit(name="Xã Mới", level="commune", kind="commune", parent=province, code="79999")
    closing.close_and_succeed(
        [UnitSuccession(old=old, new=new, kind="merged", main=True) for old in five[:3]],
        effective_on=today,
    )
    take()
    merged = Unit.objects.get(name="Xã Mới")
    assert not OpenFigure.objects.filter(unit=merged)
    [series] = showing.of_commune(merged)
    assert int(series.newest.told.value) == 50
    [whole] = showing.of_province(province, showing.communes(province))
    assert int(whole.newest.told.value) == 55


def test_the_night_takes_every_month_and_stops(five, today, province):
    put("SS02", five[0], OCTOBER, 30)
    put("SS02", five[0], date(2026, 5, 1), 40)
    nightly.plan()
    Job.objects.exclude(kind="dashboards.take_open").delete()
    running.drain("bulk")
    job = Job.objects.get()
    assert job.state == "done"
    assert shown() == {"Xã An Bình": 30}
    assert shown(first=date(2026, 5, 1)) == {"Xã An Bình": 40}


def test_taking_costs_as_many_queries_for_many_communes_as_for_few(
    five, today, django_assert_max_num_queries
):
    month = taking.settled(today=today)[0]
    put("SS02", five[0], month.first_on, 30)
    with CaptureQueriesContext(connection) as few:
        assert taking.take(month, now=clock.now())
    OpenFigure.objects.all().delete()
    for n in range(40):
        one = make_commune(f"Xã Thêm {n}", province=five[0].parent, code=f"6{n:04}")
        put("SS02", one, month.first_on, 10 + n)
    with django_assert_max_num_queries(len(few)):
        assert taking.take(month, now=clock.now())


def open_month(first):
    return ReportingPeriod.objects.filter(kind="month", first_on=first).first()
