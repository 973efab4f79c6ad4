"""The one place that reads the time. Dates are the calendar days of Asia/Ho_Chi_Minh."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def local(moment: datetime) -> datetime:
    """The same moment on a Vietnamese clock; raises ValueError for a naive time."""
    if timezone.is_naive(moment):
        message = "a naive time has no place on the clock"
        raise ValueError(message)
    return moment.astimezone(VIETNAM)


def today() -> date:
    """The calendar day in Vietnam."""
    return local(now()).date()


def midnight(day: date) -> datetime:
    """The first moment of a day in Vietnam."""
    return datetime.combine(day, time.min, tzinfo=VIETNAM)


def span(first: date, last: date) -> tuple[datetime, datetime]:
    """The first moment of a day, and the first one after another day, in Vietnam."""
    return midnight(first), midnight(last + timedelta(days=1))


def last_of_month(day: date) -> date:
    """The last day of the month a day lies in."""
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first_of_next - timedelta(days=1)
