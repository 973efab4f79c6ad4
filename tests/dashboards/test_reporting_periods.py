"""Periods open, close, are locked and opened again; what comes late is told apart."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.dashboards.models import LockedAmount, PeriodEvent, ReportingPeriod, Target
from lms.dashboards.services import figures
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.targets import calendar, reading, reporting
from teams.models import PeriodLock
from teams.services import reviewing
from tests.dashboards.aims import give, open_year
from tests.dashboards.conftest import count, fold
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


def days(kind, year=2026, **options):
    return [
        (one.name, one.first, one.last)
        for one in calendar.of_year(year, **options)
        if one.kind == kind
    ]


def test_months_that_begin_on_the_15th_are_closed_on_the_14th():
    january, february, *_rest = days("month", starts_on=15)
    assert january == ("Tháng 1/2026", date(2025, 12, 15), date(2026, 1, 14))
    assert february[1:] == (date(2026, 1, 15), date(2026, 2, 14))
    assert days("year", starts_on=15) == [("Năm 2026", date(2025, 12, 15), date(2026, 12, 14))]


@pytest.mark.parametrize("starts_on", [1, 10, 15, 28])
@pytest.mark.parametrize("kind", ["month", "quarter", "half", "year"])
def test_periods_of_a_kind_follow_each_other_without_a_gap(kind, starts_on):
    found = days(kind, starts_on=starts_on) + days(kind, 2027, starts_on=starts_on)
    for (_name, first, last), (_next, after, _end) in pairwise(found):
        assert (after - last).days == 1
        assert calendar.before(kind, after, _end) == (first, last)


def test_weeks_are_those_of_the_calendar_and_years_go_together():
    assert len(days("week", with_weeks=True)) == 53
    several = calendar.of_years(2026, 2030)
    assert (several.name, several.last) == ("Giai đoạn 2026–2030", date(2030, 12, 31))
    for wrong in ((2026, 2026), (2026, 2040)):
        with pytest.raises(ValueError, match="two to ten"):
            calendar.of_years(*wrong)


def test_opening_twice_opens_once(admin):
    assert len(open_year(by=admin)) == 19
    assert open_year(by=admin) == []
    assert PeriodEvent.objects.count() == 19


def test_periods_of_other_days_do_not_lie_over_those_there_are(admin):
    open_year(by=admin)
    with pytest.raises(reporting.PeriodsOverlap, match="có ngày trùng với kỳ đã có"):
        open_year(by=admin, starts_on=15)
    assert ReportingPeriod.objects.count() == 19


def test_it_is_locked_once_it_is_closed_and_reopened_with_a_reason(month, admin):
    now = clock.now()
    assert not reporting.lock(month, by=admin, now=now)
    assert reporting.close(month, by=admin, now=now)
    assert not reporting.close(month, by=admin, now=now)
    assert reporting.lock(month, by=admin, now=now)
    assert not reporting.lock(month, by=admin, now=now)
    assert reporting.reopen(month, "Ghi thiếu một buổi.", by=admin, now=now)
    assert not reporting.reopen(month, "Ghi thiếu một buổi.", by=admin, now=now)
    told = month.events.order_by("pk").values_list("action", "reason")
    assert list(told)[1:] == [
        ("closed", ""),
        ("locked", ""),
        ("reopened", "Ghi thiếu một buổi."),
    ]


@pytest.fixture
def locked(month, admin, team, lan, reviewer, y_yen, province):
    """A month with fourteen heads in it that was locked, and targets on them."""
    verified(lan, team, reviewer)
    give("SS02", month, (province, 40), (y_yen, 20), (team, 20), by=admin)
    give("SS03", month, (y_yen, 20), by=admin)
    now = clock.now()
    reporting.close(month, by=admin, now=now)
    reporting.lock(month, by=admin, now=now)
    month.refresh_from_db()
    return month


def verified(lan, team, reviewer, **told):
    session = send(lan, team, **told).session
    assert reviewing.verify(session, by=reviewer, now=clock.now(), is_agreed=True)


def values(**asked):
    found = reading.standings(list(Target.objects.with_all().filter(**asked).order_by("value")))
    return [(one.reading.value, one.reading.late) for one in found]


def test_what_was_known_is_folded_before_it_is_locked(locked):
    assert values(indicator__code="SS02") == [(14, 0)] * 3


def test_what_comes_late_changes_nothing_and_is_told_apart(locked, lan, team, reviewer, y_yen):
    verified(lan, team, reviewer, heads=5, female=2, older=1, first_time=0, acts={})
    fold()
    assert values(indicator__code="SS02") == [(14, 5)] * 3
    assert values(indicator__code="SS03") == [(0, 0)]
    late = {one.indicator.code: (one.place, one.amount) for one in reporting.off_period(locked)}
    assert late["SS02"] == (team.unit.parent, 5)
    assert late["SS01"] == (y_yen, 1)
    # A session of these days is marked as it arrives.
    assert PeriodLock.objects.in_force().count() == 1


def test_what_came_late_goes_in_when_it_is_reopened(locked, lan, team, reviewer, admin, y_yen):
    verified(lan, team, reviewer, heads=5, female=2, older=1, first_time=0, acts={})
    fold()
    assert reporting.reopen(locked, "Bổ sung buổi gửi muộn.", by=admin, now=clock.now())
    assert values(indicator__code="SS02") == [(19, 0)] * 3
    assert not LockedAmount.objects.exists()
    assert not PeriodLock.objects.in_force().exists()
    locked.refresh_from_db()
    assert reporting.off_period(locked) == []


def test_the_year_around_a_locked_month_goes_on(locked, lan, team, reviewer, admin, y_yen):
    year = reporting.current("year", on=clock.today())
    give("SS02", year, (y_yen, 500), by=admin)
    verified(lan, team, reviewer, heads=5, female=2, older=1, first_time=0, acts={})
    fold()
    assert values(period=year) == [(19, 0)]


def test_people_are_counted_once_in_periods_of_any_days(usual, admin, team, lan, reviewer, y_yen):
    open_year(clock.today().year, starts_on=10)
    open_year(clock.today().year + 1, starts_on=10)
    period = reporting.current("month", on=clock.today())
    verified(lan, team, reviewer)
    count()
    [target] = give("SS03", period, (y_yen, 20), by=admin)
    told = figures.computed(target.indicator, y_yen, Span(period.first_on, period.last_on))
    assert told.value == 0
    assert values(pk=target.pk) == [(0, 0)]


@pytest.mark.parametrize(
    "wrong",
    [{"last_on": date(2000, 1, 1)}, {"state": "locked"}, {"locked_at": clock.now()}],
)
def test_what_must_never_be_of_a_period(month, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingPeriod.objects.filter(pk=month.pk).update(**wrong)


def test_a_period_is_not_there_twice_and_not_reopened_without_a_reason(month):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingPeriod.objects.create(
            kind=month.kind, name="Lại", first_on=month.first_on, last_on=month.last_on
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodEvent.objects.create(period=month, action="reopened")
    row = {"period": month, "measure": "teams.heads", "place": month.pk, "amount": 1}
    LockedAmount.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        LockedAmount.objects.create(**row)
