"""A job is written with the change that needs it, and the bell rings when that is committed."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery, current_app
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.jobs import bell
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.settings import brokers


@pytest.fixture
def bells(monkeypatch):
    """bells(queue): how many messages wait at the broker, which is this process's memory."""
    monkeypatch.setattr(bell, "_silent_until", 0.0)
    with current_app.connection() as broker:
        channel = broker.channel()

        def waiting(queue="now"):
            return channel._size(queue)

        for queue in Job.Queue.values:
            channel._purge(queue)
        yield waiting


def test_a_job_added_is_waiting_in_the_queue_of_its_kind(db, hoa):
    job = jobs.add("test.note_bulk", key="a", ids={"course": 7}, requested_by=hoa)
    job.refresh_from_db()
    assert (job.queue, job.state, job.ids, job.requested_by) == (
        "bulk",
        "waiting",
        {"course": 7},
        hoa,
    )


def test_the_same_key_twice_is_the_same_job(db):
    first = jobs.add("test.note", key="seal-1", ids={"n": 1})
    second = jobs.add("test.note", key="seal-1", ids={"n": 2})
    assert first.pk == second.pk
    assert Job.objects.get().ids == {"n": 1}


def test_a_key_that_is_done_is_not_done_again(db, run_jobs, effects):
    jobs.add("test.note", key="once")
    run_jobs()
    assert jobs.add("test.note", key="once").state == "done"
    assert run_jobs() == 0
    assert effects("once") == 1


def test_a_kind_nobody_declared_is_refused_at_once(db):
    with pytest.raises(LookupError, match=r"test\.unknown"):
        jobs.add("test.unknown", key="a")


def test_a_change_rolled_back_leaves_no_job_and_rings_no_bell(transactional_db, bells):
    def change():
        with transaction.atomic():
            jobs.add("test.note", key="a")
            raise IntegrityError

    with pytest.raises(IntegrityError):
        change()
    assert not Job.objects.exists()
    assert bells() == 0


def test_the_bell_rings_once_when_the_change_is_committed(transactional_db, bells):
    with transaction.atomic():
        for number in range(20):
            jobs.add("test.note", key=f"a{number}")
        jobs.add("test.note_bulk", key="b")
        assert bells() == 0
    assert (bells("now"), bells("bulk")) == (1, 1)


def test_a_bell_of_a_savepoint_rolled_back_does_not_stand_for_a_later_one(transactional_db, bells):
    def inner():
        with transaction.atomic():
            jobs.add("test.note", key="lost")
            raise IntegrityError

    with transaction.atomic():
        with pytest.raises(IntegrityError):
            inner()
        jobs.add("test.note", key="kept")
    assert bells() == 1
    assert Job.objects.get().key == "kept"


def test_a_job_for_later_rings_no_bell_now(transactional_db, bells):
    jobs.add("test.note", key="a", due_at=clock.now() + timedelta(hours=1))
    assert bells() == 0


@pytest.fixture
def dead_broker(monkeypatch, bells):
    """Nothing listens where the messages should go."""
    url = "redis://127.0.0.1:9/0"
    app = Celery("dead", broker=url, set_as_current=False)
    app.conf.broker_transport_options = brokers.transport_options(url, Path())
    monkeypatch.setattr(bell, "current_app", app)


def test_a_dead_broker_breaks_no_request_and_is_asked_only_once(
    transactional_db, dead_broker, caplog
):
    began = time.monotonic()
    for number in range(20):
        jobs.add("test.note", key=f"a{number}")
    # Asking for each would take 20 seconds and more.
    assert time.monotonic() - began < 15
    assert Job.objects.count() == 20
    assert caplog.text.count("the sweeper will ring") == 1
