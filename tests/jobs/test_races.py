"""What two workers at the same moment must not do; only PostgreSQL lets them try."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from lms.audit import services as audit
from lms.common import clock
from lms.jobs import running
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import job_kind
from tests.crowds import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

inside, go_on = threading.Event(), threading.Event()


@job_kind("test.held")
def held(job):
    """Sits in its transaction until told to go on."""
    audit.record("proof.effect", key=job.key)
    inside.set()
    assert go_on.wait(10)


@pytest.fixture(autouse=True)
def _events():
    inside.clear()
    go_on.clear()


def test_one_job_is_claimed_by_one_of_many():
    for number in range(10):
        jobs.add("test.note", key=f"a{number}")
        claims = at_once(6, lambda _: running.claim("now"))
        assert sum(claim is not None for claim in claims) == 1


def test_the_same_key_added_at_once_is_one_job():
    def add(number):
        with transaction.atomic():
            return jobs.add("test.note", key="same", ids={"n": number}).pk

    assert len(set(at_once(6, add))) == 1


def test_many_workers_do_every_job_once(effects):
    keys = [jobs.add("test.note", key=f"a{number}").key for number in range(60)]
    assert sum(at_once(4, lambda _: running.drain("now"))) == 60
    assert [effects(key) for key in keys] == [1] * 60


def test_a_job_in_the_middle_of_its_finish_is_not_taken_away(effects):
    jobs.add("test.held", key="a")
    job = running.claim("now")
    Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(closing(running.run), job)
        assert inside.wait(10)
        sweeper = threads.submit(closing(running.sweep))
        go_on.set()
        slow.result(10)
        assert sweeper.result(10) == 0
    job.refresh_from_db()
    assert (job.state, job.attempt, effects("a")) == ("done", 1, 1)


def closing(function):
    def call(*words):
        try:
            return function(*words)
        finally:
            connection.close()

    return call
