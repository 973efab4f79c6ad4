"""A commune with a village and a team, and how figures are folded and held against the rows."""

import pytest
from django.db.models import F

from lms.common import clock
from lms.common.measures import sources
from lms.dashboards.models import Fact, HalfMonth, PeriodMark
from lms.dashboards.services import folding, periods, recounting
from tests.dashboards.aims import (  # noqa: F401  fixtures
    admin,
    manager,
    month,
    son,
    standing_admin,
    standing_son,
    standing_usual,
    usual,
)
from tests.dashboards.bringing import bring  # noqa: F401  fixture
from tests.teams.conftest import (  # noqa: F401  fixtures
    communes,
    hai_hau,
    lan,
    other_reviewer,
    other_team,
    province,
    reviewer,
    standing_communes,
    standing_lan,
    standing_province,
    standing_team,
    standing_topics,
    standing_village,
    team,
    topics,
    village,
    y_yen,
)


def fold():
    """Fold till nothing waits; how many lines that took."""
    total = 0
    while taken := folding.fold(now=clock.now()):
        total += taken
    return total


def count():
    """Fold, then count what is counted once of the periods of today."""
    fold()
    today = clock.today()
    for mark in PeriodMark.objects.filter(
        first_on__lte=today, last_on__gte=today, counted_count__lt=F("touched_count")
    ):
        periods.count(mark, now=clock.now())


def total(measure, *, part=None, place=None):
    """The sum of a measure over all days."""
    rows = Fact.objects.filter(measure=measure)
    rows = rows if part is None else rows.filter(part=part)
    rows = rows if place is None else rows.filter(place=place.pk)
    return sum(rows.values_list("amount", flat=True))


def halves(measure, place):
    rows = HalfMonth.objects.filter(measure=measure, place=place.pk)
    return sum(rows.values_list("amount", flat=True))


def differences():
    """What is folded otherwise than the rows say; empty once everything is folded."""
    days = recounting.days()
    return [
        (source.name, day, folding.compare(source, day, None))
        for source in sources()
        for day in days
        if folding.compare(source, day, None)
    ] + [("", day) for name, day in recounting.suspects(days) if not name]


@pytest.fixture
def folded(db):
    fold()
    return fold
