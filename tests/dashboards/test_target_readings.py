"""What is there of a target is what the figures say, for a whole list in as many queries as for
one."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lms.common import clock
from lms.dashboards.models import Population, ReportingPeriod, Target
from lms.dashboards.services import figures, populations
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.targets import pace, reaching, reading
from lms.dashboards.signals import target_reached
from lms.notifications.models import Notice
from teams.services import reviewing
from tests.dashboards.aims import give, indicator, open_year
from tests.dashboards.conftest import count
from tests.factories import make_commune, make_village
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db
CODES = ("SS01", "SS02", "SS04", "OC01", "TM01", "SS03", "LR01", "SS07")


@pytest.fixture
def held(team, lan, reviewer):
    session = send(lan, team).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    return session


def standing(target):
    [found] = reading.standings([Target.objects.with_all().get(pk=target.pk)])
    return found


@pytest.mark.parametrize("starts_on", [1, 15, 10])
def test_readings_are_the_figures_of_the_period(
    usual, admin, held, province, y_yen, village, starts_on
):
    opened = open_year(starts_on=starts_on) + open_year(clock.today().year + 1, starts_on=starts_on)
    count()
    today = clock.today()
    period = next(
        one for one in opened if one.kind == "month" and one.first_on <= today <= one.last_on
    )
    for code in CODES:
        one = indicator(code)
        given = give(code, period, (province, 10), (y_yen, 10), (village, 10), by=admin)
        for target in given:
            place = target.unit
            span = Span(period.first_on, period.last_on)
            told = figures.computed(one, place, span)
            found = standing(target).reading
            assert (found.numerator, found.denominator, found.value) == (
                told.numerator,
                told.denominator,
                told.value,
            ), (code, place)


def test_a_team_has_what_it_did_itself(month, admin, held, team, other_team):
    count()
    mine, other = give("SS02", month, (team, 20), (other_team, 20), by=admin)
    assert standing(mine).reading.value == 14
    assert standing(other).reading.value == 0
    assert standing(mine).pace.missing == 6


def test_what_others_count_is_not_known_here(month, admin, y_yen):
    [target] = give("LR04", month, (y_yen, 50), by=admin)
    assert standing(target).pace.step == pace.Step.UNKNOWN


def test_a_forecast_goes_by_the_last_four_weeks(usual, admin, held, y_yen):
    open_year(clock.today().year + 1)
    next_ = ReportingPeriod.objects.filter(kind="year").latest("first_on")
    ReportingPeriod.objects.filter(pk=next_.pk).update(first_on=clock.today())
    next_.refresh_from_db()
    count()
    [target] = give("SS02", next_, (y_yen, 1000), by=admin)
    found = standing(target)
    days = (clock.today() - found.reading.lately_since).days + 1
    assert 28 <= days <= 44
    left = (next_.last_on - clock.today()).days
    assert found.reading.forecast == int(14 + Decimal(14) * left / days)


def test_many_targets_cost_what_few_do(month, admin, province, held, django_assert_max_num_queries):
    def ask(number):
        communes = [
            make_commune(f"Xã Thử {n}", province=province, code=f"2{number}{n:03}")
            for n in range(number)
        ]
        made = [
            target
            for code in CODES
            for target in give(code, month, *((one, 10) for one in communes), by=admin)
        ]
        return list(Target.objects.with_all().filter(pk__in=[one.pk for one in made]))

    count()
    few, many = ask(5), ask(24)
    assert len(many) == 24 * len(CODES)
    with django_assert_max_num_queries(8) as cost:
        reading.standings(few)
    with django_assert_max_num_queries(len(cost)):
        reading.standings(many)


def test_population_of_many_is_that_of_each(province, y_yen, hai_hau, village):
    other = make_village("Thôn Trung", commune=y_yen)
    for unit, number in ((village, 30), (other, 12), (hai_hau, 50)):
        Population.objects.create(
            unit=unit, group="adults", count=number, as_of=clock.today(), source="Công an"
        )
    units = (province, y_yen, hai_hau, village)
    found = populations.counts([one.pk for one in units], ["adults", "older"], on=clock.today())
    for unit in units:
        known = populations.of(unit, "adults", on=clock.today())
        assert found.get((unit.pk, "adults")) == (known and known.count), unit


def test_that_a_target_is_reached_is_told_once(month, admin, manager, held, y_yen):
    count()
    easy, hard = [give(code, month, (y_yen, 10), by=admin)[0] for code in ("SS02", "OC01")]
    heard = []

    def hear(sender, target_id, **kwargs):
        heard.append(target_id)

    target_reached.connect(hear)
    try:
        assert reaching.look(now=clock.now()) == 1
        assert reaching.look(now=clock.now() + reaching.REST * 2) == 0
        assert reaching.look(now=clock.now() + timedelta(days=2)) == 0
    finally:
        target_reached.disconnect(hear)
    assert heard == [easy.pk]
    assert Notice.objects.filter(key=f"target:{easy.pk}:reached", person=manager).count() == 1
    assert Target.objects.get(pk=hard.pk).reached_at is None
