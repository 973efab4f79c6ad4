"""What is asked of many at once is what each is told alone, however it is asked."""

from datetime import timedelta

import pytest

from lms.common import clock
from lms.dashboards.models import HalfMonth, Target
from lms.dashboards.services import amounts, halves
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.targets import gathering
from lms.places.models import Unit

pytestmark = pytest.mark.django_db
MEASURES = ("teams.heads", "teams.acts", "teams.acts/e_identity", "teams.acts/e_pay")
MONTHS = 14


@pytest.fixture
def spans(province):
    """Months of a year with sums of every kind of part in all communes, and half a month alone."""
    found, last = {}, halves.last_of(halves.since(clock.today()))
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE)
    rows, half = [], halves.since(last)
    for n in range(2 * MONTHS):
        found[f"half {n}"] = Span(half, halves.last_of(half))
        rows += [
            HalfMonth(measure=name, place=commune.pk, part=part, since=half, amount=7 * k + n + 1)
            for k, commune in enumerate(communes)
            for name, part in (
                ("teams.heads", "market"),
                ("teams.heads", "home"),
                ("teams.acts", "e_identity"),
                ("teams.acts", "e_pay"),
            )
        ]
        half = halves.since(half - timedelta(days=1))
    HalfMonth.objects.bulk_create(rows)
    return found | {"all": Span(rows[-1].since, last), "ever": Span(None, last)}


@pytest.mark.parametrize("wanted", [MEASURES, MEASURES[:1], MEASURES[2:3], MEASURES[1:3]])
@pytest.mark.parametrize("is_most", [True, False])
def test_every_answer_is_that_of_one_question(province, y_yen, hai_hau, spans, wanted, is_most):
    """Few months that lie apart of communes, all months of the province."""
    where = gathering.holders([Target(unit=one) for one in (province, y_yen, hai_hau)])
    apart = ("half 0", "half 2", "half 24", "all", "ever")
    asked = {(province.pk, name, span) for name in wanted for span in spans}
    asked |= {(one.pk, name, span) for one in (y_yen, hai_hau) for name in wanted for span in apart}
    most = province.pk if is_most else None
    total, places = gathering.asked(asked, spans, where, most=most)
    units = {one.pk: one for one in (province, y_yen, hai_hau)}
    for holder, name, span in asked:
        told = gathering.of_holder(total, span, name, places[holder])
        assert told == amounts.of(name, units[holder], spans[span]), (units[holder], name, span)
        assert told


def test_the_province_is_one_statement(province, y_yen, spans, django_assert_num_queries):
    where = gathering.holders([Target(unit=one) for one in (province, y_yen)])
    for count in (3, 20):
        asked = {(province.pk, "teams.heads", f"half {n}") for n in range(count)}
        with django_assert_num_queries(1):
            gathering.asked(asked, spans, where, most=province.pk)


def test_days_outside_half_months_are_asked_place_by_place(province, y_yen, spans):
    """A week has no sums of its own: whoever asks most is then asked as everybody is."""
    odd = Span(spans["half 2"].first + timedelta(days=1), clock.today() - timedelta(days=1))
    where = gathering.holders([Target(unit=one) for one in (province, y_yen)])
    asked = {(province.pk, "teams.heads", "odd"), (y_yen.pk, "teams.heads", "odd")}
    total, places = gathering.asked(asked, {"odd": odd}, where, most=province.pk)
    for unit in (province, y_yen):
        told = gathering.of_holder(total, "odd", "teams.heads", places[unit.pk])
        assert told == amounts.of("teams.heads", unit, odd) > 0
