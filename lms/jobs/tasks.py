"""The two messages Celery carries: work off a queue, and sweep."""

import mmap
import sys
from typing import Any

from celery import shared_task
from celery.signals import worker_init, worker_ready, worker_shutting_down

from lms.common import clock, fitness
from lms.jobs import bell, nightly, pulse, running

# One byte shared by the worker and its forked children: they learn that it is time to stop.
_stopping = mmap.mmap(-1, 1)


@shared_task(name=bell.DRAIN_TASK)
def drain_queue(queue: str) -> int:
    return running.drain(queue, keep_going=lambda: _stopping[0] == 0)


@shared_task(name="jobs.sweep")
def sweep() -> int:
    nightly.plan()
    rung = running.sweep()
    pulse.note(clock.now())
    return rung


@worker_init.connect
def _refuse_unfit_database(**_: Any) -> None:
    """Celery swallows what a receiver raises, but lets it end the process."""
    if faults := fitness.faults():
        sys.exit(faults)


@worker_ready.connect
def _sweep_at_start(**_: Any) -> None:
    """What waited while no worker ran is begun at once, not at the next tick."""
    sweep.delay()


@worker_shutting_down.connect
def _stop_between_jobs(**_: Any) -> None:
    _stopping[0] = 1
