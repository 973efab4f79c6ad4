"""Jobs worked off as a worker does, and what that took."""

import os
import time
from contextlib import contextmanager


def cpu():
    """Seconds of the processor used by this process, its ended children and the one that draws."""
    from certificates import rendering  # noqa: PLC0415

    used = os.times()
    own = used.user + used.system + used.children_user + used.children_system
    return own + (_of(child) if (child := rendering.child_pid()) else 0.0)


def work_off():
    """Work off all long jobs; how long the longest transaction took."""
    from lms.jobs import running  # noqa: PLC0415
    from lms.jobs.models import Job  # noqa: PLC0415

    longest = 0.0
    while job := running.claim(Job.Queue.BULK):
        begun = time.monotonic()
        running.run(job)
        longest = max(longest, time.monotonic() - begun)
    assert not Job.objects.exclude(error="").exists()
    return longest


@contextmanager
def queries():
    """A list that every query within adds to, without BEGIN and COMMIT."""
    from django.db import connection  # noqa: PLC0415

    asked = []

    def note(execute, sql, *more):
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        yield asked


def _of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
