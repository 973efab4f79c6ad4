"""Closing the figures of a period, and knowing what falls into a closed one."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lms.audit import services as audit
from lms.places.models import Unit
from lms.users.models import User
from teams.models import PeriodLock


def lock(unit: Unit, first: date, last: date, *, by: User | None, now: datetime) -> PeriodLock:
    """Close a period for a unit and all below it; the same one twice is one lock."""
    with transaction.atomic():
        found, is_new = PeriodLock.objects.get_or_create(
            unit=unit,
            first_on=first,
            last_on=last,
            opened_at=None,
            defaults={"locked_by": by, "locked_at": now},
        )
        if is_new:
            audit.record("period.locked", subject=found, actor=by, at=now)
    return found


def reopen(held: PeriodLock, *, by: User | None, now: datetime) -> bool:
    """Take a lock away; true only for the call that did."""
    with transaction.atomic():
        if not PeriodLock.objects.in_force().filter(pk=held.pk).update(opened_at=now):
            return False
        audit.record("period.reopened", subject=held, actor=by, at=now)
    return True


def over(units: Iterable[Unit]) -> list[PeriodLock]:
    """The locks in force over any of these units, by their own or by one above."""
    ids = {UUID(part) for unit in units for part in unit.path.split("/") if part}
    return list(PeriodLock.objects.in_force().over(ids).select_related("unit"))


def is_locked(unit: Unit, day: date, locks: Iterable[PeriodLock] | None = None) -> bool:
    """Whether a session held there on that day falls into a closed period."""
    known = over([unit]) if locks is None else locks
    return any(unit.path.startswith(one.unit.path) and one.covers(day) for one in known)
