"""Housekeeping: jobs that every night brings anew."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Handler, job_kind

NIGHT = time(2, 30, tzinfo=clock.VIETNAM)

_names: list[str] = []


def every_night(
    name: str, *, label: str = "", prepare: Callable[[Job], Any] | None = None
) -> Callable[[Handler], Handler]:
    """Declare a job of the bulk queue that is due at half past two, every night.

    A machine that was off at that time does it when it is next on. `prepare` as for any job.
    """
    declare = job_kind(name, label=label, queue=Job.Queue.BULK, prepare=prepare)

    def noted(handler: Handler) -> Handler:
        _names.append(name)
        return declare(handler)

    return noted


def plan() -> int:
    """Write the rows of today that are not there yet; how many."""
    today = clock.today()
    keys = {f"{name}:{today.isoformat()}": name for name in _names}
    written = set(Job.objects.filter(key__in=keys).values_list("key", flat=True))
    missing = {key: name for key, name in keys.items() if key not in written}
    for key, name in missing.items():
        jobs.add(name, key=key, due_at=datetime.combine(today, NIGHT))
    return len(missing)
