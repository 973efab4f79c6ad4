"""What is counted once for a whole period: which periods there are, and counting them anew."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from lms.common import clock
from lms.common.measures import Periodic, periodic_named, periodics, source_named
from lms.dashboards.models import PeriodCount, PeriodMark, ReportingPeriod

REST = timedelta(hours=1)
"""A period that was just counted is not counted again for so long, whatever comes."""
BATCH = 1000

type Period = tuple[date, date]


def containing(day: date) -> list[Period]:
    """The month, the quarter and the year a day lies in."""
    quarter = day.month - (day.month - 1) % 3
    return [
        _months(day.year, day.month, 1),
        _months(day.year, quarter, 3),
        _months(day.year, 1, 12),
    ]


def touch(places: Collection[tuple[str, date]]) -> None:
    """Let every measure that hangs on these sources be counted anew for the periods of those days.

    In the transaction of whoever knows of the change.
    """
    all_with = _with_reported({day for _source, day in places})
    wanted = {
        (measure.measure, first, last)
        for source, day in places
        for measure in periodics()
        if source in measure.sources
        for first, last in all_with[day]
    }
    _mark(wanted | _after(places))


def touch_open(*, on: date) -> None:
    """Let every measure be counted anew for the periods of this day."""
    reported = _with_reported({on})[on]
    _mark({(one.measure, *period) for one in periodics() for period in reported})


def _with_reported(days: Collection[date]) -> dict[date, list[Period]]:
    """The periods each day lies in: those of the calendar, and those that are reported on."""
    if not days:
        return {}
    rows = ReportingPeriod.objects.filter(first_on__lte=max(days), last_on__gte=min(days))
    reported = list(rows.values_list("first_on", "last_on"))
    return {
        day: [*containing(day), *(one for one in reported if one[0] <= day <= one[1])]
        for day in days
    }


def _after(places: Collection[tuple[str, date]]) -> set[tuple[str, date, date]]:
    """Periods that are there already and end after a change of a stock: it is still there then."""
    since: dict[str, date] = {}
    for source, day in places:
        found = source_named(source)
        if found and found.is_stock:
            since[source] = min(day, since.get(source, day))
    wanted = set()
    for measure in periodics():
        if days := [since[source] for source in measure.sources if source in since]:
            rows = PeriodMark.objects.filter(measure=measure.measure, last_on__gte=min(days))
            wanted |= set(rows.values_list("measure", "first_on", "last_on"))
    return wanted


def count_one(*, now: datetime) -> bool:
    """Count one period that was touched since and has rested; whether there was one."""
    due = PeriodMark.objects.filter(counted_count__lt=F("touched_count"))
    due = due.filter(Q(counted_at=None) | Q(counted_at__lt=now - REST))
    mark = due.order_by("counted_at", "pk").first()
    if mark is None:
        return False
    count(mark, now=now)
    return True


def count(mark: PeriodMark, *, now: datetime) -> None:
    """Count one measure of one period, all places together, and keep that instead of before.

    What is touched while it counts stays marked. Of two that count the same, one waits.
    """
    with transaction.atomic():
        held = PeriodMark.objects.select_for_update().get(pk=mark.pk)
        measure = periodic_named(held.measure)
        if measure:
            _keep(held, measure)
        PeriodMark.objects.filter(pk=held.pk).update(
            counted_count=held.touched_count, counted_at=now
        )


def kept(measure: str, period: Period) -> dict[UUID, int]:
    """What is kept of a measure and period, place by place."""
    rows = PeriodCount.objects.filter(measure=measure, first_on=period[0], last_on=period[1])
    return dict(rows.values_list("place", "amount"))


def _keep(mark: PeriodMark, measure: Periodic) -> None:
    period = (mark.first_on, mark.last_on)
    # Of a period that is not over, what stands today stands for its last day.
    last = min(mark.last_on, max(clock.today(), mark.first_on))
    counted = {place: n for place, n in measure.count(mark.first_on, last).items() if n}
    before = kept(mark.measure, period)
    PeriodCount.objects.bulk_create(
        (
            PeriodCount(
                measure=mark.measure,
                place=place,
                first_on=mark.first_on,
                last_on=mark.last_on,
                amount=amount,
            )
            for place, amount in counted.items()
            if before.get(place) != amount
        ),
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=["amount"],
        unique_fields=["measure", "first_on", "last_on", "place"],
    )
    if gone := before.keys() - counted.keys():
        PeriodCount.objects.filter(
            measure=mark.measure, first_on=period[0], last_on=period[1], place__in=gone
        ).delete()


def _mark(wanted: Iterable[tuple[str, date, date]]) -> None:
    """Raise the count of touches of each; in the order of the key, so that two do not lock up."""
    keys = sorted(wanted)
    if not keys:
        return
    PeriodMark.objects.bulk_create(
        (PeriodMark(measure=m, first_on=a, last_on=b, touched_count=0) for m, a, b in keys),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    for part in _parts(keys, 200):
        chosen = Q(pk__in=[])
        for measure, first, last in part:
            chosen |= Q(measure=measure, first_on=first, last_on=last)
        PeriodMark.objects.filter(chosen).update(touched_count=F("touched_count") + 1)


def _parts[T](rows: list[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _months(year: int, month: int, count: int) -> Period:
    after = year * 12 + month - 1 + count
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
