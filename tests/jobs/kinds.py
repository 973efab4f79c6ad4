"""Kinds of job that only the tests know; their effect is a line in the audit log."""

import time

from django.db import transaction

from lms.audit import services as audit
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.dashboards.services import folding
from lms.jobs import services as jobs
from lms.jobs.registry import Again, GiveUp, job_kind

CHUNKS = 3
WAIT_SECONDS = 0.03
FOLDED_AT_ONCE = 15
calls: list[str] = []
"""What happened outside the database."""


def effects(key: str = "") -> int:
    """How often the database says it was done."""
    lines = AuditEvent.objects.filter(action="proof.effect")
    return lines.filter(detail__key=key).count() if key else lines.count()


@job_kind("test.note")
def note(job):
    audit.record("proof.effect", key=job.key)


@job_kind("test.note_bulk", queue="bulk")
def note_bulk(job):
    audit.record("proof.effect", key=job.key)


@job_kind("test.break")
def write_then_break(job):
    audit.record("proof.effect", key=job.key)
    raise ValueError("số 0912345678 không gọi được")


def given_up(job):
    audit.record("proof.given_up", key=job.key)


@job_kind("test.brittle", max_attempts=2, on_failed=given_up)
def brittle(job):
    raise ConnectionError("hỏng")


@job_kind("test.hopeless", on_failed=given_up)
def hopeless(job):
    raise GiveUp("Khóa học đã bị xóa.")


def broken_report(job):
    raise RuntimeError("không báo được")


@job_kind("test.hopeless_untold", on_failed=broken_report)
def hopeless_untold(job):
    raise GiveUp("Khóa học đã bị xóa.")


def render(job):
    in_transaction = transaction.get_connection().in_atomic_block
    calls.append(f"{job.key}: {'inside' if in_transaction else 'outside'} a transaction")
    return f"{job.key}.pdf"


@job_kind("test.render", prepare=render)
def store(job, pdf):
    audit.record("proof.effect", key=job.key, pdf=pdf)


@job_kind("test.chunks", queue="bulk")
def chunk(job):
    audit.record("proof.effect", key=job.key)
    jobs.progress(job, job.done_count + 1, CHUNKS, note=f"Xong phần {job.done_count + 1}")
    return Again() if job.done_count + 1 < CHUNKS else None


@job_kind("test.ask_more")
def ask_more(job):
    jobs.add("test.note", key=f"{job.key}-more")


def wait(job):
    """As for a provider that answers after 30 ms."""
    time.sleep(WAIT_SECONDS)


@job_kind("test.wait", prepare=wait)
def note_after_waiting(job, _answer):
    audit.record("proof.effect", key=job.key, part=0)


@job_kind("test.write")
def write_for_long(job):
    """A kill that comes now finds the transaction open, with something in it."""
    audit.record("proof.effect", key=job.key, part=0)
    time.sleep(WAIT_SECONDS)


@job_kind("test.parts", queue="bulk", prepare=wait)
def note_part(job, _answer):
    audit.record("proof.effect", key=job.key, part=job.done_count)
    jobs.progress(job, job.done_count + 1, CHUNKS)
    return Again() if job.done_count + 1 < CHUNKS else None


@job_kind("test.fold", queue="bulk")
def fold_slowly(job):
    """A kill that comes now finds the transaction open, with facts in it that are half written."""
    taken = folding.fold(now=clock.now(), at_most=FOLDED_AT_ONCE)
    time.sleep(WAIT_SECONDS)
    return Again() if taken else None
