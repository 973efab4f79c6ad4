"""What reports come to: how many were to come by a day, came, and came on time."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from lms.common import clock
from lms.common.measures import Amount, Source, Word, register
from lms.places.models import Unit
from lms.reports.models import Report, ReportRound

NAME = "reports.reports"
MEASURES = {
    "reports.expected": Word.NONE,
    "reports.submitted": Word.NONE,
    "reports.on_time": Word.NONE,
}
"""Each counts on the last day of its round, whenever a report came: the share of a month is that
of what was due in it."""


def add() -> None:
    register(Source(NAME, MEASURES, _count, _days))


def _count(day: date, places: Collection[UUID] | None) -> Iterator[Amount]:
    for found in ReportRound.objects.filter(due_on=day).select_related("form", "period"):
        part = found.form.code
        owing = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(found.period.last_on)
        if places is not None:
            owing = owing.filter(pk__in=places)
        communes = set(owing.values_list("pk", flat=True))
        for place in communes:
            yield Amount("reports.expected", place, 1, part=part)
        came = Report.objects.filter(round=found, first_submitted_at__isnull=False)
        for place, at in came.filter(unit__in=communes).values_list("unit", "first_submitted_at"):
            yield Amount("reports.submitted", place, 1, part=part)
            if at and clock.local(at).date() <= found.due_on:
                yield Amount("reports.on_time", place, 1, part=part)


def _days() -> Iterable[date]:
    return ReportRound.objects.order_by().values_list("due_on", flat=True).distinct()
