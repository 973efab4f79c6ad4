"""Certificates that are finished side by side get consecutive numbers, whoever is killed.

Several processes issue certificates for the same finished courses while the processes are killed
with SIGKILL at random. In the end every enrolment has one certificate and the book has no gap.
"""

import os
import random
import signal
import time

from tests.prove._site import play, site

PROCESSES = 4
BETWEEN_KILLS = (0.02, 0.25)
"""Seconds; one certificate takes about 0.01, so most kills meet a transaction."""


def main(*, full: bool = False, databases: tuple[str, ...] = ("sqlite", "postgresql")):
    """One row a database: how many were finished, how many kills, what the book says."""
    size, kills = (3000, 100) if full else (120, 6)
    return [_prove(database, size, kills) for database in databases]


def _prove(database: str, size: int, kills: int):
    with site(database) as place:
        place.ask("certificates", "fill", str(size))
        began = time.monotonic()
        fought = place.ask("certificates", "fight", str(kills))
        seconds = time.monotonic() - began
        found = place.ask("certificates", "count")
    return {
        "database": database,
        "finished": size,
        "processes": PROCESSES,
        "kills": fought["killed"],
        "certificates": found["certificates"],
        "gaps": found["gaps"],
        "twice": found["twice"],
        "seconds": round(seconds, 1),
    }


def fight(kills: str):
    """Fork processes that issue, kill them at random, fork others; until all is issued."""
    chance = random.Random(kills)
    running = [_fork(n) for n in range(PROCESSES)]
    killed, started = 0, PROCESSES
    while running:
        time.sleep(chance.uniform(*BETWEEN_KILLS))
        if killed < int(kills):
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
    return {"killed": killed}


def _fork(number: int) -> int:
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if not pid:
        issue(number)
        os._exit(0)
    return pid


def fill(size: str):
    """People who have all finished one course."""
    from tests.certificates import people_for_proof

    people_for_proof.finish_all(int(size))


def issue(number: int) -> None:
    """Issue whatever has no certificate yet, in an order of one's own."""
    from certificates.services import issuing
    from courses.models import Enrolment
    from lms.common import clock

    chance = random.Random(number)
    while True:
        waiting = list(Enrolment.objects.filter(certificates=None)[:40])
        if not waiting:
            return
        chance.shuffle(waiting)
        for enrolment in waiting[:10]:
            issuing.issue_completion(enrolment, now=clock.now())


def count():
    """What the book holds."""
    from certificates.models import Certificate, RegisterBook
    from courses.models import Enrolment

    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    last = RegisterBook.objects.get().last_number
    return {
        "certificates": len(numbers),
        "gaps": len(set(range(1, last + 1)) - set(numbers)),
        "twice": len(numbers) - len(set(numbers)) + Enrolment.objects.count() - len(numbers),
    }


if __name__ == "__main__":
    play({"fill": fill, "fight": fight, "count": count})
