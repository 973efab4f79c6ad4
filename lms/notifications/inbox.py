"""What people are told inside the product, and what they wish to be reminded of.

Reminders are free of charge, only for who asked for them, and at most one a week.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, QuerySet
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
    """What somebody would be reminded of: a title, words, and the page where it is done.

    Where it says what it is `about`, nobody is reminded of the same twice.
    """

    title: str
    body: str
    url: str
    about: str = ""


type Find = Callable[[QuerySet[Reminder, Any], datetime, int], dict[int, Reminding | date]]
"""Among these people (a query of their primary keys), at a moment, of so many: whom to remind of
what, or the day before which there is nothing to remind them of."""


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


def told(keys: Collection[str]) -> dict[str, set[int]]:
    """Who has which of these notices, by its key; one query."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = Notice.objects.filter(key__in=keys)
    for key, person in rows.values_list("key", "person_id"):
        found[key].add(person)
    return found


def take_back(key: str) -> int:
    """Take out of every inbox what was told under this key; how many held it."""
    dropped, _ = Notice.objects.filter(key=key).delete()
    return dropped


def read_by(key: str) -> dict[int, datetime | None]:
    """Whom it was told under this key (by primary key), and when each opened the inbox with it."""
    return dict(Notice.objects.filter(key=key).values_list("person_id", "read_at"))


def read_counts(keys: Collection[str]) -> dict[str, int]:
    """By key, how many have read it."""
    rows = Notice.objects.filter(key__in=keys).exclude(read_at=None).values("key")
    return {row["key"]: row["total"] for row in rows.annotate(total=Count("pk"))}


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
    """Look after up to `most` of those who asked and were not reminded for a week; how many.

    Nobody is looked after twice on one day, so whoever calls until there are none comes to an end.
    """
    today = clock.local(now).date()
    seen = 0
    for kind in reminder_kinds():
        lately = Notice.objects.filter(
            key__startswith=REMINDED, created_at__gt=now - BETWEEN_REMINDERS
        ).values("person")
        asked = Reminder.objects.filter(kind=kind.name).exclude(person__in=lately)
        awake = asked.exclude(rests_until__gt=today)
        found = kind.find(awake.order_by("pk").values("person"), now, most - seen)
        for person, what in found.items():
            if isinstance(what, Reminding):
                key = reminder_key(kind.name, what.about or today.isoformat())
                tell([person], key=key, title=what.title, body=what.body, url=what.url, now=now)
        _rest(kind, {who: what for who, what in found.items() if isinstance(what, date)})
        seen += len(found)
    return seen


def reminder_key(kind: str, about: str) -> str:
    """The key of the notice that reminds of this."""
    return f"{REMINDED}{kind}:{about}"


def told_about(people: Collection[int], kind: str) -> set[tuple[int, str]]:
    """Of what these people were reminded, as (person, key); one query."""
    told = Notice.objects.filter(person__in=people, key__startswith=reminder_key(kind, ""))
    return set(told.values_list("person_id", "key"))


def _rest(kind: ReminderKind, until: dict[int, date]) -> None:
    rows = list(Reminder.objects.filter(kind=kind.name, person__in=until))
    for row in rows:
        row.rests_until = until[row.person_id]
    Reminder.objects.bulk_update(rows, ["rests_until"])


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
    # There may be something to say now that both are one.
    Reminder.objects.filter(person_id=into.pk).update(rests_until=None)
    forget(person)


def forget(person: AbstractBaseUser) -> None:
    _of(person).delete()
    Reminder.objects.filter(person_id=person.pk).delete()


def _of(person: AbstractBaseUser) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=person.pk)
