"""Learning cards: issued with a PIN that is said once, stopped, and tried at the entrance."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import ids
from lms.common.ids import random_code, uuid7
from lms.notifications import services as notifications
from lms.users import policies
from lms.users.models import LearningCard, User
from lms.users.services import people

CODE_LENGTH = 12
"""12 signs of 5 bits: 60 random bits."""
PIN_DIGITS = 6
TRIES = 5
FIRST_REST, LONGEST_REST = timedelta(minutes=15), timedelta(days=1)
# Whoever has a copy of the database lacks our key; with both, each guess still costs this much.
ROUNDS = 50_000
SALT = "lms.users.cards"
_EASY = ("0123456789012345", "9876543210987654")


class NotForCard(Exception):
    """The person has a role, a post or a password: paper must not open those."""


class AlreadyIssued(Exception):
    """The same form was sent before; its PIN was said then and is known to nobody here."""


@dataclass(frozen=True)
class Printed:
    """A new card with what stands on paper only."""

    card: LearningCard
    code: str
    pin: str


@dataclass(frozen=True)
class Check:
    """What came of one try; the same for an unknown, a stopped and a good card until it is right.

    `rest` is how long no further try is looked at.
    """

    person: User | None = None
    tries_left: int = 0
    rest: timedelta = timedelta(0)
    was_looked_at: bool = True


def read_code(typed: str) -> str:
    """The code as somebody typed it, or as it stands in the address a camera read."""
    _site, _the, last = typed.strip().rstrip("/").rpartition("/the/")
    return ids.read_code(last)


def issue(person: User, *, card_id: UUID, by: User, now: datetime) -> Printed:
    """A new card under an id drawn before; raises NotForCard or AlreadyIssued.

    The person's card so far is stopped, and whoever proved a number is told by a message.
    """
    code, pin = random_code(CODE_LENGTH), _draw_pin()
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if not policies.may_be_given_card(person):
            raise NotForCard
        if LearningCard.objects.filter(pk=card_id).exists():
            raise AlreadyIssued
        stop(person, by=by, now=now)
        card = LearningCard.objects.create(
            pk=card_id,
            person=person,
            code_hash=_code_hash(code),
            pin_hash=_pin_hash(pin, card_id, settings.SECRET_KEY),
            issued_by=by,
            issued_at=now,
        )
        audit.record("card.issued", subject=card, actor=by, at=now, person=person.pk)
        _tell(person)
    return Printed(card, code, pin)


def stop(person: User, *, by: User, now: datetime) -> bool:
    """End the person's card and every sign-in; true only for the call that did it."""
    with transaction.atomic():
        card = LearningCard.objects.open().filter(person=person).first()
        if card is None:
            return False
        if not LearningCard.objects.open().filter(pk=card.pk).update(stopped_at=now):
            return False
        people.end_sessions(person)
        audit.record("card.stopped", subject=card, actor=by, at=now, person=person.pk)
    return True


def check(code: str, pin: str, *, now: datetime) -> Check:
    """Use up one try of the card with this code, whether there is one or not.

    Five wrong PINs let it rest for 15 minutes, and every five more for twice as long.
    """
    digest = _code_hash(code)
    card = _usable(digest)
    tried = _count(card, now=now) if card else _count_unknown(digest, now=now)
    # A card that is not there takes as long to refuse as one that is.
    is_right = _matches(pin, card)
    if not (card and is_right and tried.was_looked_at):
        return tried
    # Stopped meanwhile, it lets nobody in any more.
    held = LearningCard.objects.open().filter(pk=card.pk)
    if not held.update(wrong_count=0, locked_until=None):
        return tried
    return Check(person=card.person)


def pin_is_right(person: User, pin: str, *, now: datetime) -> Check:
    """One try at the PIN of somebody who came in with a card; the same limits."""
    card = LearningCard.objects.open().filter(person=person).first()
    if card is None or not policies.may_use_card(person):
        return Check(was_looked_at=False)
    tried = _count(card, now=now)
    if not (tried.was_looked_at and _matches(pin, card)):
        return tried
    LearningCard.objects.open().filter(pk=card.pk).update(wrong_count=0, locked_until=None)
    return Check(person=person)


def _usable(digest: str) -> LearningCard | None:
    found = LearningCard.objects.open().filter(code_hash=digest).select_related("person").first()
    return found if found and policies.may_use_card(found.person) else None


def _count(card: LearningCard, *, now: datetime) -> Check:
    """The try is counted before it is looked at, so no crowd of requests gets a sixth."""
    with transaction.atomic():
        held = LearningCard.objects.select_for_update().get(pk=card.pk)
        if held.locked_until and held.locked_until > now:
            return Check(rest=held.locked_until - now, was_looked_at=False)
        held.wrong_count += 1
        tried = _tried(held.wrong_count)
        held.locked_until = now + tried.rest if tried.rest else None
        held.save(update_fields=["wrong_count", "locked_until"])
    return tried


def _count_unknown(digest: str, *, now: datetime) -> Check:
    key = f"no-card:{digest}"
    count, locked_until = cache.get(key, (0, None))
    if locked_until and locked_until > now:
        return Check(rest=locked_until - now, was_looked_at=False)
    tried = _tried(count + 1)
    until = now + tried.rest if tried.rest else None
    cache.set(key, (count + 1, until), 2 * LONGEST_REST.total_seconds())
    return tried


def _tried(count: int) -> Check:
    """What is said after so many wrong PINs in a row."""
    fives, others = divmod(count, TRIES)
    if others:
        return Check(tries_left=TRIES - others)
    return Check(rest=min(FIRST_REST * 2 ** min(fives - 1, 10), LONGEST_REST))


def _matches(pin: str, card: LearningCard | None) -> bool:
    card_id, kept = (card.pk, card.pin_hash) if card else (uuid7(), "")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_pin_hash(pin, card_id, key), kept) for key in keys)


def _pin_hash(pin: str, card_id: UUID, key: str | bytes) -> str:
    salt = salted_hmac(SALT, str(card_id), secret=key, algorithm="sha256").digest()
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS).hex()


def _code_hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _draw_pin() -> str:
    """Six digits nobody would try first."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
        if len(set(pin)) > 2 and not any(pin in row for row in _EASY):
            return pin


def _tell(person: User) -> None:
    for number in person.login_phones.exclude(verified_at=None).values_list("number", flat=True):
        notifications.send_sms(
            to=number,
            body=_("Học số: vừa cấp thẻ học mới cho bà con. Không nhờ thì báo xã ngay."),
            kind="card_issued",
            person=person,
        )
