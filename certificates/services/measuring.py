"""How many certificates stand, where their holders live; and how many of the staff hold one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from certificates.models import Certificate, CertificateEvent
from lms.common import clock
from lms.common.measures import (
    NOWHERE,
    Amount,
    Periodic,
    Source,
    Word,
    register,
    register_periodic,
)
from lms.users.services import staff

ISSUED = "certificates.issued"
COMPLETION = Certificate.Kind.COMPLETION


def add() -> None:
    register(Source(ISSUED, {ISSUED: Word.NONE}, _count, _days))
    register_periodic(
        Periodic("certificates.staff_certified", Word.NONE, _staff_certified, is_of_agencies=True)
    )


def _count(day: date, places: Collection[UUID] | None) -> Iterator[Amount]:
    """One for each that is issued on the day, one less for each that is revoked and not replaced.

    What takes another's place is not counted again.
    """
    issued = Certificate.objects.filter(kind=COMPLETION, replaces=None, issued_on=day)
    begin, end = clock.span(day, day)
    revoked = _revoked().filter(at__gte=begin, at__lt=end)
    yield from _living(issued, "person__home_unit", places, 1)
    yield from _living(revoked, "certificate__person__home_unit", places, -1)


def _living(
    rows: QuerySet[Any], home: str, places: Collection[UUID] | None, sign: int
) -> Iterator[Amount]:
    if places is not None:
        here = rows.filter(**{f"{home}__in": places})
        rows = here | rows.filter(**{home: None}) if NOWHERE in places else here
    for place, total in rows.order_by().values_list(home).annotate(total=Count("pk")):
        yield Amount(ISSUED, place or NOWHERE, sign * total)


def _revoked() -> QuerySet[CertificateEvent]:
    return CertificateEvent.objects.filter(
        kind=CertificateEvent.Kind.REVOKED,
        certificate__kind=COMPLETION,
        certificate__replaced_by=None,
    )


def _days() -> Iterable[date]:
    yield from Certificate.objects.order_by().values_list("issued_on", flat=True).distinct()
    day = TruncDate("at", tzinfo=clock.VIETNAM)
    yield from _revoked().order_by().annotate(_day=day).values_list("_day", flat=True).distinct()


def _staff_certified(first: date, last: date) -> Mapping[UUID, int]:
    """Staff of the last day with a certificate of the period that is not revoked."""
    held = Certificate.objects.with_status().revoked(yes=False)
    held = held.filter(
        kind=COMPLETION,
        issued_on__range=(first, last),
        person__in=staff.serving_on(last).values("person"),
    )
    people = held.values_list("person", flat=True).distinct()
    return staff.by_agency(dict.fromkeys(people, 1), on=last)
