"""A way of working that others took up: where, since when, what came of it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from lms.audit import services as audit
from lms.common import text
from lms.meetings.models import Adoption, Exemplar
from lms.places.models import Unit
from lms.users.models import User


def adopt(
    one: Exemplar, unit: Unit, *, since: date, note: str, by: User, now: datetime
) -> Adoption | None:
    """Mark that a place took it up; None where that is marked already."""
    try:
        with transaction.atomic():
            made = Adoption.objects.create(
                exemplar=one, unit=unit, since=since, note=text.nfc(note), by=by, at=now
            )
            audit.record("exemplar.adopted", subject=one, actor=by, at=now, unit=unit.pk)
    except IntegrityError:
        return None
    return made


def give_up(adoption: Adoption, *, by: User, now: datetime) -> bool:
    """Take a mark back; true only for the call that did."""
    with transaction.atomic():
        rows = Adoption.objects.filter(pk=adoption.pk, withdrawn_at=None)
        if not rows.update(withdrawn_at=now):
            return False
        audit.record("exemplar.given_up", subject=adoption.exemplar, actor=by, at=now)
    return True
