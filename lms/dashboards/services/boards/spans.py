"""The periods of a board: those that are reported on, and where there are none the calendar's.

A period is written in an address by its kind and first day ("thang-2026-11", "tuan-2026-11-23"),
so that it is the same before and after somebody opened it.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from django.db.models import Q

from lms.common import clock
from lms.dashboards.models import ReportingPeriod
from lms.dashboards.services import naming
from lms.dashboards.services.targets import calendar

Kind = ReportingPeriod.Kind
WORDS = {
    Kind.WEEK: "tuan",
    Kind.MONTH: "thang",
    Kind.QUARTER: "quy",
    Kind.HALF: "nua-nam",
    Kind.YEAR: "nam",
    Kind.YEARS: "giai-doan",
}
MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}
EARLIEST = date(2020, 1, 1)
SHOWN = 30


def key(period: ReportingPeriod) -> str:
    """How it is written in an address."""
    day = f"{period.first_on:%Y-%m-%d}".removesuffix("-01")
    return f"{WORDS[Kind(period.kind)]}-{day}"


def chosen(written: str, *, today: date) -> tuple[list[ReportingPeriod], ReportingPeriod]:
    """What can be chosen, newest first, and the period of this key; for anything that is none, or
    has not begun, the month of today. The one that is chosen is among them."""
    rows = ReportingPeriod.objects.filter(first_on__lte=today).exclude(kind=Kind.WEEK)
    found = list(rows.order_by("-first_on", "last_on")[:SHOWN])
    if not found:
        found = [
            _of_calendar(kind, one.span.first)
            for kind, (_label, listed) in zip(MONTHS, naming.recent(today), strict=True)
            for one in listed
        ]
    by_key = {key(one): one for one in found}
    period = by_key.get(written) or _read(written, today) or _current(found, today)
    return with_chosen(found, period)


def with_chosen(
    found: list[ReportingPeriod], period: ReportingPeriod
) -> tuple[list[ReportingPeriod], ReportingPeriod]:
    """What can be chosen, with this among them; and it as it stands there."""
    same = next((one for one in found if key(one) == key(period)), None)
    return (found, same) if same else ([*found, period], period)


def months_before(
    period: ReportingPeriod, count: int, *, known: Sequence[ReportingPeriod] = ()
) -> list[ReportingPeriod]:
    """So many months before one, the newest first: those that are reported on, else the
    calendar's; one query, none where all are among the known."""
    months = [one for one in known if one.kind == Kind.MONTH and one.last_on < period.first_on]
    just_before = period.first_on - timedelta(days=1)
    if len(months) >= count and months[0].last_on == just_before:
        return months[:count]
    rows = ReportingPeriod.objects.filter(kind=Kind.MONTH, last_on__lt=period.first_on)
    found = list(rows.order_by("-first_on")[:count])
    if found and found[0].last_on == just_before:
        return found
    return months_to(just_before, count)[::-1]


def _current(found: Sequence[ReportingPeriod], today: date) -> ReportingPeriod:
    months = (one for one in found if one.kind == Kind.MONTH and one.last_on >= today)
    return next(months, None) or _of_calendar(Kind.MONTH, today.replace(day=1))


def _read(written: str, today: date) -> ReportingPeriod | None:
    for kind, known in WORDS.items():
        if written.startswith(f"{known}-"):
            with suppress(ValueError):
                day = written.removeprefix(f"{known}-")
                first = date.fromisoformat(day if day.count("-") > 1 else f"{day}-01")
                return _found(kind, first) if EARLIEST <= first <= today else None
    return None


def before(
    period: ReportingPeriod, *, known: Sequence[ReportingPeriod] = ()
) -> tuple[ReportingPeriod, ReportingPeriod]:
    """The period just before, and the same one of the year before; one query, none where both are
    among the known."""
    first, last = calendar.before(period.kind, period.first_on, period.last_on)
    year = _year_back(period.first_on), _year_back(period.last_on + timedelta(days=1))
    spans = [(first, last), (year[0], year[1] - timedelta(days=1))]
    rows = {(one.first_on, one.last_on): one for one in known if one.kind == period.kind}
    if not rows.keys() >= {*spans}:
        same = Q(pk__in=[])
        for begun, ended in spans:
            same |= Q(first_on=begun, last_on=ended)
        asked = ReportingPeriod.objects.filter(same, kind=period.kind)
        rows = {(one.first_on, one.last_on): one for one in asked}
    found = [
        rows.get(span)
        or ReportingPeriod(
            kind=period.kind, name=naming.name(*span), first_on=span[0], last_on=span[1]
        )
        for span in spans
    ]
    return found[0], found[1]


def before_year(period: ReportingPeriod) -> date:
    """The first day of the same period a year before."""
    return _year_back(period.first_on)


def months_to(last: date, count: int) -> list[ReportingPeriod]:
    """So many calendar months up to the one this day lies in, oldest first; none is asked for in
    the database."""
    first, found = last.replace(day=1), []
    for _number in range(count):
        found.append(_of_calendar(Kind.MONTH, first))
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


def _found(kind: Kind, first: date) -> ReportingPeriod | None:
    if found := ReportingPeriod.objects.filter(kind=kind, first_on=first).first():
        return found
    months = MONTHS.get(kind)
    is_of_calendar = months and first.day == 1 and (first.month - 1) % months == 0
    return _of_calendar(kind, first) if is_of_calendar else None


def _of_calendar(kind: Kind, first: date) -> ReportingPeriod:
    last = first
    for _month in range(MONTHS[kind]):
        last = clock.last_of_month(last) + timedelta(days=1)
    last -= timedelta(days=1)
    name = naming.name(first, last)
    return ReportingPeriod(
        kind=kind, name=name[:1].upper() + name[1:], first_on=first, last_on=last
    )


def _year_back(day: date) -> date:
    """The same day a year before; of 29 February the last of that month."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
