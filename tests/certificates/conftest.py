"""An issuing agency, its officer, and a learner who has finished a course."""

from datetime import timedelta
from decimal import Decimal

import pytest

from certificates.models import Issuer
from courses.models import Enrolment
from lms.common import clock
from lms.users.models import Agency
from lms.users.services import grants
from tests.courses.editions import make_edition
from tests.factories import make_commune, make_province
from tests.people import make_person


def make_agency(name, code, unit, parent=None):
    agency = Agency(code=code, kind="department", unit=unit, parent=parent)
    agency.rename(name)
    agency.path = f"{parent.path if parent else ''}{agency.pk.hex}/"
    agency.save()
    return agency


@pytest.fixture
def province(db):
    return make_province()


@pytest.fixture
def commune(province):
    return make_commune("Xã Ý Yên", province=province)


@pytest.fixture
def department(province):
    return make_agency("Sở Khoa học và Công nghệ", "SKHCN", province)


@pytest.fixture
def issuer(department):
    return Issuer.objects.create(
        agency=department,
        superior_name="UBND tỉnh Ninh Bình",
        name="Sở Khoa học và Công nghệ",
        place="Ninh Bình",
        series="GCN-KNS",
        signatory_title="Giám đốc",
        signatory_name="Trần Văn Minh",
        phone="02293000000",
        is_default=True,
    )


@pytest.fixture
def officer(department):
    person = make_person("Ngô Thị Thu", email="thu@demo.test", password="mat-khau-cua-thu")
    grants.grant(person, "certificate_officer", agency=department, by=None)
    return person


@pytest.fixture
def other_officer(province):
    agency = make_agency("Sở Y tế", "SYT", province)
    person = make_person("Hà Văn Lâm", email="lam@demo.test", password="mat-khau-cua-lam")
    grants.grant(person, "certificate_officer", agency=agency, by=None)
    return person


@pytest.fixture
def edition(db):
    return make_edition()


def finish(learner, edition, *, mark="9.00"):
    """An enrolment of `learner` that is completed."""
    now = clock.now()
    return Enrolment.objects.create(
        learner=learner,
        course=edition.course,
        edition=edition,
        started_at=now - timedelta(hours=1),
        completed_at=now,
        completed_edition=edition,
        completed_rule=edition.rule,
        completed_mark=Decimal(mark),
    )


@pytest.fixture
def finished(hoa, commune, edition):
    hoa.home_unit = commune
    hoa.save()
    return finish(hoa, edition)
