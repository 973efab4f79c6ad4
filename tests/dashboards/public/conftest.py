"""A province with communes, a month that is over for long enough, and what came to what there."""

from datetime import datetime

import pytest

from lms.common import clock
from lms.dashboards.models import HalfMonth
from lms.dashboards.services.public import taking
from tests.factories import make_commune

NOW = datetime(2026, 12, 1, 3, tzinfo=clock.VIETNAM)
MEASURES = {"SS01": "teams.sessions", "SS02": "teams.heads", "OC01": "teams.acts"}
PARTS = {"OC01": "e_identity"}


def put(code, place, first, amount):
    """What an indicator came to in a commune and month, as if folded."""
    if amount:
        HalfMonth.objects.create(
            measure=MEASURES[code],
            place=place.pk,
            part=PARTS.get(code, ""),
            since=first,
            amount=amount,
        )


def take():
    for month in taking.settled(today=clock.today()):
        taking.take(month, now=clock.now())


@pytest.fixture
def today(time_machine):
    time_machine.move_to(NOW, tick=False)
    return NOW.date()


@pytest.fixture
def five(province, usual):
    names = ("An Bình", "Ba Sao", "Cẩm Lý", "Đông Hải", "Ea Sơn")
    return [
        make_commune(f"Xã {name}", province=province, code=f"7{n:04}")
        for n, name in enumerate(names)
    ]
