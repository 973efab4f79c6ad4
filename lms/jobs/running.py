"""How rows are worked off: claim, do, finish, fail; for the worker and the sweeper.

A claim is a conditional update that raises `attempt`; whoever finishes must still hold that
number. The handler's database effects and the finish are one transaction, so a worker that is
killed, or was thought dead and comes back, changes nothing twice.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from lms.common import clock, faults
from lms.jobs import bell
from lms.jobs.models import Job
from lms.jobs.registry import Again, GiveUp, Kind, kind_named

SHARE_SECONDS = 50
FIRST_WAIT = timedelta(seconds=15)
NO_WAIT = timedelta(0)
LONGEST_WAIT = timedelta(hours=1)
CANDIDATES = 8
LONG_TRANSACTION_SECONDS = 2.0
ERROR_LENGTH = 1000
LEASE_LOST = "Máy làm việc này đã dừng giữa chừng."

logger = logging.getLogger(__name__)


class Fenced(Exception):
    """Another attempt holds the row now; nothing of ours may stay."""


def drain(
    queue: str, *, seconds: float = SHARE_SECONDS, keep_going: Callable[[], bool] = lambda: True
) -> int:
    """Work off due rows of the queue one at a time; how many were taken.

    Ends when none is due, the share of time is used up (and rings for the rest), or
    `keep_going` says no.
    """
    until = time.monotonic() + seconds
    taken = 0
    recover()
    while keep_going():
        job = None if _is_full(queue) else claim(queue)
        if job is None:
            return taken
        if not taken:
            _call_for_help(queue)
        run(job)
        taken += 1
        if time.monotonic() >= until:
            bell.ring(queue)
            return taken
    return taken


def _is_full(queue: str) -> bool:
    """Bulk work may not take every worker, or a code somebody waits for would wait too."""
    if queue != Job.Queue.BULK:
        return False
    running = Job.objects.filter(queue=queue, state=Job.State.RUNNING).count()
    return running >= settings.JOBS_BULK_AT_ONCE


def _call_for_help(queue: str) -> None:
    """Ring for a second worker when more is waiting; the last one called finds nothing."""
    if Job.objects.filter(queue=queue).due(clock.now()).exists():
        bell.ring(queue)


def claim(queue: str) -> Job | None:
    """The due row that waits longest, now ours until its lease ends; None when none is due."""
    while True:
        now = clock.now()
        waiting = list(Job.objects.filter(queue=queue).due(now).order_by("due_at")[:CANDIDATES])
        if not waiting:
            return None
        for job in waiting:
            if _take(job):
                return job


def _take(job: Job) -> bool:
    lease_until = clock.now() + timedelta(seconds=settings.JOBS_LEASE_SECONDS)
    taken = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, attempt=F("attempt") + 1, lease_until=lease_until
    )
    if taken:
        job.state = Job.State.RUNNING
        job.attempt += 1
        job.lease_until = lease_until
    return bool(taken)


def run(job: Job) -> None:
    """Do one claimed row: prepare outside, then effects and finish in one transaction."""
    try:
        kind = kind_named(job.kind)
        prepared = (kind.prepare(job),) if kind.prepare else ()
        _apply(job, kind, prepared)
    except Fenced:
        logger.warning("job %s (%s): attempt %s came too late", job.pk, job.kind, job.attempt)
    except Exception as error:  # noqa: BLE001  whatever a handler raises belongs on its row
        fail(job, error)


def _apply(job: Job, kind: Kind, prepared: tuple[Any, ...]) -> None:
    begun = time.monotonic()
    with transaction.atomic():
        outcome = kind.handler(_held(job), *prepared)
        finish(job, outcome)
    if (took := time.monotonic() - begun) > LONG_TRANSACTION_SECONDS:
        logger.warning("job %s (%s) held its transaction for %.1f s", job.pk, job.kind, took)


def _held(job: Job) -> Job:
    """The fresh row, locked for this transaction; raises Fenced when it is no longer ours."""
    held = Job.objects.select_for_update().ours(job).first()
    if held is None:
        raise Fenced
    return held


def finish(job: Job, outcome: Again | None = None) -> None:
    """Close the row, or put it back for its next part; raises Fenced when it is not ours."""
    now = clock.now()
    if outcome is None:
        changes = {"state": Job.State.DONE, "finished_at": now}
    else:
        changes = {"state": Job.State.WAITING, "due_at": now + outcome.delay}
    if not Job.objects.ours(job).update(lease_until=None, failed_count=0, error="", **changes):
        raise Fenced


def fail(job: Job, error: Exception) -> None:
    """Note the error and wait 15 s, 30 s, 1 min …; after the last try, or GiveUp, for good."""
    logger.error("job %s (%s), attempt %s: %s", job.pk, job.kind, job.attempt, faults.place(error))
    if isinstance(error, GiveUp):
        _note_failure(job, text=str(error), is_last=True)
        return
    _note_failure(
        job,
        text=f"{type(error).__name__}: {error} ({faults.place(error)})",
        is_last=_is_last(job),
        wait=min(FIRST_WAIT * 2 ** min(job.failed_count, 10), LONGEST_WAIT),
    )


def _is_last(job: Job) -> bool:
    return job.failed_count + 1 >= job.max_attempts


def _note_failure(job: Job, *, text: str, is_last: bool, wait: timedelta = NO_WAIT) -> None:
    """Conditional like a finish: a row that another attempt holds is left alone."""
    now = clock.now()
    if is_last:
        changes = {"state": Job.State.FAILED, "finished_at": now}
    else:
        changes = {"state": Job.State.WAITING, "due_at": now + wait}
    with transaction.atomic():
        noted = Job.objects.ours(job).update(
            lease_until=None,
            failed_count=F("failed_count") + 1,
            error=text[:ERROR_LENGTH] or "?",
            **changes,
        )
        if noted and is_last:
            _tell(job)


def _tell(job: Job) -> None:
    """Let the kind's owner know; its own trouble must not keep the row from being closed."""
    try:
        kind = kind_named(job.kind)
        if kind.on_failed:
            with transaction.atomic():
                kind.on_failed(job)
    except Exception as error:  # noqa: BLE001
        # No traceback: its text may hold a name or a number.
        logger.error("job %s (%s): on_failed: %s", job.pk, job.kind, faults.place(error))  # noqa: TRY400


def recover() -> int:
    """Take back the rows whose worker was lost, for whoever comes first; how many."""
    lapsed = list(Job.objects.lapsed(clock.now())[:1000])
    for job in lapsed:
        _note_failure(job, text=LEASE_LOST, is_last=_is_last(job))
    return len(lapsed)


def sweep() -> int:
    """Take back lost rows and ring for every queue where one is due; how many queues rang."""
    recover()
    due = Job.objects.due(clock.now()).values_list("queue", flat=True).distinct().order_by("queue")
    queues = list(due)
    for queue in queues:
        bell.ring(queue)
    return len(queues)
