"""PINs: kept only as what they hash to, and tried five times before they rest."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from lms.audit import services as audit
from lms.common.ids import uuid7
from lms.users.models import PersonalPin, Pinned, User

DIGITS = 6
TRIES = 5
FIRST_REST, LONGEST_REST = timedelta(minutes=15), timedelta(days=1)
SALT = "lms.users.pins"
_ROWS = ("0123456789012345", "9876543210987654")


@dataclass(frozen=True)
class Check:
    """What came of one try; `rest` is how long no further try is looked at."""

    person: User | None = None
    tries_left: int = 0
    rest: timedelta = timedelta(0)
    was_looked_at: bool = True


def hash_of(pin: str, owner: UUID, *, key: str | bytes = "") -> str:
    """What is kept of a PIN; another for every owner and every key of ours."""
    salt = salted_hmac(SALT, str(owner), secret=key or settings.SECRET_KEY, algorithm="sha256")
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt.digest(), settings.PIN_ROUNDS).hex()


def matches(pin: str, row: Pinned | None) -> bool:
    """Whether the PIN is that of the row; of no row it takes as long to say so."""
    owner, kept = (row.pk, row.pin_hash) if row else (uuid7(), "")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(hash_of(pin, owner, key=key), kept) for key in keys)


def count(row: Pinned, *, now: datetime) -> Check:
    """Count a try before it is looked at, so that no crowd of requests gets a sixth."""
    with transaction.atomic():
        held = _rows(row).select_for_update().get(pk=row.pk)
        if held.locked_until and held.locked_until > now:
            return Check(rest=held.locked_until - now, was_looked_at=False)
        held.wrong_count += 1
        tried = tried_so_often(held.wrong_count)
        held.locked_until = now + tried.rest if tried.rest else None
        held.save(update_fields=["wrong_count", "locked_until"])
    return tried


def tried_so_often(wrong_count: int) -> Check:
    """What is said after so many wrong PINs in a row."""
    fives, others = divmod(wrong_count, TRIES)
    if others:
        return Check(tries_left=TRIES - others)
    return Check(rest=min(FIRST_REST * 2 ** min(fives - 1, 10), LONGEST_REST))


def forgive(row: Pinned) -> bool:
    """Forget the wrong tries, for the PIN was right; false where the row is gone."""
    held = _rows(row).filter(pk=row.pk)
    return bool(held.update(wrong_count=0, locked_until=None))


def _rows(row: Pinned) -> QuerySet[Pinned]:
    return type(row)._meta.default_manager.get_queryset()  # type: ignore[union-attr]  # never abstract


def is_easy(pin: str) -> bool:
    """Whether somebody would try it first."""
    return len(set(pin)) < 3 or any(pin in row for row in _ROWS)


def draw() -> str:
    """Six digits nobody would try first."""
    while True:
        pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if not is_easy(pin):
            return pin


def choose(person: User, pin: str) -> None:
    """From now on this PIN is asked for after the person's name was picked on a shared number."""
    with transaction.atomic():
        PersonalPin.objects.filter(person=person).delete()
        row = PersonalPin(person=person)
        row.pin_hash = hash_of(pin, row.pk)
        row.save()
        audit.record("pin.chosen", subject=person, actor=person)


def drop(person: User) -> bool:
    """The name alone is enough again; true only for the call that did it."""
    with transaction.atomic():
        if not PersonalPin.objects.filter(person=person).delete()[0]:
            return False
        audit.record("pin.dropped", subject=person, actor=person)
    return True


def has_own(person: User) -> bool:
    return PersonalPin.objects.filter(person=person).exists()


def own_is_right(person: User, pin: str, *, now: datetime) -> Check:
    """One try at the PIN a person chose."""
    row = PersonalPin.objects.filter(person=person).first()
    if row is None:
        return Check(was_looked_at=False)
    tried = count(row, now=now)
    if not (matches(pin, row) and tried.was_looked_at):
        return tried
    return Check(person=person) if forgive(row) else tried
