"""A board opens on the newest month that says something; homes say how the last one ended."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from lms.common import clock
from lms.dashboards.models import PeriodCount, ReportingPeriod
from lms.dashboards.services.boards import asking, homes, keeping, showing
from lms.dashboards.services.targets import reporting
from lms.users.services import grants
from tests.dashboards.aims import give, open_year
from tests.dashboards.boards.conftest import half, tell
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def opened(unit, day, code="SS02", **said):
    """The first day of the month a board opens on, and of the running one it passed over."""
    asked, choices = asking.of(unit, {"chi-so": code} | said, today=day)
    assert asked.period in choices.periods
    return asked.period.first_on, asked.running and asked.running.first_on


@pytest.mark.parametrize("day", [1, 6])
def test_in_the_first_days_the_month_before_is_shown_whole(usual, province, y_yen, day):
    half("teams.heads", y_yen, NOVEMBER, 30)
    half("teams.heads", y_yen, DECEMBER, 2)
    assert opened(province, date(2026, 12, day)) == (NOVEMBER, DECEMBER)
    assert opened(y_yen, date(2026, 12, day)) == (NOVEMBER, DECEMBER)


def test_later_the_running_month_is_shown_where_it_says_something(usual, province, y_yen, hai_hau):
    half("teams.heads", y_yen, NOVEMBER, 30)
    half("teams.heads", hai_hau, OCTOBER, 30)
    half("teams.heads", y_yen, date(2026, 12, 15), 2)
    late = date(2026, 12, 20)
    assert opened(province, late) == (DECEMBER, None)
    # Of a commune by what there is of it.
    assert opened(hai_hau, late) == (OCTOBER, DECEMBER)


def test_without_any_figures_the_running_month_is_shown(usual, province):
    assert opened(province, date(2026, 12, 2)) == (DECEMBER, None)
    half_year_ago = date(2025, 3, 1)
    assert opened(province, half_year_ago) == (half_year_ago, None)


def test_the_month_that_is_asked_for_is_shown(usual, province, y_yen):
    half("teams.heads", y_yen, NOVEMBER, 30)
    day = date(2026, 12, 2)
    assert opened(province, day, ky="thang-2026-12") == (DECEMBER, None)
    assert opened(province, day, ky="thang-2026-10") == (OCTOBER, None)


def test_what_stands_there_from_day_to_day_needs_no_month_before(usual, province):
    assert opened(province, date(2026, 12, 1), "TM01") == (DECEMBER, None)


def test_what_is_counted_once_goes_by_what_was_counted(usual, province, y_yen):
    PeriodCount.objects.create(
        measure=usual["SS03"].numerator,
        place=province.pk,
        first_on=NOVEMBER,
        last_on=date(2026, 11, 30),
        amount=9,
    )
    assert opened(province, date(2026, 12, 20), "SS03") == (NOVEMBER, DECEMBER)


def test_what_others_count_opens_on_what_they_told_last(usual, admin, province, y_yen):
    october = ReportingPeriod(kind="month", first_on=OCTOBER, last_on=date(2026, 10, 31))
    tell("EX01", october, admin, (y_yen, 30, 40))
    assert opened(province, date(2026, 12, 20), "EX01") == (OCTOBER, DECEMBER)


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.fixture
def two(usual, admin):
    """The month of today, and the one after it, in which its first days are looked at."""
    year = clock.today().year
    for one in (year, year + 1):
        open_year(one, by=admin)
    now = reporting.current("month", on=clock.today())
    return now, reporting.current("month", on=now.last_on + timedelta(days=1))


def test_the_page_and_the_letter_say_which_month_and_lead_to_the_running_one(
    client, two, province, y_yen
):
    ended, running = two
    half("teams.heads", y_yen, ended.first_on, 30)
    viewer = make_person("Bùi Quang Huy", email="huy@demo.test", password="mat-khau-cua-huy")
    grants.grant(viewer, "province_viewer", unit=province, by=None)
    found = showing.find(showing.PROVINCE, "")
    with time_machine.travel(clock.midnight(running.first_on) + timedelta(days=1, hours=9)):
        sign_in(client, viewer)
        page = client.get("/bang/?chi-so=SS02").content.decode()
        shown = showing.read(found, {"chi-so": "SS02"}, today=clock.today())
    said = f"{running.name} mới bắt đầu hoặc chưa có số, nên bảng mở {ended.name.lower()}."
    assert said in words(page)
    [link] = re.findall(r'href="(\?[^"]+)">Xem tháng', page)
    assert f"ky=thang-{running.first_on:%Y-%m}" in link
    assert said in keeping._letter(shown)
    assert "30 người đến" in keeping._letter(shown)


def card(place, day, person):
    with time_machine.travel(clock.midnight(day) + timedelta(hours=9)):
        return homes.card(place, person)


def test_a_home_says_what_begins_and_how_the_last_month_ended(two, admin, manager, y_yen):
    ended, running = two
    give("SS02", ended, (y_yen, 10), by=admin)
    give("SS01", ended, (y_yen, 10), by=admin)
    give("SS02", running, (y_yen, 500), by=admin)
    half("teams.heads", y_yen, ended.first_on, 30)
    said = card(y_yen, running.first_on + timedelta(days=2), manager).words
    assert said["period"] == running
    assert [line.step for line in said["lines"]] == ["Mới bắt đầu, chưa có số"]
    assert (said["last"].reached_count, len(said["last"].standing)) == (1, 2)
    assert said["last"].query == f"ky=thang-{ended.first_on:%Y-%m}"
    later = card(y_yen, running.last_on - timedelta(days=5), manager).words
    assert later["last"] is None
    assert "mỗi ngày cần" in later["lines"][0].step


def test_before_this_months_targets_are_given_a_home_shows_the_last_ones(
    two, admin, manager, y_yen
):
    ended, running = two
    give("SS02", ended, (y_yen, 10), by=admin)
    said = card(y_yen, running.first_on, manager).words
    assert (said["period"], said["is_over"], said["last"]) == (ended, True, None)
    assert [line.step for line in said["lines"]] == ["Thiếu 10 người đến"]
    assert card(y_yen, running.last_on, manager) is None
