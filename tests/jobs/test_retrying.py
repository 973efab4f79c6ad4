"""A person may give a failed job a fresh start."""

import pytest

from lms.audit.models import AuditEvent
from lms.jobs import services as jobs
from lms.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed():
    return Job.objects.create(
        kind="test.note",
        key="a",
        state=Job.State.FAILED,
        failed_count=8,
        attempt=8,
        error="Mất mạng",
    )


def test_a_failed_job_is_tried_again_from_the_start(failed, son, run_jobs, effects):
    assert jobs.retry(failed, by=son)
    assert run_jobs() == 1
    failed.refresh_from_db()
    assert (failed.state, failed.attempt, effects("a")) == ("done", 9, 1)


def test_who_tried_again_is_recorded(failed, son):
    jobs.retry(failed, by=son)
    event = AuditEvent.objects.get(action="job.retried")
    assert (event.actor, event.subject_id) == (son, str(failed.pk))


def test_trying_again_twice_is_trying_again_once(failed, son):
    assert jobs.retry(failed, by=son)
    assert not jobs.retry(failed, by=son)
    assert AuditEvent.objects.filter(action="job.retried").count() == 1


def test_a_job_that_waits_after_a_failure_need_not_wait(son, run_jobs):
    job = jobs.add("test.break", key="a")
    run_jobs(may_fail=True)
    assert run_jobs(may_fail=True) == 0
    assert jobs.retry(job, by=son)
    assert run_jobs(may_fail=True) == 1


@pytest.mark.parametrize("state", ["waiting", "running", "done"])
def test_a_job_in_good_order_is_not_tried_again(state, son):
    job = jobs.add("test.note", key="a")
    Job.objects.update(state=state, lease_until=job.due_at, finished_at=job.due_at)
    assert not jobs.retry(job, by=son)
