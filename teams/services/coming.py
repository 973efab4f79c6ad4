"""Tôi sẽ đến: said with an account or without one, counted once, taken back at any time.

With an account it is the person who comes. Without one it is a phone, known by the mark of a
random key that only its own cookie holds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from lms.common import clock, text
from lms.users.models import User
from teams.models import Coming, PlannedSession
from teams.services import planning

MOST_AT_ONCE = 5
MOST_OPEN = 20
"""So many sessions to come one phone may mean to go to."""


class TooLate(Exception):
    """The session was held, or is called off."""


class TooMany(Exception):
    """This phone says it comes to more sessions than anybody goes to."""


@dataclass(frozen=True)
class Who:
    """A person, or a phone without one."""

    person: User | None
    phone_mark: str = ""

    @property
    def own(self) -> Q:
        """Rows of this person and of this phone."""
        phone = Q(phone_mark=self.phone_mark) if self.phone_mark else Q(pk=None)
        return phone | Q(person=self.person) if self.person else phone


def come(
    planned: PlannedSession, who: Who, *, people: int, name: str = "", now: datetime
) -> Coming:
    """Say that so many come; said again it is changed, never counted twice.

    Raises TooLate and TooMany.
    """
    with transaction.atomic():
        # Held, so that two taps of one phone, before and after its sign-in, stay one.
        row = PlannedSession.objects.select_for_update().get(pk=planned.pk)
        if row.cancelled_at or not is_open(row, now=now):
            raise TooLate
        mine = list(row.comings.filter(who.own).order_by("pk"))
        if not mine and _open_count(who, now=now) >= MOST_OPEN:
            raise TooMany
        kept = mine[0] if mine else Coming(plan=row, created_at=now)
        for other in mine[1:]:
            other.delete()
        kept.person = who.person
        kept.phone_mark = "" if who.person else who.phone_mark
        kept.name = "" if who.person else text.nfc(name)
        kept.people_count = min(max(people, 1), MOST_AT_ONCE)
        kept.save()
    return kept


def stay_away(planned: PlannedSession, who: Who) -> bool:
    """Take it back; true when there was something to take back."""
    gone, _by_model = planned.comings.filter(who.own).delete()
    return bool(gone)


def said(planned: PlannedSession, who: Who) -> Coming | None:
    """What this person or phone said of the session."""
    return planned.comings.filter(who.own).order_by("pk").first()


def is_open(planned: PlannedSession, *, now: datetime) -> bool:
    """Until it is over."""
    return now < planned.starts + timedelta(minutes=planned.duration_minutes)


def forget_old(*, now: datetime) -> int:
    """Take names, people and marks of phones off what was long ago; how many rows."""
    before = clock.local(now).date() - planning.KEPT
    known = Q(person__isnull=False) | ~Q(name="") | ~Q(phone_mark="")
    rows = Coming.objects.filter(known, plan__planned_on__lt=before)
    return rows.update(person=None, name="", phone_mark="")


def _open_count(who: Who, *, now: datetime) -> int:
    ahead = PlannedSession.objects.standing().filter(planned_on__gte=clock.local(now).date())
    return Coming.objects.filter(who.own, plan__in=ahead).count()
