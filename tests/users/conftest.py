"""Phones and computers that knock at the door."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from lms.common import clock
from lms.notifications.models import Message
from lms.users.sealing import unseal
from lms.users.services import people

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
