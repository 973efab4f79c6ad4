"""Periods and targets for tests, given through the services."""

from datetime import date
from decimal import Decimal

import pytest

from lms.common import clock
from lms.dashboards.models import Indicator
from lms.dashboards.services import catalogue
from lms.dashboards.services.targets import calendar, giving, reporting
from lms.dashboards.services.targets.giving import Given, Paper
from lms.users.services import grants
from tests.people import make_person
from tests.teams.conftest import again

PAPER = Paper("125/KH-UBND", date(2026, 1, 15), "Mục II.3")


def open_year(year=None, *, by=None, **options):
    days = calendar.of_year(year or clock.today().year, **options)
    return reporting.open_periods(days, by=by, now=clock.now())


def this_month(*, by=None):
    open_year(by=by)
    return reporting.current("month", on=clock.today())


def indicator(code):
    return Indicator.objects.current().get(code=code)


def give(code, period, *pairs, by, parent=None, paper=PAPER):
    given = [Given(holder, Decimal(value)) for holder, value in pairs]
    return giving.assign(
        indicator(code), period, given, paper=paper, by=by, now=clock.now(), parent=parent
    )


@pytest.fixture(scope="module")
def standing_son(standing):
    return standing(_son)


@pytest.fixture(scope="module")
def standing_admin(standing, standing_son, standing_province):
    return standing(lambda: _administers(standing_son, standing_province))


@pytest.fixture(scope="module")
def standing_usual(standing):
    return standing(catalogue.ensure_usual)


@pytest.fixture
def son(standing_son, db):
    return again(standing_son) or _son()


@pytest.fixture
def admin(standing_admin, son, province):
    return son if standing_admin else _administers(son, province)


def _son():
    return make_person("Lê Hồng Sơn", email="son@demo.test", password="mat-khau-cua-son")


def _administers(son, province):
    grants.grant(son, "province_admin", unit=province, by=None)
    return son


@pytest.fixture
def manager(bich, y_yen):
    grants.grant(bich, "commune_manager", unit=y_yen, by=None)
    return bich


@pytest.fixture
def usual(standing_usual, db):
    """Every indicator of the usual catalogue by its code."""
    if not standing_usual:
        catalogue.ensure_usual()
    return {one.code: one for one in Indicator.objects.current()}


@pytest.fixture
def month(usual, admin):
    """The month of today, opened with its year."""
    return this_month(by=admin)
