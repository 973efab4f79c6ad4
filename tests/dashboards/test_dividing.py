"""A figure is divided by kinds of venue or by procedures, and its parts make the whole."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lms.common import clock
from lms.dashboards.models import DataImport, GivenFigure
from lms.dashboards.services import dividing, figures, naming
from lms.places.models import Unit, UnitLineage
from teams.models import VenueKind
from teams.services import reviewing
from tests.dashboards.conftest import fold
from tests.people import sign_in
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def span():
    return naming.month_of(clock.today()).span


def told(part="", above=0, below=0, **row):
    month = naming.month_of(clock.today()).span
    batch, _made = DataImport.objects.get_or_create(
        kind="figures", source="Cổng", as_of=clock.today(), first_on=month.first,
        last_on=month.last, uploaded_by=row.pop("by"),
    )  # fmt: skip
    return GivenFigure.objects.create(
        part=part, numerator=above, denominator=below, first_on=month.first, last_on=month.last,
        source="Cổng", as_of=clock.today(), batch=batch, **row,
    )  # fmt: skip


def parts(indicator, unit, span):
    whole = figures.figure(indicator, unit, span)
    return [(one.name, one.above, one.below) for one in dividing.parts(indicator, unit, whole)]


def confirmed(lan, team, reviewer, **said):
    session = send(lan, team, **said).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())


def test_sessions_are_divided_by_kinds_of_venue(lan, team, reviewer, usual, y_yen, span):
    VenueKind.objects.get_or_create(code="cultural_house", defaults={"name": "Nhà văn hóa"})
    confirmed(lan, team, reviewer, venue_kind="cultural_house")
    confirmed(
        lan, team, reviewer, heads=5, female=2, older=1, first_time=0, acts={}, venue_kind=None
    )
    fold()
    name = VenueKind.objects.get(code="cultural_house").name
    assert parts(usual["SS02"], y_yen, span) == [(name, 14, None), ("Chưa ghi rõ", 5, None)]
    assert parts(usual["OC01"], y_yen, span) == []


def test_where_nobody_said_the_kind_nothing_is_divided(lan, team, reviewer, usual, y_yen, span):
    confirmed(lan, team, reviewer, venue_kind=None)
    fold()
    assert parts(usual["SS02"], y_yen, span) == []


def test_procedures_of_communes_make_the_provinces(usual, admin, province, y_yen, hai_hau, span):
    asked = usual["EX01"]
    for unit, part, above, below in (
        (y_yen, "Đăng ký khai sinh", 8, 10),
        (y_yen, "Đăng ký kết hôn", 1, 2),
        (hai_hau, "Đăng ký khai sinh", 4, 10),
    ):
        told(part, above, below, indicator=asked, unit=unit, by=admin)
    assert parts(asked, province, span) == [
        ("Đăng ký khai sinh", 12, 20),
        ("Đăng ký kết hôn", 1, 2),
    ]
    whole = figures.figure(asked, province, span)
    [births, _weddings] = dividing.parts(asked, province, whole)
    assert (whole.value, births.value) == (Decimal("59.1"), Decimal("60.0"))


def test_what_a_commune_took_over_is_not_counted_beside_what_it_told(
    usual, admin, province, y_yen, hai_hau, span
):
    asked = usual["EX01"]
    UnitLineage.objects.create(earlier=hai_hau, later=y_yen)
    for unit, above in ((y_yen, 8), (hai_hau, 4)):
        told("Đăng ký khai sinh", above, 10, indicator=asked, unit=unit, by=admin)
    births = "Đăng ký khai sinh"
    # Taken over after the period, each counts for itself.
    assert parts(asked, province, span) == [(births, 12, 20)]
    Unit.objects.filter(pk=hai_hau.pk).update(valid_to=span.first)
    assert parts(asked, province, span) == [(births, 8, 10)]
    assert parts(asked, y_yen, span) == [(births, 8, 10)]
    GivenFigure.objects.filter(unit=y_yen).delete()
    assert parts(asked, y_yen, span) == [(births, 4, 10)]


def test_what_a_whole_has_more_than_its_parts_stands_as_one(usual, admin, y_yen, span):
    asked = usual["EX01"]
    told("", 10, 15, indicator=asked, unit=y_yen, by=admin)
    told("Đăng ký khai sinh", 8, 10, indicator=asked, unit=y_yen, by=admin)
    assert parts(asked, y_yen, span) == [("Đăng ký khai sinh", 8, 10), ("Chưa ghi rõ", 2, 5)]


def test_the_page_says_parts_how_it_is_counted_and_what_was_said_before(
    client, usual, admin, y_yen
):
    asked = usual["EX01"]
    first = told("", 5, 20, indicator=asked, unit=y_yen, by=admin)
    GivenFigure.objects.filter(pk=first.pk).update(withdrawn_at=clock.now() - timedelta(hours=1))
    told("", 10, 20, indicator=asked, unit=y_yen, by=admin)
    told("Đăng ký khai sinh", 8, 10, indicator=asked, unit=y_yen, by=admin)
    sign_in(client, admin)
    address = f"/so-lieu/chi-so/EX01/?don-vi={y_yen.pk}&ky={naming.month_of(clock.today()).key}"
    page = client.get(address).text
    for words in ("Chia theo thủ tục hành chính", "Đăng ký khai sinh", "Đã thay", asked.how):
        assert words in page
    assert page.index("10 / 20") < page.index("5 / 20")
    assert client.get("/so-lieu/chi-so/EX01/?don-vi=la").status_code == 404
    assert client.get("/so-lieu/chi-so/KHONG/").status_code == 404


def test_the_page_costs_the_same_however_many_parts(
    client, usual, admin, y_yen, django_assert_max_num_queries
):
    sign_in(client, admin)
    address = f"/so-lieu/chi-so/EX01/?don-vi={y_yen.pk}&ky={naming.month_of(clock.today()).key}"
    client.get(address)
    for number in range(12):
        told(f"Thủ tục {number}", 1, 2, indicator=usual["EX01"], unit=y_yen, by=admin)
    with django_assert_max_num_queries(22):
        assert "Thủ tục 11" in client.get(address).text
