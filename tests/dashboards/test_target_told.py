"""A target of what others count reads what they told of it, with whose word and day that is."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lms.common import clock
from lms.dashboards.models import DataImport, GivenFigure, Population, Target
from lms.dashboards.services import figures, restating
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.targets import giving, pace, reading, reporting, words
from tests.dashboards.aims import give, indicator, open_year
from tests.factories import make_agency, make_commune
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(usual, admin):
    """The year before this one: over, so that all of it can be told of."""
    open_year(clock.today().year - 1, by=admin)
    return next(one for one in periods() if one.kind == "year")


def periods():
    return reporting.ReportingPeriod.objects.order_by("first_on")


def month_of(year, number):
    return periods().get(kind="month", first_on=year.first_on.replace(month=number))


@pytest.fixture
def say(admin):
    def say(code, unit, period, above, below=None, *, source="Cổng", part="", as_of=None):
        batch = DataImport.objects.create(
            kind="figures", source=source, as_of=as_of or period.last_on, first_on=period.first_on,
            last_on=period.last_on, uploaded_by=admin,
        )  # fmt: skip
        row = GivenFigure(
            indicator=indicator(code), unit=unit, first_on=period.first_on, last_on=period.last_on,
            numerator=Decimal(above), denominator=below, source=source, part=part, batch=batch,
            as_of=as_of or period.last_on,
        )  # fmt: skip
        standing = GivenFigure.objects.standing().filter(indicator=row.indicator, unit=unit)
        restating.write([row], standing, now=clock.now())
        return batch

    return say


def standing(*targets, today=None):
    rows = Target.objects.with_all().in_bulk([one.pk for one in targets])
    return reading.standings([rows[one.pk] for one in targets], today=today)


def line(target):
    return words.line(standing(target)[0])


def test_it_is_the_figure_of_its_period_whoever_holds_it(
    say, year, admin, province, y_yen, hai_hau, village
):
    december, october = month_of(year, 12), month_of(year, 10)
    for unit, count in ((y_yen, 1000), (hai_hau, 500)):
        Population.objects.create(
            unit=unit, group="adults", count=count, as_of=year.first_on, source="Công an"
        )
    say("EX01", y_yen, december, 30, 40, part="Khai sinh")
    say("EX01", y_yen, december, 10, 60, part="Kết hôn", source="Sở Tư pháp")
    say("EX01", hai_hau, october, 9, 10)
    say("EX03", y_yen, december, 800)
    say("EX04", province, year, 5, 10)
    say("PV01", y_yen, october, 12)
    say("LR06", village, year, 1, 3)
    for period in (year, december, october):
        for code in ("EX01", "EX03", "EX04", "PV01", "LR06"):
            given = [(one, 10) for one in (province, y_yen, hai_hau, village)]
            targets = give(code, period, *given, by=admin)
            for target, found in zip(targets, standing(*targets), strict=True):
                span = Span(period.first_on, period.last_on)
                said = figures.figure(target.indicator, target.unit, span)
                assert found.reading.value == said.value, (period, code, target.unit)
                assert (found.reading.told or said) == said


def test_the_gap_is_that_of_the_day_the_figure_is_for_and_nobody_forecasts(say, year, admin, y_yen):
    october = month_of(year, 10)
    say("EX01", y_yen, october, 60, 100)
    [target] = give("EX01", year, (y_yen, 80), by=admin)
    Target.objects.update(baseline=20)
    asked = year.last_on - timedelta(days=10)
    [found] = standing(target, today=asked)
    whole = (year.last_on - year.first_on).days + 1
    passed = (october.last_on - year.first_on).days + 1
    assert found.pace.expected == 20 + Decimal(60) * passed / whole
    assert (found.pace.step, found.pace.forecast, found.pace.per_day) == ("near", None, None)
    assert found.pace.days_left == 10
    shown = words.line(found)
    assert shown.told == (
        f"Nguồn: Cổng, {october.last_on:%d/%m/%Y}; số của tháng 10/{october.last_on.year}"
    )
    assert f"đến {october.last_on:%d/%m/%Y}, ngày của số liệu" in shown.due
    assert shown.forecast == ""


def test_of_the_province_the_sum_says_how_many_communes_are_missing(
    say, year, admin, province, y_yen, hai_hau
):
    say("EX01", y_yen, year, 50, 100)
    [whole, index] = [give(code, year, (province, 80), by=admin)[0] for code in ("EX01", "PV01")]
    assert line(whole).actual == "50,0"
    assert line(whole).told.endswith("; còn thiếu 1 xã, phường")
    say("PV01", y_yen, year, 12)
    assert standing(index)[0].pace.step == pace.Step.UNKNOWN


def test_where_a_target_stood_before_is_what_was_told_then(say, year, admin, y_yen):
    say("EX01", y_yen, year, 45, 100)
    open_year(year.first_on.year + 1, by=admin)
    this = reporting.current("year", on=clock.today())
    [target] = give("EX01", this, (y_yen, 80), by=admin)
    assert (target.baseline, target.denominator) == (45, 100)
    found = giving.bases(target.indicator, this, [y_yen])[y_yen.pk]
    assert found.numerator == 45
    assert standing(target)[0].pace.step == pace.Step.UNKNOWN


def locked(period, admin):
    now = clock.now()
    assert reporting.close(period, by=admin, now=now)
    assert reporting.lock(period, by=admin, now=now)


def test_a_locked_period_says_what_stood_and_what_came_late_is_told_apart(
    client, say, year, admin, y_yen, hai_hau
):
    old = say("EX01", y_yen, year, 50, 100)
    mended = say("EX01", y_yen, year, 60, 100)
    say("EX03", y_yen, year, 400)
    people = Population.objects.create(
        unit=y_yen, group="adults", count=1000, as_of=year.first_on, source="Công an"
    )
    [rate, share] = [give(code, year, (y_yen, 80), by=admin)[0] for code in ("EX01", "EX03")]
    [other] = give("EX01", year, (hai_hau, 80), by=admin)
    locked(year, admin)
    assert [line(one).actual for one in (rate, share, other)] == ["60,0", "40,0", "–"]
    assert [line(one).late for one in (rate, share, other)] == ["", "", ""]
    now = clock.now()
    Population.objects.filter(pk=people.pk).update(withdrawn_at=now)
    Population.objects.create(
        unit=y_yen, group="adults", count=500, as_of=year.first_on, source="Công an"
    )
    say("EX01", hai_hau, year, 7, 10, source="Sở Y")
    # The mended file is taken back, and what it mended stands again.
    assert restating.take_back(GivenFigure, mended, now=now) == 1
    assert GivenFigure.objects.standing().filter(batch=old).exists()
    assert [line(one).actual for one in (rate, share, other)] == ["60,0", "40,0", "–"]
    assert "có số mới 50,0%, chưa tính" in line(rate).late
    assert "có số mới 80,0%, chưa tính" in line(share).late
    assert "có số mới 70,0%, chưa tính. Nguồn: Sở Y" in line(other).late
    sign_in(client, admin)
    page = client.get(f"/chi-tieu/{rate.pk}/").content.decode()
    assert "Nguồn: Cổng" in page
    assert "Ngoài kỳ: sau khi khóa có số mới 50,0%" in page
    page = client.get(f"/chi-tieu/ky/{year.pk}/").content.decode()
    assert "Ngoài kỳ: 1 số" in page
    assert "7 / 10" in page
    assert f"Sở Y, {year.last_on:%d/%m/%Y}" in page
    assert restating.take_back(GivenFigure, old, now=clock.now()) == 1
    assert "được rút lại sau khi khóa" in line(rate).late
    assert reporting.reopen(year, "Bổ sung.", by=admin, now=clock.now())
    assert [line(one).actual for one in (rate, share, other)] == ["–", "80,0", "70,0"]


def test_an_agency_has_no_figure_of_others_and_a_locked_one_is_no_nought(year, admin, province):
    agency = make_agency("Sở Y tế", "SYT", province)
    [target] = give("EX03", year, (agency, 5), by=admin)
    locked(year, admin)
    assert (line(target).actual, line(target).step) == ("–", "Chưa có số liệu")


@pytest.mark.parametrize("is_shut", [False, True])
def test_many_cost_what_few_do(say, year, admin, province, is_shut, django_assert_max_num_queries):
    codes = ("EX01", "EX03", "LR06", "PV01", "SS02")

    def ask(number, kinds):
        units = [
            make_commune(f"Xã Thử {n}", province=province, code=f"2{number:02}{n:02}")
            for n in range(number)
        ]
        made = []
        for code in kinds:
            for n, one in enumerate(units):
                if code != "SS02":
                    say(code, one, month_of(year, n % 2 + 11), 5, None if code == "EX03" else 10)
            made += give(code, year, *((one, 10) for one in units), by=admin)
        return list(Target.objects.with_all().filter(pk__in=[one.pk for one in made]))

    few, many = ask(2, codes[1::3]), ask(12, codes)
    if is_shut:
        locked(year, admin)
        few, many = (
            list(Target.objects.with_all().filter(pk__in=[one.pk for one in listed]))
            for listed in (few, many)
        )
    with django_assert_max_num_queries(50) as cost:
        reading.standings(few)
    with django_assert_max_num_queries(len(cost)):
        found = reading.standings(many)
    assert sum(one.reading.told is not None for one in found) == 12 * 4
