"""Codes sent to phones: made, limited, checked once, thrown away."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from lms.common import clock
from lms.notifications import budgets
from lms.notifications import services as notifications
from lms.users.models import PhoneCode

LIFETIME = timedelta(seconds=300)
COOLDOWN = timedelta(seconds=40)
TRIES = 3
DIGITS = 6
# Messages a day to one number: from devices that never signed in with it, and from those that did.
DAILY = {PhoneCode.Ring.OPEN: 6, PhoneCode.Ring.KNOWN: 10}
# Codes an hour from one device, for whatever numbers: a village hall shares a phone.
DEVICE_HOURLY = 30
KEPT = timedelta(days=2)
DIGIT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class CodeNotSent(Exception):
    """No message now, whoever the number belongs to."""


class TooSoon(CodeNotSent):
    """A code sent to this device for this number is a few seconds old and still good."""

    def __init__(self, code: PhoneCode) -> None:
        super().__init__("too soon")
        self.code = code


class BudgetSpent(CodeNotSent):
    """The number has had its messages of the day, or the device its codes of the hour."""


class SiteSpent(CodeNotSent):
    """Everybody's messages of the day, or those of the numbers beside this one, are used up."""


class NotCalled(CodeNotSent):
    """The code is too new, was read aloud before, or is good no more."""


@dataclass(frozen=True)
class Check:
    """What came of one try."""

    is_right: bool
    tries_left: int


@dataclass(frozen=True)
class Asker:
    """Who asks for a code: the device, and whether it once signed in with the number."""

    device: str
    is_known: bool = False


def send(number: str, *, purpose: PhoneCode.Purpose, asker: Asker, now: datetime) -> PhoneCode:
    """Send a new code to an E.164 number; raises TooSoon, BudgetSpent or SiteSpent.

    The answer depends on the number's messages and the device only, never on whose number it is.
    """
    for _ in range(DAILY[PhoneCode.Ring.KNOWN]):
        try:
            with transaction.atomic():
                code = _next_code(number, purpose=purpose, asker=asker, now=now)
                _send_message(code)
        except IntegrityError:
            # Another request took this slot of the day a moment ago: look again.
            continue
        except budgets.BudgetSpent as spent:
            raise _words_of(spent) from spent
        return code
    raise BudgetSpent


def call(code_id: str, *, now: datetime) -> None:
    """Have a code that was sent a while ago read aloud by a call, once.

    Raises NotCalled, BudgetSpent or SiteSpent.
    """
    live = PhoneCode.objects.filter(
        pk=code_id, used_at=None, expires_at__gt=now, try_count__lt=TRIES, called_at=None
    )
    with transaction.atomic():
        is_old_enough = live.filter(created_at__lte=now - COOLDOWN)
        if not notifications.may_call() or not is_old_enough.update(called_at=now):
            raise NotCalled
        code = PhoneCode.objects.get(pk=code_id)
        try:
            notifications.call(
                to=code.number,
                body=spoken(digits_of(code)),
                kind="signin_code",
                expires_at=code.expires_at,
            )
        except budgets.BudgetSpent as spent:
            raise _words_of(spent) from spent


def was_called(code_id: str) -> bool:
    """Whether the code was read aloud, so that whoever types it has heard it."""
    return PhoneCode.objects.filter(pk=code_id, called_at__isnull=False).exists()


def may_be_called(code: PhoneCode, *, now: datetime) -> bool:
    """Whether the code is one that a call may still read aloud, now or after the wait."""
    is_good = code.used_at is None and code.expires_at > now and code.try_count < TRIES
    return notifications.may_call() and is_good and code.called_at is None


def spoken(digits: str) -> str:
    """The words of a call: digit by digit, with a rest after each, twice."""
    slowly = ". ".join(DIGIT_WORDS[int(digit)] for digit in digits)
    return (
        f"Học số xin chào. Mã của bà con là: {slowly}. Xin nhắc lại: {slowly}. "
        "Đừng đọc mã cho ai. Xin chào."
    )


def _words_of(spent: budgets.BudgetSpent) -> CodeNotSent:
    return BudgetSpent() if spent.scope == budgets.Scope.NUMBER else SiteSpent()


def check(code_id: str, answer: str, *, purpose: PhoneCode.Purpose, now: datetime) -> Check:
    """Use up one try; right only once, only in time and only within three tries."""
    live = PhoneCode.objects.filter(
        pk=code_id, purpose=purpose, used_at=None, expires_at__gt=now, try_count__lt=TRIES
    )
    # The try is counted before it is looked at, so no crowd of requests gets a fourth.
    if not live.update(try_count=F("try_count") + 1):
        return Check(is_right=False, tries_left=0)
    code = PhoneCode.objects.get(pk=code_id)
    if not constant_time_compare(digits_of(code), plain_digits(answer)):
        return Check(is_right=False, tries_left=TRIES - code.try_count)
    used = PhoneCode.objects.filter(pk=code_id, used_at=None).update(used_at=now)
    return Check(is_right=bool(used), tries_left=0)


def plain_digits(answer: str) -> str:
    """The digits of an answer however it was typed: blanks, dots, full-width figures."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", answer) if sign in "0123456789")


def wait(code: PhoneCode, *, now: datetime) -> int:
    """Seconds until another code may be asked for."""
    return max(0, round((code.created_at + COOLDOWN - now).total_seconds()))


def digits_of(code: PhoneCode) -> str:
    """The six digits of a code: a keyed hash of its random id, cut as RFC 4226 cuts it."""
    value = salted_hmac("lms.users.phone-code", str(code.pk), algorithm="sha256").digest()
    return f"{int.from_bytes(value[-8:], 'big') % 10**DIGITS:0{DIGITS}}"


def count_old(*, now: datetime) -> int:
    """How many codes no limit looks at any more."""
    return PhoneCode.objects.filter(created_at__lt=now - KEPT).count()


def purge(*, now: datetime) -> int:
    """Forget those codes, and the numbers in them."""
    return PhoneCode.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _next_code(
    number: str, *, purpose: PhoneCode.Purpose, asker: Asker, now: datetime
) -> PhoneCode:
    mine = PhoneCode.objects.filter(device=asker.device)
    recent = mine.filter(
        number=number, purpose=purpose, used_at=None, created_at__gt=now - COOLDOWN
    )
    if last := recent.order_by("-created_at").first():
        raise TooSoon(last)
    ring = PhoneCode.Ring.KNOWN if asker.is_known else PhoneCode.Ring.OPEN
    slot = {"number": number, "day": clock.local(now).date(), "ring": ring}
    sent = PhoneCode.objects.filter(**slot).count()
    lately = mine.filter(created_at__gt=now - timedelta(hours=1)).count()
    if sent >= DAILY[ring] or lately >= DEVICE_HOURLY:
        raise BudgetSpent
    return PhoneCode.objects.create(
        **slot,
        nth=sent + 1,
        purpose=purpose,
        device=asker.device,
        created_at=now,
        expires_at=now + LIFETIME,
    )


def _send_message(code: PhoneCode) -> None:
    notifications.send_sms(
        to=code.number,
        body=message(digits_of(code)),
        kind="signin_code",
        is_secret=True,
        expires_at=code.expires_at,
    )


def message(digits: str) -> str:
    """The words of the message: one SMS of 70 signs with a host of up to 23.

    The last line lets a browser fill the code in on our own site only (WebOTP).
    """
    lines = [f"Mã Học số: {digits}", "Đừng đọc mã cho ai."]
    if settings.PUBLIC_HOST:
        lines.append(f"@{settings.PUBLIC_HOST} #{digits}")
    return "\n".join(lines)
