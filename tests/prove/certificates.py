"""Certificates of courses finished side by side get consecutive numbers, whoever is killed.

Each process is a phone and a worker in one: it sends what a learner did, which finishes the course,
sends the signal and writes the job; then it claims that job and issues. All of them at the same
time, on one book, killed with SIGKILL at random and replaced. What a killed one leaves behind is
sent again, as phones do, or taken up when its lease ends, as workers do. In the end every enrolment
has one certificate and the book has no gap.
"""

import os
import random
import signal
import time
import traceback

from tests.prove._site import play, site, unlike

BETWEEN_LOOKS = (0.02, 0.1)
"""Seconds; at any moment most of the processes are inside a transaction, or wait for one."""


def main(*, full: bool = False, databases: tuple[str, ...] = ("sqlite", "postgresql")):
    """One row a database: how many were finished, how many kills, what the book says."""
    # The lease is the product's own, or short where few wait for each other.
    size, kills, processes, lease = (3000, 100, 50, 60) if full else (60, 6, 10, 8)
    return [_prove(database, size, kills, processes, lease) for database in databases]


def faults(row):
    lost = unlike(row, row["learners"], "finished", "certificates", "files asked for")
    return lost + unlike(row, 0, "gaps", "twice", "jobs not done")


def _prove(database: str, size: int, kills: int, processes: int, lease: int):
    with site(database) as place:
        place.ask("certificates", "fill", str(size))
        began = time.monotonic()
        fought = place.ask("certificates", "fight", str(kills), str(processes), str(lease))
        seconds = time.monotonic() - began
        found = place.ask("certificates", "count")
    return {
        "database": database,
        "learners": size,
        "finished": found["finished"],
        "at once": processes,
        "kills": fought["killed"],
        "certificates": found["certificates"],
        "gaps": found["gaps"],
        "twice": found["twice"],
        "jobs not done": found["not_done"],
        "files asked for": found["files"],
        "seconds": round(seconds, 1),
    }


def fill(size: str):
    """People about to begin one course."""
    from tests.certificates import people_for_proof

    people_for_proof.make_learners(int(size))


def fight(kills: str, processes: str, lease: str):
    """Fork processes that finish and issue, kill them at random, fork others; until all is done."""
    from django.conf import settings

    from certificates.models import Certificate
    from lms.users.models import User

    settings.JOBS_LEASE_SECONDS = int(lease)
    size = User.objects.count()
    # Everything is imported and cached before the others are made: they begin at once.
    warm_up()
    chance = random.Random(kills)
    running = [_fork(number) for number in range(int(processes))]
    killed, started = 0, len(running)
    while running:
        time.sleep(chance.uniform(*BETWEEN_LOOKS))
        # Spread over the whole of the work.
        if killed < int(kills) and Certificate.objects.count() * int(kills) >= killed * size:
            os.kill(chance.choice(running), signal.SIGKILL)
        for process in list(running):
            pid, status = os.waitpid(process, os.WNOHANG)
            if not pid:
                continue
            running.remove(pid)
            if os.WIFSIGNALED(status):
                killed += 1
                running.append(_fork(started))
                started += 1
            elif status:
                raise ChildProcessError(status)
    return {"killed": killed}


def _fork(number: int) -> int:
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            take_part(random.Random(number))
            code = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(code)
    return pid


def warm_up() -> None:
    """Finish and issue for one learner, in this process."""
    from courses.models import CourseEdition
    from lms.users.models import User

    _finish(User.objects.all()[0], CourseEdition.objects.get())
    _issue(random.Random(0))


def take_part(chance) -> None:
    """Finish whatever is not finished and issue whatever is not issued, in any order."""
    from django.db import OperationalError

    from courses.models import CourseEdition, Enrolment
    from lms.users.models import User

    edition = CourseEdition.objects.get()
    while True:
        done = Enrolment.objects.exclude(completed_at=None).values("learner")
        waiting = list(User.objects.exclude(pk__in=done)[:400])
        chance.shuffle(waiting)
        try:
            for learner in waiting[:5]:
                _finish(learner, edition)
                _issue(chance)
            if not waiting and not _issue(chance):
                return
        except OperationalError:
            continue  # waited too long for SQLite: a phone sends again, a worker is rung again


def _finish(learner, edition) -> None:
    """All a learner does, as the phone sends it; the same events however often it is sent."""
    from courses.services import events
    from lms.common import clock
    from tests.certificates.people_for_proof import what_happened

    received = events.receive(learner, what_happened(learner, edition), now=clock.now())
    assert {outcome.outcome for outcome in received.outcomes} <= {"accepted", "duplicate"}


def _issue(chance) -> bool:
    """Claim and do one job that issues, as a worker does; false when none is left.

    The jobs that draw stay where they are: their proof is `papers`.
    """
    from lms.common import clock
    from lms.jobs import running
    from lms.jobs.models import Job

    running.recover()
    left = Job.objects.filter(kind="certificates.issue").exclude(state=Job.State.DONE)
    due = list(left.filter(state=Job.State.WAITING, due_at__lte=clock.now())[:60])
    chance.shuffle(due)
    for job in due:
        if running._take(job):
            running.run(job)
            return True
    if left.exists():
        time.sleep(0.2)
        return True
    return False


def count():
    """What the book holds."""
    from certificates.models import Certificate, RegisterBook
    from courses.models import Enrolment
    from lms.jobs.models import Job

    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    enrolments = Certificate.objects.values("enrolment").distinct().count()
    last = RegisterBook.objects.get().last_number
    jobs = Job.objects.filter(kind="certificates.issue")
    return {
        "finished": Enrolment.objects.exclude(completed_at=None).count(),
        "certificates": len(numbers),
        "gaps": len(set(range(1, last + 1)) - set(numbers)),
        "twice": len(numbers) - len(set(numbers)) + len(numbers) - enrolments,
        "not_done": jobs.exclude(state=Job.State.DONE).count(),
        "files": Job.objects.filter(kind="certificates.seal").count(),
    }


if __name__ == "__main__":
    play({"fill": fill, "fight": fight, "count": count})
