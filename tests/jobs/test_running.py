"""A job's effects happen exactly once, whoever is slow, lost or killed."""

from datetime import timedelta

import pytest
import time_machine

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs import running
from lms.jobs import services as jobs
from lms.jobs.models import Job
from tests.jobs import kinds

pytestmark = pytest.mark.django_db


def later(**wait):
    return time_machine.travel(clock.now() + timedelta(**wait), tick=True)


def test_a_due_job_is_done_once(run_jobs, effects):
    job = jobs.add("test.note", key="a")
    assert run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error, effects("a")) == ("done", 1, "", 1)
    assert job.finished_at is not None
    assert job.lease_until is None


def test_the_job_that_waits_longest_comes_first():
    now = clock.now()
    for minutes in (1, 3, 2):
        jobs.add("test.note", key=f"{minutes} min", due_at=now - timedelta(minutes=minutes))
    assert running.claim("now").key == "3 min"


def test_a_job_for_later_is_left_until_its_time(run_jobs, effects):
    jobs.add("test.note", key="a", due_at=clock.now() + timedelta(hours=1))
    assert run_jobs() == 0
    with later(hours=1, seconds=1):
        assert run_jobs() == 1
    assert effects("a") == 1


def test_a_queue_is_drained_without_touching_the_other():
    jobs.add("test.note_bulk", key="bulk")
    assert running.drain("now") == 0
    assert running.drain("bulk") == 1


def test_bulk_work_never_takes_every_worker(settings):
    settings.JOBS_BULK_AT_ONCE = 1
    for key in ("a", "b"):
        jobs.add("test.note_bulk", key=key)
    jobs.add("test.note", key="code")
    assert running.claim("bulk") is not None
    assert running.drain("bulk") == 0
    assert running.drain("now") == 1


def test_draining_stops_when_the_share_of_time_is_used_up():
    for number in range(3):
        jobs.add("test.note", key=f"a{number}")
    assert running.drain("now", seconds=0) == 1
    assert Job.objects.filter(state="waiting").count() == 2


def test_draining_stops_between_jobs_when_told_to():
    for number in range(3):
        jobs.add("test.note", key=f"a{number}")
    answers = iter([True, False])
    assert running.drain("now", keep_going=lambda: next(answers)) == 1
    assert not Job.objects.filter(state="running").exists()


def test_a_claimed_job_is_claimed_by_nobody_else():
    jobs.add("test.note", key="a")
    assert running.claim("now") is not None
    assert running.claim("now") is None


def test_a_job_whose_worker_was_lost_is_taken_again(effects, settings):
    jobs.add("test.note", key="a")
    lost = running.claim("now")
    assert running.recover() == 0
    with later(seconds=settings.JOBS_LEASE_SECONDS + 1):
        assert running.drain("now") == 1
    lost.refresh_from_db()
    assert (lost.state, lost.attempt, effects("a")) == ("done", 2, 1)


def test_a_worker_thought_dead_comes_back_too_late(effects, settings):
    jobs.add("test.note", key="a")
    slow = running.claim("now")
    with later(seconds=settings.JOBS_LEASE_SECONDS + 1):
        running.drain("now")
        running.run(slow)
        with pytest.raises(running.Fenced):
            running.finish(slow)
    assert effects("a") == 1


def test_a_late_worker_can_neither_finish_nor_fail_nor_move_what_another_holds(settings):
    jobs.add("test.note", key="a")
    slow = running.claim("now")
    with later(seconds=settings.JOBS_LEASE_SECONDS + 1):
        running.recover()
        holder = running.claim("now")
        running.run(slow)
        running.fail(slow, ValueError("muộn"))
        jobs.progress(slow, 9, 9)
        holder.refresh_from_db()
    assert (holder.state, holder.attempt, holder.done_count) == ("running", 2, 0)
    assert holder.error == running.LEASE_LOST


def test_the_effects_of_a_handler_that_breaks_are_undone(run_jobs, effects):
    job = jobs.add("test.break", key="a")
    run_jobs(may_fail=True)
    job.refresh_from_db()
    assert effects("a") == 0
    assert (job.state, job.failed_count) == ("waiting", 1)
    assert "ValueError: số 0912345678 không gọi được" in job.error
    assert "write_then_break" in job.error


