"""No job is lost and no effect in the database happens twice, whatever part of a worker is killed.

A real Celery worker, started as `make run` starts it, works off jobs while it is killed with
SIGKILL: all of it, its parent alone, one of its children. Redis is killed once as well and forgets
every message. Each job leaves a line for each of its parts in the audit log, which only grows: a
second time would show. Kills meet jobs before their transaction, in it, and between parts. When all
is done, children are killed while they wait: those that replace them must answer.

A lease is 5 seconds instead of 60, so that what was lost is taken back while one waits. After the
last kill nobody but the clock's sweep can take it back.
"""

import os
import random
import signal
import time
from collections import Counter
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace

from tests import redis
from tests.prove import _crew
from tests.prove._site import play, site, unlike

CASES = (("folder", "sqlite"), ("redis", "sqlite"), ("redis", "postgresql"))
PARTS = {"test.wait": 1, "test.write": 1, "test.parts": 3}
LEASE_SECONDS = 5
PATIENCE_SECONDS = 300
IDLE_ROUNDS = 3


def main(*, full: bool = False, cases=CASES):
    """One row for each broker and database."""
    size, kills, sweep = (200, 9, 15) if full else (45, 3, 3)
    return [_prove(*case, size, kills, sweep) for case in cases]


def faults(row):
    return unlike(row, 0, "lost", "twice", "unanswered")


def _prove(broker: str, database: str, size: int, kills: int, sweep: int):
    with place_of(broker, database, sweep=sweep) as place:
        found = place.ask("jobs", "fight", str(size), str(kills))
    return {"broker": broker, "database": database, **found}


@contextmanager
def place_of(broker: str, database: str, *, sweep: int = 15):
    """A site whose processes know the kinds of the tests and meet at a broker of their own."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.prove._jobs_settings",
        "LMS_JOBS_LEASE": str(LEASE_SECONDS),
        "PROOF_SWEEP": str(sweep),
    }
    if broker == "redis":
        port = redis.free_port()
        settings |= {"LMS_BROKER": f"redis://127.0.0.1:{port}/0", "PROOF_REDIS": str(port)}
    with site(database) as place:
        yield replace(place, environment=place.environment | settings)


@contextmanager
def crew():
    """The worker at work, and the Redis it hangs on, if it is that."""
    from django.conf import settings
    from django.core.management import call_command

    from tests.jobs import kinds  # noqa: F401  declares them

    call_command("createcachetable")
    port = os.environ.get("PROOF_REDIS")
    with (
        redis.server(int(port)) if port else nullcontext() as broker,
        _crew.at_work(settings.DATA_DIR) as worker,
    ):
        yield worker, broker


def fight(size: str, kills: str):
    """Add the jobs, kill at random moments of their being done; what the database says then."""
    chance = random.Random(size)
    began = time.monotonic()
    with crew() as (worker, broker):
        fill(int(size), *PARTS)
        killed = 0
        for moment in moments(int(size), int(kills), chance):
            wait_until(lambda: _done() >= moment)  # noqa: B023  asked before the next moment
            time.sleep(chance.uniform(0, 0.06))
            worker.kill(_crew.VICTIMS[killed % len(_crew.VICTIMS)], chance)
            killed += 1
            if broker and killed == int(kills) // 2 + 1:
                broker.kill()
                time.sleep(1)
                broker.start()
        wait_until(lambda: _done() >= int(size))
        took = time.monotonic() - began
        answered = idle(worker, IDLE_ROUNDS)
    answer = {"jobs": int(size), "kills of the worker": killed, "of Redis": int(bool(broker))}
    unanswered = IDLE_ROUNDS - answered
    return {**answer, **_found(), "unanswered": unanswered, "seconds": round(took, 1)}


def idle(worker, rounds: int) -> int:
    """Kill every child that waits for work, then ask for one job; how often that was done."""
    for number in range(rounds):
        wait_until(lambda: worker.forks() != [worker.process.pid])
        for pid in worker.forks():
            # One that has ended by itself meanwhile is as gone.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(1)  # the parent replaces them
        wanted = _done() + 1
        fill(1, "test.wait", stem=f"idle-{number}")
        wait_until(lambda: _done() >= wanted)  # noqa: B023  asked now
        if _done() < wanted:
            return number
    return rounds


def fill(size: int, *kinds: str, stem: str = "proof"):
    """Add `size` jobs of these kinds in turn, in one transaction."""
    from django.db import transaction

    from lms.jobs import services

    with transaction.atomic():
        for number in range(size):
            services.add(kinds[number % len(kinds)], key=f"{stem}-{number}")


def moments(size: int, kills: int, chance: random.Random):
    """How many jobs are done when to kill: once in each equal share of the work."""
    share = size / (kills + 1)
    return [round(share * (number + chance.uniform(0.2, 1))) for number in range(kills)]


def wait_until(question):
    until = time.monotonic() + PATIENCE_SECONDS
    while not question() and time.monotonic() < until:
        time.sleep(0.05)


def _done(*kinds: str) -> int:
    from lms.jobs.models import Job

    return Job.objects.filter(kind__in=kinds or PARTS, state=Job.State.DONE).count()


def _found():
    """How many claims broke off, which jobs or parts are missing, which are there too often."""
    from lms.audit.models import AuditEvent
    from lms.jobs.models import Job

    jobs = list(Job.objects.filter(kind__in=PARTS))
    wanted = {(job.key, part) for job in jobs for part in range(PARTS[job.kind])}
    details = AuditEvent.objects.filter(action="proof.effect").values_list("detail", flat=True)
    effects = Counter((detail["key"], detail["part"]) for detail in details)
    unfinished = sum(job.state != Job.State.DONE for job in jobs)
    return {
        "claims broken off": sum(job.attempt for job in jobs) - len(wanted),
        "lost": unfinished + len(wanted - effects.keys()),
        "twice": effects.total() - len(effects),
    }


def pace(kind: str, size: str, rounds: str):
    """Milliseconds from adding the jobs to the end of the last, by a worker that was waiting."""
    from lms.jobs import services

    with crew():
        services.add(kind, key="warm-up")
        wait_until(lambda: _done(kind) == 1)
        return {"milliseconds": [_round(kind, int(size), number) for number in range(int(rounds))]}


def _round(kind: str, size: int, number: int) -> int:
    from lms.common import clock
    from lms.jobs.models import Job

    began, before = clock.now(), _done(kind)
    fill(size, kind, stem=f"round-{number}")
    wait_until(lambda: _done(kind) >= before + size)
    ours = Job.objects.filter(kind=kind).order_by("-finished_at")
    ended = ours.values_list("finished_at", flat=True)[0]
    return round((ended - began).total_seconds() * 1000)


if __name__ == "__main__":
    play({"fight": fight, "pace": pace})
