"""What people are told inside the product, and what they wish to be reminded of.

Reminders are free of charge, only for who asked for them, and at most one a week.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.functional import Promise

from lms.common import clock, text
from lms.notifications.models import Notice, Reminder

SHOWN = 20
KEPT = timedelta(days=365)
BETWEEN_REMINDERS = timedelta(days=7)
REMINDED = "reminder:"
BATCH = 500


@dataclass(frozen=True)
class Reminding:
    """What somebody would be reminded of: a title, words, and the page where it is done."""

    title: str
    body: str
    url: str


type Find = Callable[[QuerySet[Reminder, Any], datetime, int], dict[int, Reminding]]
"""Among these people (a query of their primary keys), at a moment, of so many: whom to remind of
what."""


@dataclass(frozen=True)
class ReminderKind:
    name: str
    label: str | Promise
    find: Find


_kinds: dict[str, ReminderKind] = {}


def register_reminder(name: str, *, label: str | Promise, find: Find) -> None:
    """Announce a kind of reminder, from `AppConfig.ready`; the first announced goes first."""
    _kinds[name] = ReminderKind(name, label, find)


def reminder_kinds() -> list[ReminderKind]:
    return list(_kinds.values())


def tell(
    people: Iterable[int], *, key: str, title: str, body: str = "", url: str = "", now: datetime
) -> None:
    """Put a notice into the inbox of each person (by primary key); twice tells once."""
    rows = [
        Notice(
            person_id=person,
            key=key,
            title=text.nfc(title)[:200],
            body=text.nfc(body)[:500],
            url=url,
            created_at=now,
        )
        for person in people
    ]
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def newest(person: AbstractBaseUser, *, limit: int = SHOWN) -> list[Notice]:
    """The inbox, newest first; one query."""
    return list(_of(person).order_by("-created_at", "-pk")[:limit])


def unread_count(person: AbstractBaseUser) -> int:
    return _of(person).filter(read_at=None).count()


def read(person: AbstractBaseUser, *, now: datetime) -> None:
    """Everything that came up to `now` has been seen."""
    _of(person).filter(read_at=None, created_at__lte=now).update(read_at=now)


def wishes(person: AbstractBaseUser) -> set[str]:
    """The kinds of reminder this person asked for."""
    return set(Reminder.objects.filter(person_id=person.pk).values_list("kind", flat=True))


def wish(person: AbstractBaseUser, kinds: Collection[str], *, now: datetime) -> None:
    """Remind of these kinds from now on, and of nothing else; unknown names are left out."""
    wanted = [name for name in _kinds if name in kinds]
    Reminder.objects.filter(person_id=person.pk).exclude(kind__in=wanted).delete()
    rows = [Reminder(person_id=person.pk, kind=name, wished_at=now) for name in wanted]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def remind(*, now: datetime, most: int = BATCH) -> int:
    """Remind up to `most` of those who asked and were not reminded for a week; how many."""
    told = 0
    for kind in reminder_kinds():
        lately = Notice.objects.filter(
            key__startswith=REMINDED, created_at__gt=now - BETWEEN_REMINDERS
        ).values("person")
        asked = Reminder.objects.filter(kind=kind.name).exclude(person__in=lately)
        found = kind.find(asked.values("person"), now, most - told)
        for person, what in found.items():
            key = f"{REMINDED}{kind.name}:{clock.local(now).date().isoformat()}"
            tell([person], key=key, title=what.title, body=what.body, url=what.url, now=now)
        told += len(found)
    return told


def forget_old(*, now: datetime) -> int:
    """Drop notices of more than a year; how many."""
    dropped, _ = Notice.objects.filter(created_at__lt=now - KEPT).delete()
    return dropped


def about(person: AbstractBaseUser) -> list[dict[str, Any]]:
    """What was told to a person, for the file of their own data."""
    rows = _of(person).order_by("created_at")
    return [*map(dict, rows.values("title", "body", "created_at", "read_at"))]


def move(person: AbstractBaseUser, into: AbstractBaseUser) -> None:
    """Two records were one person: what was told to the one was told to the other."""
    _of(person).exclude(key__in=_of(into).values("key")).update(person_id=into.pk)
    wish(into, wishes(person) | wishes(into), now=clock.now())
    forget(person)


def forget(person: AbstractBaseUser) -> None:
    _of(person).delete()
    Reminder.objects.filter(person_id=person.pk).delete()


def _of(person: AbstractBaseUser) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=person.pk)