def test_what_an_error_says_is_not_logged(run_jobs, caplog):
    jobs.add("test.break", key="a")
    run_jobs(may_fail=True)
    assert "ValueError in write_then_break" in caplog.text
    assert "0912345678" not in caplog.text


@pytest.mark.parametrize(
    ("failed_count", "seconds"), [(0, 15), (1, 30), (2, 60), (7, 1920), (8, 3600), (500, 3600)]
)
def test_each_failure_waits_longer_than_the_one_before(failed_count, seconds):
    job = Job.objects.create(kind="test.note", key="a", failed_count=failed_count, max_attempts=999)
    running.fail(running.claim("now"), ValueError())
    wait = Job.objects.get(pk=job.pk).due_at - clock.now()
    assert timedelta(seconds=seconds - 5) < wait <= timedelta(seconds=seconds)


def test_after_its_last_try_a_job_is_failed_and_says_why(run_jobs):
    job = jobs.add("test.brittle", key="a")
    run_jobs(may_fail=True)
    with later(seconds=16):
        run_jobs(may_fail=True)
    job.refresh_from_db()
    assert (job.state, job.failed_count) == ("failed", 2)
    assert job.error.startswith("ConnectionError: hỏng")
    assert AuditEvent.objects.filter(action="proof.given_up").count() == 1


def test_a_job_that_kills_its_worker_every_time_is_failed_in_the_end(settings):
    job = jobs.add("test.brittle", key="a")
    for _ in range(2):
        assert running.claim("now") is not None
        Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
        running.recover()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", running.LEASE_LOST)


def test_hopeless_work_is_given_up_at_once(run_jobs):
    job = jobs.add("test.hopeless", key="a")
    run_jobs(may_fail=True)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "Khóa học đã bị xóa.")
    assert AuditEvent.objects.filter(action="proof.given_up").count() == 1


def test_a_report_of_failure_that_breaks_does_not_keep_the_job_open(run_jobs):
    job = jobs.add("test.hopeless_untold", key="a")
    run_jobs(may_fail=True)
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_kind_that_left_the_code_fails_with_a_reason():
    job = Job.objects.create(kind="gone.kind", key="a", max_attempts=1)
    running.drain("now")
    job.refresh_from_db()
    assert job.state == "failed"
    assert "gone.kind" in job.error


def test_what_is_prepared_is_handed_to_the_handler(run_jobs):
    jobs.add("test.render", key="a")
    run_jobs()
    assert AuditEvent.objects.get(action="proof.effect").detail["pdf"] == "a.pdf"


@pytest.mark.django_db(transaction=True)
def test_preparing_holds_no_transaction(run_jobs):
    jobs.add("test.render", key="a")
    run_jobs()
    assert kinds.calls == ["a: outside a transaction"]


def test_long_work_goes_on_part_by_part_and_shows_how_far_it_is(effects):
    job = jobs.add("test.chunks", key="a")
    running.run(running.claim("bulk"))
    job.refresh_from_db()
    assert (job.state, job.done_count, job.total_count) == ("waiting", 1, 3)
    assert job.note == "Xong phần 1"
    assert running.drain("bulk") == 2
    job.refresh_from_db()
    assert (job.state, job.done_count, effects("a")) == ("done", 3, 3)


def test_a_part_that_went_well_forgives_earlier_failures():
    jobs.add("test.chunks", key="a")
    Job.objects.update(failed_count=5, error="hỏng")
    job = running.claim("bulk")
    running.run(job)
    job.refresh_from_db()
    assert (job.failed_count, job.error) == (0, "")


def test_parts_of_two_long_jobs_take_turns():
    jobs.add("test.chunks", key="a")
    jobs.add("test.chunks", key="b")
    turns = []
    while job := running.claim("bulk"):
        turns.append(job.key)
        running.run(job)
    assert turns == ["a", "b", "a", "b", "a", "b"]


def test_a_job_may_ask_for_another(run_jobs, effects):
    jobs.add("test.ask_more", key="a")
    assert run_jobs() == 2
    assert effects("a-more") == 1
