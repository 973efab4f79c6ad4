"""A commune that owes reports for this month and the last, and who writes and decides them."""

import subprocess

import pytest

from lms.common import clock
from lms.dashboards.models import ReportingPeriod
from lms.reports.models import ReportRound
from lms.reports.services import rounds
from lms.users.services import grants
from tests.dashboards.aims import open_year
from tests.dashboards.conftest import (  # noqa: F401  fixtures
    admin,
    communes,
    fold,
    hai_hau,
    lan,
    manager,
    other_team,
    province,
    son,
    standing_admin,
    standing_communes,
    standing_lan,
    standing_province,
    standing_son,
    standing_team,
    standing_topics,
    standing_usual,
    standing_village,
    team,
    topics,
    usual,
    village,
    y_yen,
)
from tests.people import make_person


@pytest.fixture
def month(usual, admin):  # noqa: F811
    """This month, with every period of its year."""
    rounds.ensure_usual()
    open_year(by=admin)
    if clock.today().month == 1:
        open_year(clock.today().year - 1, by=admin)
    rows = ReportingPeriod.objects.filter(kind="month", first_on__lte=clock.today())
    return rows.get(last_on__gte=clock.today())


@pytest.fixture
def this_round(month):
    """The round of this month's report: everybody still has time."""
    rounds.open_due(now=clock.now())
    return ReportRound.objects.select_related("form", "period").get(period=month)


@pytest.fixture
def viewer(province):  # noqa: F811
    person = make_person("Ngô Thị Hạnh", email="hanh@demo.test", password="mat-khau-cua-hanh")
    grants.grant(person, "province_viewer", unit=province, by=None)
    return person


@pytest.fixture
def second_manager(y_yen):  # noqa: F811
    person = make_person("Tạ Văn Quý", email="quy@demo.test", password="mat-khau-cua-quy")
    grants.grant(person, "commune_manager", unit=y_yen, by=None)
    return person


def read_pdf(content, tmp_path, *options):
    """What another program reads of a PDF, on one line."""
    file = tmp_path / "bao-cao.pdf"
    file.write_bytes(content)
    told = subprocess.run(
        ["pdftotext", *options, file, "-"], capture_output=True, text=True, check=True
    )
    return " ".join(told.stdout.split())


@pytest.fixture
def other_manager(hai_hau):  # noqa: F811
    person = make_person("Hoàng Văn Sáng", email="sang@demo.test", password="mat-khau-cua-sang")
    grants.grant(person, "commune_manager", unit=hai_hau, by=None)
    return person
