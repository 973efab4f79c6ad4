"""Telling people things: a row and a job in the transaction of what they are told about."""

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from lms.common import clock, text
from lms.jobs import services as jobs
from lms.notifications import budgets
from lms.notifications.models import Message

SEND_JOB = "notifications.send"
SECRET_LIFETIME = timedelta(minutes=15)
KEPT = timedelta(days=30)
"""How long the outbox remembers what was sent where: a telephone bill's month."""


def send_sms(
    *,
    to: str,
    body: str,
    kind: str,
    person: AbstractBaseUser | None = None,
    is_secret: bool = False,
    expires_at: datetime | None = None,
) -> Message:
    """Send a text message to an E.164 number, soon after the transaction is committed.

    After `expires_at` it is not sent any more. A secret (a code) is forgotten once sent. Beyond
    the budgets of the day a secret raises `budgets.BudgetSpent`; anything else is only noted.
    """
    return _queue(
        channel=Message.Channel.SMS,
        address=to,
        body=body,
        kind=kind,
        person=person,
        is_secret=is_secret,
        expires_at=expires_at,
    )


def call(*, to: str, body: str, kind: str, expires_at: datetime) -> Message:
    """Have a secret read aloud on an E.164 number; raises `budgets.BudgetSpent`."""
    return _queue(
        channel=Message.Channel.VOICE,
        address=to,
        body=body,
        kind=kind,
        person=None,
        is_secret=True,
        expires_at=expires_at,
    )


def may_call() -> bool:
    """Whether this installation can ring somebody up."""
    return Message.Channel.VOICE in settings.NOTIFICATION_CHANNELS


def send_mail(
    *,
    to: str,
    subject: str,
    body: str,
    kind: str,
    person: AbstractBaseUser | None = None,
    is_secret: bool = False,
    expires_at: datetime | None = None,
) -> Message:
    """Send a mail of plain text; as `send_sms`."""
    return _queue(
        channel=Message.Channel.MAIL,
        address=to,
        subject=text.nfc(subject)[:200],
        body=body,
        kind=kind,
        person=person,
        is_secret=is_secret,
        expires_at=expires_at,
    )


def forget_old(*, now: datetime) -> int:
    """Drop texts of codes past their time and messages of more than 30 days; how many rows."""
    blanked = Message.objects.overdue_secrets(now).update(body="")
    dropped, _by_model = _old(now).delete()
    return blanked + dropped


def count_old(*, now: datetime) -> int:
    """How many rows `forget_old` would touch."""
    return Message.objects.overdue_secrets(now).count() + _old(now).count()


def messages_about(person: AbstractBaseUser, *, addresses: list[str]) -> list[dict[str, Any]]:
    """When and why a person was written to, for the file of their own data."""
    rows = Message.objects.about(person, addresses).order_by("created_at")
    return [*map(dict, rows.values("channel", "kind", "address", "state", "created_at", "sent_at"))]


def hand_over(person: AbstractBaseUser, into: AbstractBaseUser) -> None:
    """What was written to the one was written to the other."""
    Message.objects.filter(person_id=person.pk).update(person_id=into.pk)


def forget_person(person: AbstractBaseUser, *, addresses: list[str]) -> None:
    """Remove every message to a person, sent or not."""
    Message.objects.about(person, addresses).delete()


def _old(now: datetime) -> Any:
    return Message.objects.filter(created_at__lt=now - KEPT)


def _queue(
    *, person: AbstractBaseUser | None, body: str, is_secret: bool, **fields: Any
) -> Message:
    now = clock.now()
    if is_secret:
        fields["expires_at"] = fields["expires_at"] or now + SECRET_LIFETIME
    message = Message(
        person_id=person.pk if person else None,
        body=unicodedata.normalize("NFC", body),
        is_secret=is_secret,
        created_at=now,
        **fields,
    )
    with transaction.atomic():
        if message.channel != Message.Channel.MAIL and not _spend(message, now):
            message.state = Message.State.FAILED
            message.failure = _("Hết ngân sách tin trong ngày.")
            message.save(force_insert=True)
            return message
        message.save(force_insert=True)
        jobs.add(SEND_JOB, key=f"message:{message.pk}", ids={"message": str(message.pk)})
    return message


def _spend(message: Message, now: datetime) -> bool:
    """Count the message, and tell operators what is to be told; false for one too many."""
    try:
        alarms = budgets.spend(message.channel, message.address, now=now)
    except budgets.BudgetSpent:
        if message.is_secret:
            raise
        return False
    for scope, level in alarms:
        subject, body = budgets.words(message.channel, scope, level)
        for operator in settings.OPERATORS:
            send_mail(to=operator, subject=subject, body=body, kind="budget_alarm")
    return True
