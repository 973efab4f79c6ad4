"""When a worker last answered the clock: the sweep leaves its time in the cache.

The cache is shared by all processes and may forget; that shows as "not heard yet" until the
next sweep, 15 seconds later.
"""

from datetime import datetime, timedelta

from django.core.cache import cache

KEY = "jobs.pulse"
# Every process of a worker may be busy for a share of time and a lease before it sweeps.
SILENT_AFTER = timedelta(minutes=3)


def note(now: datetime) -> None:
    """A worker swept."""
    cache.set(KEY, now, timeout=None)


def last() -> datetime | None:
    """When a worker last swept, as far as anybody remembers."""
    heard: datetime | None = cache.get(KEY)
    return heard


def is_silent(heard: datetime | None, now: datetime) -> bool:
    """True when no worker has been heard for longer than the busiest one may be quiet."""
    return heard is None or now - heard > SILENT_AFTER
