"""A target is given while its period is being closed: one waits for the other."""

import pytest
from django.db import OperationalError, transaction

from lms.common import clock
from lms.dashboards.models import ReportingPeriod
from lms.dashboards.services import catalogue
from lms.dashboards.services.targets import giving, reporting
from lms.dashboards.services.targets.giving import PeriodShut
from lms.users.services import grants
from tests.dashboards.aims import open_year
from tests.dashboards.test_given_at_once import at_once
from tests.factories import make_province
from tests.people import make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def by(transactional_db):
    person = make_person("Lê Hồng Sơn")
    grants.grant(person, "province_admin", unit=make_province(), by=None)
    catalogue.ensure_usual()
    open_year(by=person)
    return person


def test_whoever_closes_waits_and_whoever_gives_does_not(by):
    period = ReportingPeriod.objects.filter(kind="month").first()

    def gives():
        with transaction.atomic():
            giving.check_running(period)
        return "gave"

    def closes():
        with transaction.atomic():
            rows = ReportingPeriod.objects.select_for_update(no_key=True, nowait=True)
            return rows.get(pk=period.pk)

    with transaction.atomic():
        giving.check_running(period)
        [other] = at_once(gives)
        [closing] = at_once(closes)
    assert other == "gave"
    assert isinstance(closing, OperationalError)
    assert reporting.close(period, by=by, now=clock.now())
    with pytest.raises(PeriodShut), transaction.atomic():
        giving.check_running(period)
