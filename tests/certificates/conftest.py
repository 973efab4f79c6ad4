"""An issuing agency, its officer, and a learner who has finished a course."""

from datetime import timedelta
from decimal import Decimal

import pytest

from courses.models import Enrolment
from lms.common import clock
from lms.users.services import grants
from tests.certificates.issuers import make_issuer
from tests.courses.editions import make_edition
from tests.factories import make_agency, make_commune, make_province
from tests.people import make_person


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
    return make_issuer(department, phone="02293000000")


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
