"""Later work, for those who ask for it: add a job, say how far it is, try it again."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from lms.audit import services as audit
from lms.common import clock
from lms.jobs import bell
from lms.jobs.models import Job
from lms.jobs.registry import kind_named

NOTE_LENGTH = 200


def add(
    kind: str,
    *,
    key: str,
    ids: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    requested_by: AbstractBaseUser | None = None,
) -> Job:
    """Write the row in the caller's transaction and ring when that is committed.

    The same key twice is the same row, whatever its state; work that is wanted anew has a new
    key. A row due in the future is begun within 15 seconds of its time.
    """
    declared = kind_named(kind)
    wanted = Job(
        kind=kind,
        queue=declared.queue,
        key=key,
        ids=ids or {},
        max_attempts=declared.max_attempts,
        due_at=due_at or clock.now(),
        requested_by_id=requested_by.pk if requested_by else None,
    )
    Job.objects.bulk_create([wanted], ignore_conflicts=True)
    job = Job.objects.get(key=key)
    if job.state == Job.State.WAITING and job.due_at <= clock.now():
        bell.ring(job.queue)
    return job


def progress(job: Job, done: int, total: int, *, note: str = "") -> None:
    """Say how far the work is; seen by others when the surrounding transaction commits.

    Does nothing when the row has been given to another attempt.
    """
    Job.objects.ours(job).update(done_count=done, total_count=total, note=note[:NOTE_LENGTH])


def retry(job: Job, *, by: AbstractBaseUser) -> bool:
    """Give a job that failed, or waits after a failure, a fresh start; false if there is none."""
    with transaction.atomic():
        again = (
            Job.objects.broken()
            .filter(pk=job.pk)
            .update(
                state=Job.State.WAITING,
                failed_count=0,
                error="",
                due_at=clock.now(),
                finished_at=None,
            )
        )
        if not again:
            return False
        audit.record("job.retried", subject=job, actor=by, kind=job.kind)
        bell.ring(job.queue)
    return True
