"""Targets of the demo province: one that is broken down, taken on, disputed, and behind."""

from datetime import date
from decimal import Decimal

from lms.common import clock
from lms.dashboards.models import Indicator, ReportingPeriod, Target
from lms.dashboards.services.targets import answering, breaking, calendar, giving, reporting
from lms.dashboards.services.targets.giving import Given, Holder, Paper
from lms.home.starting import people
from lms.places.models import Unit
from lms.users.models import User
from teams.models import Team

PAPER = "125/KH-UBND"
MONTH = (("SS01", 800), ("SS02", 12000), ("OC02", 3600))
"""What the whole province is to reach this month."""
BEFORE = (("SS01", 387), ("SS02", 7740), ("OC02", 1290))
"""What it was to reach in each of the months before."""
MONTHS_BEFORE = 2
TEAM = {"SS01": 4, "SS02": 60, "OC02": 20}
"""What the team of the demo is given of it."""


def make() -> None:
    """Open the year, give the province's targets, break them down to communes and one team."""
    by = User.objects.get(email=people.ADMIN.email)
    manager = User.objects.get(email=people.MANAGER.email)
    now, today = clock.now(), clock.today()
    # Two months that are over are reported about.
    for year in range(today.year - (today.month < 3), today.year + 2):
        reporting.open_periods(calendar.of_year(year), by=by, now=now)
    period = reporting.current(ReportingPeriod.Kind.MONTH, on=today)
    province = Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(today).get()
    commune = Unit.objects.valid_on(today).get(code=people.COMMUNE_CODE, level="commune")
    leader = User.objects.get(login_phones__number=people.LEADER_PHONE)
    team = Team.objects.get(memberships__person=leader)
    paper = Paper(PAPER, min(date(today.year, 1, 15), today), "Mục II.3")
    if period is None:
        return
    for code, value in MONTH:
        indicator = Indicator.objects.current().get(code=code)
        given = [Given(province, Decimal(value))]
        [whole] = giving.assign(indicator, period, given, paper=paper, by=by, now=now)
        _break_down(whole, paper, by=by)
        part = Target.objects.get(parent=whole, unit=commune)
        answering.accept(part, by=manager, now=now)
        _give(part, team, TEAM[code], paper, by=manager)
    _give_before(period, province, paper, by=by)
    hard = Target.objects.get(unit=commune, indicator__code="OC02", period=period)
    answering.dispute(
        hard, "Xã đang thiếu máy tính ở bộ phận một cửa, xin giảm một phần ba.", by=manager, now=now
    )


def _give_before(period: ReportingPeriod, province: Unit, paper: Paper, *, by: User) -> None:
    """The months that are over, so that there is something to look back on."""
    months = ReportingPeriod.objects.filter(kind=period.kind, last_on__lt=period.first_on)
    for month in months.order_by("-last_on")[:MONTHS_BEFORE]:
        for code, value in BEFORE:
            indicator = Indicator.objects.current().get(code=code)
            given = [Given(province, Decimal(value))]
            [whole] = giving.assign(indicator, month, given, paper=paper, by=by, now=clock.now())
            _break_down(whole, paper, by=by)


def _break_down(whole: Target, paper: Paper, *, by: User) -> None:
    found = breaking.below(whole)
    values = breaking.propose(whole, found, breaking.EVENLY)
    breaking.break_down(whole, values, paper=paper, seen=found.token, by=by, now=clock.now())


def _give(part: Target, team: Holder, value: int, paper: Paper, *, by: User) -> None:
    breaking.break_down(
        part,
        {team.pk: Decimal(value)},
        paper=paper,
        reason="Giao trước cho tổ đã tập huấn, các tổ khác giao sau.",
        seen="",
        by=by,
        now=clock.now(),
    )
