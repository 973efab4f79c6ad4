"""Periods by name: the months, quarters, half years and years people choose from."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lms.common import clock
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.halves import MIDDLE

MONTHS_BACK, QUARTERS_BACK, HALVES_BACK, YEARS_BACK = 24, 8, 4, 5
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period(Span):
    """A span with a first day: what figures are told for."""

    first: date


@dataclass(frozen=True, slots=True)
class Named:
    """A period that can be chosen: how it is written in an address, and how it is read."""

    key: str
    name: str
    span: Period


def recent(on: date) -> list[tuple[str, list[Named]]]:
    """The periods that have begun, newest first, by how long they are."""
    kinds = (
        (_("Tháng"), 1, MONTHS_BACK),
        (_("Quý"), 3, QUARTERS_BACK),
        (_("6 tháng"), 6, HALVES_BACK),
        (_("Năm"), 12, YEARS_BACK),
    )
    return [(label, _back(on, months, count)) for label, months, count in kinds]


def chosen(key: str, *, on: date) -> Named | None:
    """The period of this key, if it is one of those that may be chosen on that day."""
    every = (one for _label, listed in recent(on) for one in listed)
    return next((one for one in every if one.key == key), None)


def usual(on: date) -> Named:
    """The month people work on: the one before, until the first half of a month is over."""
    return month_of(on if on.day >= MIDDLE else on.replace(day=1) - timedelta(days=1))


def month_of(on: date) -> Named:
    return _named(on.replace(day=1), 1)


def key(first: date, last: date) -> str:
    """How the period of these days is written in an address."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return f"{first:%Y-%m}-{months}"


def name(first: date | None, last: date) -> str:
    """A span by the name of its month, quarter, half year or year; else by its days."""
    if first is None:
        return _("đến %(day)s") % {"day": f"{last:%d/%m/%Y}"}
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    is_whole = first.day == 1 and last == clock.last_of_month(last)
    if is_whole and months in {1, 3, 6, 12} and (first.month - 1) % months == 0:
        return _name(first, months)
    return _("từ %(first)s đến %(last)s") % {
        "first": f"{first:%d/%m/%Y}",
        "last": f"{last:%d/%m/%Y}",
    }


def other(real: Span | None, asked: Span) -> str:
    """The name of the period a figure is really for; blank where it is the one asked for."""
    if real is None or (real.first, real.last) == (asked.first, asked.last):
        return ""
    return name(real.first, real.last)


def _back(on: date, months: int, count: int) -> list[Named]:
    month = on.month - (on.month - 1) % months
    first, found = date(on.year, month, 1), []
    for _number in range(count):
        found.append(_named(first, months))
        for _month in range(months):
            first = (first - timedelta(days=1)).replace(day=1)
    return found


def _named(first: date, months: int) -> Named:
    after = first
    for _month in range(months):
        after = clock.last_of_month(after) + timedelta(days=1)
    last = after - timedelta(days=1)
    return Named(f"{first:%Y-%m}-{months}", _name(first, months), Period(first, last))


def _name(first: date, months: int) -> str:
    if months == 1:
        return _("tháng %(month)s/%(year)s") % {"month": first.month, "year": first.year}
    if months == 3:  # a quarter
        return _("quý %(number)s/%(year)s") % {
            "number": ROMAN[(first.month - 1) // 3],
            "year": first.year,
        }
    if months == 6:  # half a year
        words = (
            _("6 tháng đầu năm %(year)s") if first.month == 1 else _("6 tháng cuối năm %(year)s")
        )
        return words % {"year": first.year}
    return _("năm %(year)s") % {"year": first.year}
