"""A board says of every place what the figures say, worst first, at a cost that does not grow."""

from datetime import date
from decimal import Decimal

import pytest

from lms.common import clock
from lms.dashboards.models import Population, ReportingPeriod
from lms.dashboards.services import figures, populations
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.boards import asking, reading, spans
from lms.places.models import Unit
from tests.dashboards.aims import give, indicator, this_month
from tests.dashboards.boards.conftest import ask, board, half, tell
from tests.factories import make_commune, make_village

pytestmark = pytest.mark.django_db
CODES = ("SS01", "SS02", "SS03", "SS04", "OC01", "TM01", "SS07", "SS08")


def row_of(found, place):
    return next(row for row in found.rows if row.place == place)


@pytest.mark.parametrize("code", CODES)
def test_rows_and_total_are_the_figures(month, held, province, y_yen, hai_hau, code):
    found = board(province, code)
    span = Span(month.first_on, month.last_on)
    assert {row.place for row in found.rows} == {y_yen, hai_hau}
    for row in (*found.rows, found.total):
        told = figures.figure(indicator(code), row.place, span)
        assert (row.reading.numerator, row.reading.denominator, row.value) == (
            told.numerator,
            told.denominator,
            told.value,
        ), (code, row.place)


def test_the_furthest_behind_comes_first_and_the_unknown_last(
    month, admin, held, province, y_yen, hai_hau
):
    third = make_commune("Xã Giao Thủy", province=province, code="14300")
    give("SS02", month, (y_yen, 1000), (hai_hau, 10), by=admin)
    found = board(province)
    # Without a target: after those with one.
    assert [row.place for row in found.rows] == [y_yen, hai_hau, third]
    assert found.rows[0].standing.target.value == 1000
    assert found.rows[0].standing.pace.behind == found.rows[0].standing.pace.expected - 14
    assert (found.aimed_count, found.rows[2].standing) == (2, None)
    assert [row.place for row in board(province, "LR04").rows if row.value is None]


def test_what_is_to_stay_low_is_worst_where_it_is_high(month, admin, province, y_yen, hai_hau):
    down = indicator("DQ05")
    assert down.direction == "down"
    give("DQ05", month, (y_yen, 10), (hai_hau, 10), by=admin)
    for place, twice in ((y_yen, 30), (hai_hau, 60)):
        half("teams.logs", place, month.first_on, 100)
        half("teams.logs_twice", place, month.first_on, twice)
    assert [row.place for row in board(province, "DQ05").rows] == [hai_hau, y_yen]


def test_each_row_says_the_period_before_and_the_year_before(month, province, y_yen):
    before, year = spans.before(month)
    half("teams.heads", y_yen, month.first_on, 30)
    half("teams.heads", y_yen, before.first_on, 20)
    half("teams.heads", y_yen, year.first_on, 7)
    row = row_of(board(province), y_yen)
    assert (row.value, row.before, row.year_before) == (30, 20, 7)


def test_a_trend_says_month_by_month(month, province, y_yen):
    before, _year = spans.before(month)
    half("teams.heads", y_yen, month.first_on, 30)
    half("teams.heads", y_yen, before.first_on, 20)
    trend = board(province).trend
    assert len(trend) == 12
    assert [value for _month, value in trend[-3:]] == [0, 20, 30]
    assert [one.first_on for one, _value in trend[-2:]] == [before.first_on, month.first_on]


def test_periods_before_are_the_calendars_own():
    def of(kind, first, last):
        period = spans.ReportingPeriod(kind=kind, first_on=first, last_on=last)
        return [(one.first_on, one.last_on) for one in spans.before(period)]

    assert of("month", date(2028, 3, 1), date(2028, 3, 31))[0] == (
        date(2028, 2, 1),
        date(2028, 2, 29),
    )
    # February's last day is another one in another year.
    assert of("month", date(2028, 2, 1), date(2028, 2, 29))[1] == (
        date(2027, 2, 1),
        date(2027, 2, 28),
    )
    assert of("month", date(2025, 2, 1), date(2025, 2, 28))[1] == (
        date(2024, 2, 1),
        date(2024, 2, 29),
    )
    assert of("quarter", date(2026, 10, 1), date(2026, 12, 31))[0] == (
        date(2026, 7, 1),
        date(2026, 9, 30),
    )


@pytest.mark.parametrize("written", ["", "thang-2026-13-01", "thang-9999-01", "nam-x", "quy-"])
def test_a_period_that_is_none_is_the_current_one(month, written):
    assert spans.chosen(written, today=clock.today())[1] == month


