"""Phones and computers that knock at the door."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from lms.common import clock, text
from lms.notifications.models import Message
from lms.places.models import Unit
from lms.users.models import RoleGrant
from lms.users.sealing import unseal
from lms.users.services import grants, people
from tests.factories import make_agency, make_province
from tests.users.rosters import manager_of

NUMBER = "+84912345678"
SHOWN = "0912 345 678"


def last_code(number=NUMBER):
    """The digits of the newest message to this number."""
    message = Message.objects.filter(channel="sms", address=number).latest("created_at")
    return re.search(r"\d{6}", message.body)[0]


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def ask(client, number=SHOWN, **more):
    return client.post("/dang-nhap/", {"number": number, **more})


def type_in(client, code):
    return client.post("/dang-nhap/ma/", {"code": code})


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def factor_code(person):
    """What the app of this person shows now."""
    import time

    factor = Authenticator.objects.get(user=person, type="totp")
    return format_hotp_value(hotp_value(unseal(factor.data["secret"]), int(time.time()) // 30))


@pytest.fixture
def phone():
    """A browser on a phone of its own: `phone()`."""
    return Client


@pytest.fixture
def hoa_with_phone(hoa):
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    return hoa


@pytest.fixture
def with_factor():
    """`with_factor(person)` has an app with codes."""

    def enrol(person):
        TOTP.activate(person, generate_totp_secret())
        cache.clear()
        return person

    return enrol


@pytest.fixture
def department(db):
    """Sở Y tế with an office and a sister office below it, and another department."""
    return make_agency("Sở Y tế", "SYT", make_province())


@pytest.fixture
def office(department):
    return make_agency("Phòng Nghiệp vụ", "SYT.NV", department.unit, department)


@pytest.fixture
def sister(department):
    return make_agency("Văn phòng Sở", "SYT.VP", department.unit, department)


@pytest.fixture
def stranger_agency(department):
    return make_agency("Sở Xây dựng", "SXD", department.unit)


@pytest.fixture
def manager(department):
    return manager_of(department)


@pytest.fixture
def officer(bich):
    """Bích issues certificates, for which a second factor is asked."""
    grants.grant(bich, RoleGrant.Role.CERTIFICATE_OFFICER, scope=("authority", "1"), by=None)
    return bich


@pytest.fixture
def hoa_at_home(client, hoa_with_phone):
    """Hoa, signed in by a code a moment ago."""
    return _enter(client, hoa_with_phone)


def _enter(client, person):
    ask(client)
    type_in(client, last_code())
    client.post("/dang-nhap/ai/", {"person": person.public_id})
    assert signed_in_as(client) == str(person.pk)
    return person


@pytest.fixture
def communes(db):
    province = _unit("Tỉnh Ninh Bình", "37/", None, "province", "province")
    commune = _unit("Xã Ý Yên", "37/01/", province, "commune", "commune")
    village = _unit("Thôn Trung", "37/01/05/", commune, "village", "village")
    return province, commune, village


def _unit(name, path, parent, level, kind):
    return Unit.objects.create(
        level=level,
        kind=kind,
        code=path.strip("/").rpartition("/")[2],
        name=name,
        name_fold=text.fold(name),
        sort_key=text.sort_key(name),
        parent=parent,
        path=path,
    )
