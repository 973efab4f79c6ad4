"""How many live where, the periods of these years, and what communes and teams are to reach."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

from lms.dashboards.models import Indicator, Population, ReportingPeriod
from lms.dashboards.services.targets import calendar, giving, reporting
from lms.dashboards.services.targets.giving import Given, Paper
from lms.home.scale.people import Place
from lms.home.scale.sizes import Size
from lms.places.models import Unit
from lms.users.models import User
from teams.models import Team

PAPER = "125/KH-UBND"
SHARES = {"adults": 78, "older": 19, "households": 27, "pupils": 17}
"""Of a hundred residents."""
OF_COMMUNES = {"SS01": 250, "SS02": 5000, "OC01": 900}
"""What a commune is to reach in a year and a month's twelfth of it."""
OF_TEAMS = {"SS01": 4, "SS02": 80}
"""What a team is to reach in a month."""


def lay_populations(size: Size, places: list[Place], found: list[Unit]) -> int:
    """What the statistics say of each commune as of every January; how many figures."""
    living: Counter[str] = Counter()
    for place in places:
        if place.unit != place.commune:
            living[place.commune] += place.last - place.first + 1
    rows = [
        Population(
            unit=commune,
            group=group,
            count=living[commune.pk.hex] * share // 100,
            as_of=date(year, 1, 1),
            source="Niên giám thống kê",
        )
        for year in range(size.first_day.year, size.today.year + 1)
        for commune in found
        for group, share in SHARES.items()
    ]
    return len(Population.objects.bulk_create(rows, batch_size=1000))


def open_periods(size: Size, *, by: User, now: datetime) -> None:
    """Every month, quarter, half and year of these years."""
    for year in range(size.first_day.year, size.today.year + 1):
        reporting.open_periods(calendar.of_year(year), by=by, now=now)


def give_targets(size: Size, found: list[Unit], *, by: User, now: datetime) -> int:
    """Communes for the year and this month, teams for this month; how many.

    After everything is counted, for a target keeps where its holder stood before.
    """
    paper = Paper(PAPER, date(size.today.year, 1, 15), "Mục II.3")
    count = 0
    for kind, part in ((ReportingPeriod.Kind.YEAR, 1), (ReportingPeriod.Kind.MONTH, 12)):
        period = reporting.current(kind, on=size.today)
        assert period is not None, "the periods of this year are open"  # noqa: S101
        for code, value in OF_COMMUNES.items():
            given = [Given(one, Decimal(value // part)) for one in found]
            count += len(_give(code, period, given, paper, by, now))
    month = reporting.current(ReportingPeriod.Kind.MONTH, on=size.today)
    assert month is not None  # noqa: S101  as above
    teams = list(Team.objects.order_by("pk"))
    for code, value in OF_TEAMS.items():
        given = [Given(one, Decimal(value)) for one in teams]
        count += len(_give(code, month, given, paper, by, now))
    return count


def _give(  # noqa: PLR0917  what, when, to whom, by which paper
    code: str, period: ReportingPeriod, given: list[Given], paper: Paper, by: User, now: datetime
) -> list[object]:
    indicator = Indicator.objects.current().get(code=code)
    return [*giving.assign(indicator, period, given, paper=paper, by=by, now=now)]