def test_a_period_has_the_same_address_before_and_after_it_is_opened(usual, admin, province):
    before = ask(province)
    assert not ReportingPeriod.objects.exists()
    key = spans.key(before.period)
    opened = this_month(by=admin)
    assert spans.key(opened) == key
    assert spans.chosen(key, today=clock.today())[1] == opened


def test_restated_is_the_successors_and_as_it_was_is_each_ones_own(
    merged, province, y_yen, hai_hau
):
    today = board(province)
    assert {row.place: row.value for row in today.rows} == {merged: 20}
    then = board(province, cach=asking.AS_WAS)
    assert {row.place: row.value for row in then.rows}.items() >= {
        (y_yen, Decimal(14)),
        (hai_hau, Decimal(6)),
    }
    assert today.total.value == then.total.value == 20
    assert sum(row.value for row in then.rows) == 20


def test_what_was_told_of_the_old_communes_is_read_as_it_was(merged, month, admin, province, y_yen):
    tell("EX01", month, admin, (y_yen, 30, 40))
    assert row_of(board(province, "EX01"), merged).value == 75
    then = board(province, "EX01", cach=asking.AS_WAS)
    assert row_of(then, y_yen).value == 75


def test_a_former_province_is_its_communes_of_today_or_of_then(usual, formers, province):
    _above, old, new = formers["36"]
    june = {"ky": "thang-2025-06"}
    now = board(province, **june, **{"tinh-cu": "36"})
    assert [(row.place, row.value) for row in now.rows] == [(new, 40)]
    then = board(province, **june, **{"tinh-cu": "36", "cach": asking.AS_WAS})
    assert [(row.place, row.value) for row in then.rows] == [(old, 40)]
    assert now.total.value == then.total.value == 40
    whole = board(province, **june)
    assert whole.total.value == board(province, **june, cach=asking.AS_WAS).total.value == 100


def test_shares_of_a_part_of_the_province_are_sum_over_sum(usual, formers, province):
    for at, older in ((formers["36"][1], 10), (formers["35"][1], 60)):
        half("teams.heads_older", at, date(2025, 6, 15), older)
    found = board(province, "SS04", ky="thang-2025-06", **{"tinh-cu": "36"})
    assert (found.total.value, found.trend, found.beside) == (25, [], [])


def test_a_commune_is_read_by_its_teams(month, admin, held, y_yen, team):
    give("SS02", month, (team, 20), by=admin)
    found = board(y_yen)
    [row] = found.rows
    assert (row.place, row.value, row.standing.target.value) == (team, 14, 20)
    assert found.total.value == 14
    # Different people are counted of communes, not of teams.
    assert board(y_yen, "SS03").rows[0].value is None


def test_population_of_several_days_is_that_of_each(province, y_yen, hai_hau, village):
    other = make_village("Thôn Trung", commune=y_yen)
    days = [date(2026, 1, 31), date(2026, 6, 30), date(2026, 11, 30)]
    for unit, number, day in (
        (village, 30, days[0]),
        (other, 12, days[1]),
        (hai_hau, 50, days[1]),
        (hai_hau, 55, days[2]),
        (y_yen, 99, days[2]),
    ):
        Population.objects.create(
            unit=unit, group="adults", count=number, as_of=day, source="Công an"
        )
    units = (province, y_yen, hai_hau, village)
    found = populations.counts_on([one.pk for one in units], ["adults"], days=days)
    for day in days:
        for unit in units:
            known = populations.of(unit, "adults", on=day)
            assert found.get((day, unit.pk, "adults")) == (known and known.count), (unit, day)


@pytest.mark.parametrize("code", ["SS02", "SS04", "TM02", "OC01", "SS03", "LR04", "EX03"])
def test_a_board_of_129_costs_what_one_of_five_does(
    month, admin, province, code, django_assert_max_num_queries
):
    def more(number):
        communes = [
            make_commune(f"Xã Thử {n}", province=province, code=f"2{number:03}{n:03}")
            for n in range(number)
        ]
        give(code, month, *((one, 10) for one in communes), by=admin)
        Population.objects.bulk_create(
            Population(
                unit=one, group="adults", count=1000, as_of=date(2024, 6, 30), source="Công an"
            )
            for one in communes
        )
        if code in {"LR04", "EX03"}:
            tell(code, month, admin, *((one, 30, None) for one in communes))
        return ask(province, code)

    there = Unit.objects.filter(level="commune", valid_to=None).count()
    few = more(5 - there)
    with django_assert_max_num_queries(14) as cost:
        assert len(reading.board(few, today=clock.today()).rows) == 5
    many = more(124)
    with django_assert_max_num_queries(len(cost)):
        assert len(reading.board(many, today=clock.today()).rows) == 129
