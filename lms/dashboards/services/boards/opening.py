"""Which month a board opens on when its address names none: the newest that says something.

In the first days of a month a board of that month is all noughts, and whoever leads wants to see
how the last one went; a month nobody has told figures of says as little.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lms.common.measures import periodic_named, source_of
from lms.dashboards.models import GivenFigure, HalfMonth, Indicator, PeriodCount, ReportingPeriod
from lms.dashboards.services import halves
from lms.dashboards.services.boards import spans
from lms.dashboards.services.targets import pace
from lms.places.models import Unit, UnitLineage
from lms.users.models import Agency

LOOKED_BACK = 12
LATELY = 2
"""So many months before the running one are looked at first: nearly always one says something."""
NEWEST = 3
"""So many half months with figures are enough to know this month's and the one before it."""


def opens_on(
    running: ReportingPeriod,
    indicator: Indicator,
    place: Unit | Agency,
    *,
    known: Sequence[ReportingPeriod],
    today: date,
) -> ReportingPeriod:
    """The running month, or the month before while that has just begun and the other has figures,
    or the newest with figures; the running one where none of the last year has. `known` are the
    newest periods. At most three queries."""
    if _is_always_there(indicator):
        return running
    months = [running, *spans.months_before(running, LATELY, known=known)]
    told = _told(months, indicator, place)
    if not told:
        # Seldom, and a year of everybody's half months is much to read.
        earlier = spans.months_before(running, LOOKED_BACK, known=known)[LATELY:]
        told = _told(earlier, indicator, place)
    is_fresh = pace.has_just_begun(running.first_on, running.last_on, today)
    if is_fresh and indicator.kind == Indicator.Kind.COMPUTED and months[1] in told:
        return months[1]
    return told[0] if told else running


type Days = set[tuple[date, date]]


def _is_always_there(indicator: Indicator) -> bool:
    """What stands there from day to day is there on the first of a month, too."""
    source = source_of(_measure(indicator).partition("/")[0])
    return source is not None and source.is_stock


def _measure(indicator: Indicator) -> str:
    return indicator.numerator if indicator.kind == Indicator.Kind.COMPUTED else ""


def _told(
    months: list[ReportingPeriod], indicator: Indicator, place: Unit | Agency
) -> list[ReportingPeriod]:
    """Those of which there is something, among the newest at least; `months` newest first."""
    days = _told_days(months, indicator, place) if months else set()
    return [
        one
        for one in months
        if any(first <= one.last_on and last >= one.first_on for first, last in days)
    ]


def _told_days(months: list[ReportingPeriod], indicator: Indicator, place: Unit | Agency) -> Days:
    """Days for which there is something, the newest at least."""
    name, _slash, part = _measure(indicator).partition("/")
    first = months[-1].first_on
    if not name:
        told = GivenFigure.objects.standing().filter(
            indicator__code=indicator.code, last_on__gte=first
        )
        rows = _within(told, place, "unit").order_by("-last_on")
        return set(rows.values_list("last_on", "last_on")[:NEWEST])
    if periodic_named(name):
        same = Q(pk__in=[])
        for one in months:
            same |= Q(first_on=one.first_on, last_on=one.last_on)
        counts = PeriodCount.objects.filter(same, measure=name, amount__gt=0)
        if not isinstance(place, Unit) or place.level != Unit.Level.PROVINCE:
            counts = counts.filter(place=place.pk)
        return set(counts.values_list("first_on", "last_on"))
    sums = HalfMonth.objects.filter(measure=name, since__gte=halves.since(first)).exclude(amount=0)
    if part:
        sums = sums.filter(part=part)
    sums = _within(sums, place, "place").order_by("-since")
    newest = sums.values_list("since", flat=True).distinct()[:NEWEST]
    return {(since, halves.last_of(since)) for since in newest}


def _within(rows: QuerySet[Any], place: Unit | Agency, column: str) -> QuerySet[Any]:
    """Those of a commune and what it took over, or of an agency; of the province all."""
    if isinstance(place, Agency):
        return rows.filter(**{f"{column}__in": Agency.objects.within(place).values("pk")})
    if place.level == Unit.Level.PROVINCE:
        return rows
    earlier = UnitLineage.objects.filter(later=place).values("earlier")
    return rows.filter(**{f"{column}__in": earlier})
