"""Which days a reporting period has, by its kind, its number and the day its months begin on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lms.dashboards.models import ReportingPeriod

Kind = ReportingPeriod.Kind
LATEST_START = 28
"""The last day that every month has."""
MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}
LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one period and what it is called."""

    kind: str
    name: str
    first: date
    last: date


def of_year(year: int, *, starts_on: int = 1, with_weeks: bool = False) -> Iterator[Days]:
    """The months, quarters, halves and the whole of a year; its weeks where they are asked for.

    A month that does not begin on the 1st begins in the calendar month before: December's, closed
    on the 14th, begins on 15 November.
    """
    for kind, months in MONTHS.items():
        for number in range(1, 12 // months + 1):
            first = _start(year, (number - 1) * months, starts_on)
            last = _start(year, number * months, starts_on) - timedelta(days=1)
            yield Days(kind, _name(kind, number, year), first, last)
    if with_weeks:
        yield from _weeks(year)


def of_years(first_year: int, last_year: int, *, starts_on: int = 1) -> Days:
    """Several years together; raises ValueError for fewer than two, or more than ten."""
    if not 1 < last_year - first_year + 1 <= LONGEST_YEARS:
        message = "two to ten years make a period of several years"
        raise ValueError(message)
    name = _("Giai đoạn %(first)s–%(last)s") % {"first": first_year, "last": last_year}
    end = _start(last_year, 12, starts_on) - timedelta(days=1)
    return Days(Kind.YEARS, name, _start(first_year, 0, starts_on), end)


def before(kind: str, first: date, last: date) -> tuple[date, date]:
    """The days of the same length just before a period: the calendar's own for months and more."""
    end = first - timedelta(days=1)
    if kind == Kind.WEEK:
        return first - timedelta(days=7), end
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    at = first.year * 12 + first.month - 1 - max(months, 1)
    return date(at // 12, at % 12 + 1, min(first.day, LATEST_START)), end


def _start(year: int, months: int, starts_on: int) -> date:
    if not 1 <= starts_on <= LATEST_START:
        message = "a month begins on a day that every month has"
        raise ValueError(message)
    at = year * 12 + months - (starts_on > 1)
    return date(at // 12, at % 12 + 1, starts_on)


def _weeks(year: int) -> Iterator[Days]:
    monday = date.fromisocalendar(year, 1, 1)
    number = 1
    while monday.isocalendar().year == year:
        name = _name(Kind.WEEK, number, year)
        yield Days(Kind.WEEK, name, monday, monday + timedelta(days=6))
        monday += timedelta(days=7)
        number += 1


def _name(kind: str, number: int, year: int) -> str:
    said = {"number": number, "year": year}
    match kind:
        case Kind.WEEK:
            return _("Tuần %(number)s/%(year)s") % said
        case Kind.MONTH:
            return _("Tháng %(number)s/%(year)s") % said
        case Kind.QUARTER:
            return _("Quý %(number)s/%(year)s") % (
                said | {"number": ("I", "II", "III", "IV")[number - 1]}
            )
        case Kind.HALF:
            return (
                _("6 tháng đầu năm %(year)s") if number == 1 else _("6 tháng cuối năm %(year)s")
            ) % said
    return _("Năm %(year)s") % said
