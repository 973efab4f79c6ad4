"""People to try the product with: in embedded mode only, each with secrets of this data folder."""

import secrets
import time
from dataclasses import dataclass

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from lms.common import clock
from lms.places.models import Unit
from lms.users.models import LoginPhone, PhoneCode, User
from lms.users.services import codes, people

_SOUNDS = "ba be bo ca co cu da de do ga go ha he ho la le lo ma me mo na no ra ro sa so ta to"


class NotDemo(Exception):
    """Asked for the secrets of somebody real, or outside embedded mode."""


class NothingSent(Exception):
    """No code that is still good was sent to this number."""


@dataclass(frozen=True)
class StaffAccount:
    """A demo person with the password nobody can read back later."""

    person: User
    password: str


@dataclass(frozen=True)
class DemoCode:
    """Six digits and for how many seconds they are good."""

    digits: str
    seconds: int


def make_staff(full_name: str, *, email: str, home_unit: Unit | None = None) -> StaffAccount:
    """A person with a random password and a second factor; again gives a new password."""
    _only_embedded()
    password = _password()
    with transaction.atomic():
        person = User.objects.filter(email=email, is_demo=True).first()
        if person is None:
            person = User.objects.create_user(
                full_name, email=email, is_demo=True, home_unit=home_unit
            )
            TOTP.activate(person, generate_totp_secret())
        person.set_password(password)
        person.save(update_fields=["password"])
    return StaffAccount(person, password)


def make_resident(full_name: str, *, number: str, home_unit: Unit | None = None) -> User:
    """A person who signs in by phone; the same number and name give the same person."""
    _only_embedded()
    with transaction.atomic():
        for person in User.objects.filter(login_phones__number=number, is_demo=True):
            if person.full_name == full_name:
                return person
        person = User.objects.create_user(full_name, is_demo=True, home_unit=home_unit)
        people.attach_phone(person, number, verified_at=clock.now(), by=None)
    return person


def staff_code(email: str) -> DemoCode:
    """What the person's authenticator app would show now; raises NotDemo."""
    _only_embedded()
    person = User.objects.filter(email=email.lower(), is_demo=True, is_active=True).first()
    factor = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if person is None or factor is None:
        raise NotDemo
    now = int(time.time())
    secret = decrypt(factor.data["secret"])
    digits = format_hotp_value(hotp_value(secret, now // mfa.TOTP_PERIOD))
    return DemoCode(digits, mfa.TOTP_PERIOD - now % mfa.TOTP_PERIOD)


def phone_code(number: str) -> DemoCode:
    """The last code sent to a number that serves demo people only; may raise NothingSent."""
    _only_embedded()
    owners = LoginPhone.objects.filter(number=number)
    if not owners.exists() or owners.filter(person__is_demo=False).exists():
        raise NotDemo
    now = clock.now()
    sent = PhoneCode.objects.filter(number=number, used_at=None, expires_at__gt=now)
    code = sent.order_by("-created_at").first()
    if code is None:
        raise NothingSent
    return DemoCode(codes.digits_of(code), int((code.expires_at - now).total_seconds()))


def close_accounts() -> int:
    """Put every demo person out of use, so that a database can go to production."""
    with transaction.atomic():
        found = User.objects.filter(is_demo=True, is_active=True)
        LoginPhone.objects.filter(person__is_demo=True).delete()
        Authenticator.objects.filter(user__is_demo=True).delete()
        return found.update(is_active=False, password=make_password(None))


def _password() -> str:
    """Four spoken words and a number, some 45 bits, for typing from a screen."""
    sounds = _SOUNDS.split()
    words = ["".join(secrets.choice(sounds) for _ in range(2)) for _ in range(4)]
    return "-".join([*words, str(secrets.randbelow(90) + 10)])


def _only_embedded() -> None:
    if not settings.EMBEDDED:
        raise NotDemo
