"""Committees of a province and a commune, who sits on them and who works for them."""

import pytest

from lms.common import clock
from lms.dashboards.services.targets import calendar, reporting
from lms.users.services import grants
from tests.dashboards.aims import (  # noqa: F401  fixtures
    admin,
    son,
    standing_admin,
    standing_son,
    standing_usual,
    usual,
)
from tests.people import make_person
from tests.teams.conftest import (  # noqa: F401  fixtures
    communes,
    hai_hau,
    lan,
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


@pytest.fixture
def vinh(province):  # noqa: F811
    """Sits on the committee of the province."""
    person = make_person("Tô Quang Vinh", email="vinh@demo.test", password="mat-khau-cua-vinh")
    grants.grant(person, "steering_member", unit=province, by=None)
    return person


@pytest.fixture
def kieu(y_yen):  # noqa: F811
    """Sits on the committee of Xã Ý Yên."""
    person = make_person("Kiều Văn Sơn", email="kieu@demo.test", password="mat-khau-cua-kieu")
    grants.grant(person, "steering_member", unit=y_yen, by=None)
    return person


@pytest.fixture
def lien(y_yen):  # noqa: F811
    """Manages Xã Ý Yên."""
    person = make_person("Tạ Thị Liên", email="lien@demo.test", password="mat-khau-cua-lien")
    grants.grant(person, "commune_manager", unit=y_yen, by=None)
    return person


@pytest.fixture
def stretch(usual, admin):  # noqa: F811
    """A period that began a year ago or more, so that what has nothing is behind on any day."""
    year = clock.today().year
    days = [calendar.of_years(year - 1, year)]
    [opened] = reporting.open_periods(days, by=admin, now=clock.now())
    return opened
