"""The bell: a message that names a queue and nothing else.

It says "there may be work"; a lost, doubled or late one costs time, never a job, because the
sweeper rings again for every row that waits.
"""

import logging
import time
from dataclasses import dataclass

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import KombuError

DRAIN_TASK = "jobs.drain"
STALE_AFTER_SECONDS = 60
SILENT_AFTER_FAILURE_SECONDS = 10

logger = logging.getLogger(__name__)
_silent_until = 0.0


@dataclass(frozen=True)
class Bell:
    """Rings for one queue when called; equal bells are interchangeable."""

    queue: str

    def __call__(self) -> None:
        global _silent_until  # noqa: PLW0603  a broker that is down must not slow every request
        if time.monotonic() < _silent_until:
            return
        try:
            current_app.send_task(
                DRAIN_TASK,
                args=[self.queue],
                queue=self.queue,
                expires=STALE_AFTER_SECONDS,
                retry=False,
                ignore_result=True,
            )
        except (OSError, KombuError) as error:
            _silent_until = time.monotonic() + SILENT_AFTER_FAILURE_SECONDS
            logger.warning("no bell for %s, the sweeper will ring: %s", self.queue, error)


def ring(queue: str) -> None:
    """Ring once this transaction is committed, however often this is called in it."""
    bell = Bell(queue)
    alive = set(connection.savepoint_ids)
    for entry in connection.run_on_commit:
        # A bell set in a savepoint that may still be rolled back is no promise for ours.
        if entry[1] == bell and entry[0] <= alive:
            return
    transaction.on_commit(bell, robust=True)
