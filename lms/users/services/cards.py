"""Learning cards: issued with a PIN that is said once, stopped, and tried at the entrance."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import ids
from lms.common.ids import random_code
from lms.notifications import services as notifications
from lms.users import policies
from lms.users.models import LearningCard, LoginPhone, User
from lms.users.services import people, pins
from lms.users.services.pins import Check

CODE_LENGTH = 12
"""12 signs of 5 bits: 60 random bits."""


class NotForCard(Exception):
    """The person has a role, a post or a password: paper must not open those."""


class AlreadyIssued(Exception):
    """The same form was sent before; its PIN was said then and is known to nobody here."""


@dataclass(frozen=True)
class Drawn:
    """A code and a PIN nobody has yet, with what will be kept of the PIN, which is slow to make."""

    card_id: UUID
    code: str
    pin: str
    pin_hash: str


@dataclass(frozen=True)
class Printed:
    """A new card with what stands on paper only."""

    card: LearningCard
    code: str
    pin: str


def read_code(typed: str) -> str:
    """The code as somebody typed it, or as it stands in the address a camera read."""
    _site, _the, last = typed.strip().rstrip("/").rpartition("/the/")
    return ids.read_code(last)


def issue(person: User, *, card_id: UUID, by: User, now: datetime) -> Printed:
    """A new card under an id drawn before; raises as `give`."""
    return give(person, draw(card_id), by=by, now=now)


def draw(card_id: UUID) -> Drawn:
    """What stands on a card that nobody has yet; writes nothing."""
    pin = pins.draw()
    return Drawn(card_id, random_code(CODE_LENGTH), pin, pins.hash_of(pin, card_id))


def give(person: User, drawn: Drawn, *, by: User, now: datetime) -> Printed:
    """The person's new card; raises NotForCard or AlreadyIssued.

    The card so far is stopped, and whoever proved a number is told by a message.
    """
    (card,) = give_all([(person, drawn)], by=by, now=now)
    return Printed(card, drawn.code, drawn.pin)


def give_all(drawn: Sequence[tuple[User, Drawn]], *, by: User, now: datetime) -> list[LearningCard]:
    """As `give` to each of several people, or to none; only messages cost more for more."""
    with transaction.atomic():
        wanted = User.objects.filter(pk__in=[person.pk for person, _ in drawn])
        found = list(wanted.select_for_update().order_by("pk"))
        if len(policies.may_be_given_cards(found)) < len(drawn):
            raise NotForCard
        if LearningCard.objects.filter(pk__in=[one.card_id for _, one in drawn]).exists():
            raise AlreadyIssued
        _stop_all(found, by=by, now=now)
        made = LearningCard.objects.bulk_create(
            LearningCard(
                pk=one.card_id,
                person=person,
                code_hash=code_hash(one.code),
                pin_hash=one.pin_hash,
                issued_by=by,
                issued_at=now,
            )
            for person, one in drawn
        )
        _record("card.issued", made, by=by, now=now)
        words = _("Học số: vừa cấp thẻ học mới cho bà con. Không nhờ thì báo xã ngay.")
        _tell(found, words)
    return made


def stop(person: User, *, by: User, now: datetime) -> bool:
    """End the person's card and every sign-in; true only for the call that did it."""
    with transaction.atomic():
        return _stop_all([person], by=by, now=now)


def _stop_all(found: Sequence[User], *, by: User, now: datetime) -> bool:
    """End the cards of these people, and every sign-in of those who had one; whether any had."""
    open_cards = LearningCard.objects.open().filter(person__in=found)
    stopped = list(open_cards.select_for_update().order_by("pk"))
    if stopped:
        LearningCard.objects.filter(pk__in=[card.pk for card in stopped]).update(stopped_at=now)
        held_one = {card.person_id for card in stopped}
        people.end_sessions(*(person for person in found if person.pk in held_one))
        _record("card.stopped", stopped, by=by, now=now)
    return bool(stopped)


def renew_pin(person: User, *, by: User, now: datetime, pin: str = "") -> str:
    """Give the person's card another PIN, chosen or drawn; raises NotForCard, also without a card.

    Whoever came in by the old one is signed out, and proved numbers are told by a message.
    """
    pin = pin or pins.draw()
    with transaction.atomic():
        card = LearningCard.objects.open().filter(person=person).select_for_update().first()
        if card is None or not policies.may_be_given_card(person):
            raise NotForCard
        card.pin_hash = pins.hash_of(pin, card.pk)
        card.wrong_count, card.locked_until = 0, None
        card.save(update_fields=["pin_hash", "wrong_count", "locked_until"])
        people.end_sessions(person)
        audit.record("card.pin_renewed", subject=card, actor=by, at=now, person=person.pk)
        if by != person:
            words = _("Học số: thẻ học của bà con vừa có mã PIN mới. Không nhờ thì báo xã.")
            _tell([person], words)
    return pin


def check(code: str, pin: str, *, now: datetime) -> Check:
    """Use up one try of the card with this code, whether there is one or not.

    The answer is the same for an unknown, a stopped and a good card until the PIN is right. Five
    wrong ones let it rest for 15 minutes, and every five more for twice as long.
    """
    digest = code_hash(code)
    card = _usable(LearningCard.objects.open().filter(code_hash=digest))
    if card:
        return _tried(card, pin, now=now)
    tried = _count_unknown(digest, now=now)
    pins.matches(pin, None)
    return tried


def pin_is_right(person: User, pin: str, *, now: datetime) -> Check:
    """One try at the PIN of somebody's card, without the card; the same limits."""
    card = _usable(LearningCard.objects.open().filter(person=person))
    return _tried(card, pin, now=now) if card else Check(was_looked_at=False)


def _usable(found: QuerySet[LearningCard]) -> LearningCard | None:
    card = found.select_related("person").first()
    return card if card and policies.may_use_card(card.person) else None


def _tried(card: LearningCard, pin: str, *, now: datetime) -> Check:
    tried = pins.count(card, now=now)
    if not (pins.matches(pin, card) and tried.was_looked_at):
        return tried
    pins.forgive(card)
    # Stopped meanwhile, it lets nobody in any more.
    is_open = LearningCard.objects.open().filter(pk=card.pk).exists()
    return Check(person=card.person) if is_open else tried


def _count_unknown(digest: str, *, now: datetime) -> Check:
    key = f"no-card:{digest}"
    count, locked_until = cache.get(key, (0, None))
    if locked_until and locked_until > now:
        return Check(rest=locked_until - now, was_looked_at=False)
    tried = pins.tried_so_often(count + 1)
    until = now + tried.rest if tried.rest else None
    cache.set(key, (count + 1, until), 2 * pins.LONGEST_REST.total_seconds())
    return tried


def code_hash(code: str) -> str:
    """What is kept of a code: it has too many bits to be guessed from it."""
    return hashlib.sha256(code.encode()).hexdigest()


def _record(action: str, made: Sequence[LearningCard], *, by: User, now: datetime) -> None:
    lines = ((card, {"person": card.person_id}) for card in made)
    audit.record_each(action, lines, actor=by, at=now)


def _tell(found: Sequence[User], words: str) -> None:
    proved = LoginPhone.objects.filter(person__in=found).exclude(verified_at=None)
    for phone in proved.select_related("person"):
        notifications.send_sms(to=phone.number, body=words, kind="card_issued", person=phone.person)
