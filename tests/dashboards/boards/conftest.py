"""Boards of a small province: what was held, told and merged there."""

from datetime import date, timedelta

import pytest

from lms.common import clock
from lms.dashboards.models import DataImport, GivenFigure, HalfMonth
from lms.dashboards.services.boards import asking, reading
from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing, succession
from teams.services import reviewing
from tests.dashboards.aims import indicator
from tests.dashboards.conftest import count, fold
from tests.factories import make_commune, make_unit
from tests.teams.conftest import send


def ask(unit, code="SS02", **said):
    """The board of the month of today, unless another is named."""
    _province, formers = asking.provinces()
    said = {"chi-so": code, "ky": f"thang-{clock.today():%Y-%m}"} | said
    asked, _choices = asking.of(unit, said, today=clock.today(), formers=formers)
    return asked


def board(unit, code="SS02", **said):
    return reading.board(ask(unit, code, **said), today=clock.today())


def half(measure, place, since, amount):
    HalfMonth.objects.create(measure=measure, place=place.pk, since=since, amount=amount)


def tell(code, month, admin, *pairs):
    """Figures others told of places, as if by a file."""
    batch = DataImport.objects.create(
        kind="figures",
        source="Công an tỉnh",
        as_of=clock.today(),
        first_on=month.first_on,
        last_on=month.last_on,
        file_name="so.xlsx",
        file_sha256="0" * 64,
        state="applied",
        uploaded_by=admin,
        applied_at=clock.now(),
    )
    GivenFigure.objects.bulk_create(
        GivenFigure(
            indicator=indicator(code),
            unit=unit,
            first_on=month.first_on,
            last_on=month.last_on,
            numerator=above,
            denominator=below,
            as_of=batch.as_of,
            source=batch.source,
            batch=batch,
        )
        for unit, above, below in pairs
    )


@pytest.fixture
def held(team, other_team, lan, minh, reviewer, other_reviewer):
    """Fourteen people came in Ý Yên, six in Hải Hậu."""
    for person, at, decider, heads in (
        (lan, team, reviewer, 14),
        (minh, other_team, other_reviewer, 6),
    ):
        counts = {"heads": heads, "older": 3, "female": 2, "first_time": 0, "acts": {}}
        session = send(person, at, **counts).session
        assert reviewing.verify(session, by=decider, now=clock.now())
    count()


@pytest.fixture
def merged(month, held, province, y_yen, hai_hau):
    """Both communes became one tomorrow, and what was held before is theirs."""
    new = Unit(name="Xã Mới", level="commune", kind="commune", parent=province)
    closing.close_and_succeed(
        [UnitSuccession(old=old, new=new, kind="merged", main=True) for old in (y_yen, hai_hau)],
        effective_on=clock.today() + timedelta(days=1),
    )
    fold()
    return Unit.objects.get(name="Xã Mới")


@pytest.fixture
def formers(province):
    """Two former provinces with a commune each, of which the communes of today took over."""
    made = {}
    for code, name, of in (("36", "Nam Định", 40), ("35", "Hà Nam", 60)):
        past = {"valid_from": None, "valid_to": date(2025, 6, 30)}
        above = make_unit(f"Tỉnh {name}", level="province", kind="province", code=code, **past)
        old = make_unit(
            f"Xã Cũ {name}", level="commune", kind="commune", parent=above, code=f"9{code}", **past
        )
        new = make_commune(f"Xã {name}", province=province, code=f"8{code}")
        succession.record_links(
            [
                UnitSuccession(
                    old=old, new=new, kind="merged", main=True, effective_on=new.valid_from
                )
            ]
        )
        half("teams.heads", old, date(2025, 6, 15), of)
        made[code] = (above, old, new)
    return made
