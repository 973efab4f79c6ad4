"""However many phones send the same logs at once, each session is there once.

Six clients, each a process with the whole service, send the same logs in batches of twenty in
lockstep: for each batch they wait for each other and then all begin. Each does so three times
over, and each in an order of its own within the batch, as phones would whose queues were handed
over. Whoever asks is answered with the one receipt there is.
"""

import multiprocessing
import random
import time
from collections import Counter

from tests.prove._site import play, site, unlike

CLIENTS, TIMES, BATCH = 6, 3, 20


def main(*, full: bool = False, databases: tuple[str, ...] = ("sqlite", "postgresql")):
    """One row a database: what was sent, what is there, whether all heard the same receipts."""
    return [_prove(database, 200 if full else 40) for database in databases]


def faults(row):
    logs = row["logs"]
    found = unlike(row, logs, "sessions", "submissions", "created", "receipts")
    return found + unlike(row, 0, "set aside", "answers otherwise")


def _prove(database: str, logs: int):
    with site(database) as place:
        return {"database": database, "clients": CLIENTS, "logs": logs} | place.ask(
            "submissions", "race", str(logs)
        )


def race(count: str):
    """Let all clients send; what they were told and what is kept."""
    from django.db import connections

    from teams.models import FieldSubmission, QuarantinedSubmission, Session

    team, sender = _begin()
    logs = _logs(team, int(count))
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    gate, heard = fork.Barrier(CLIENTS), fork.Queue()
    began = time.monotonic()
    clients = [
        fork.Process(target=_send, args=(number, sender.pk, logs, gate, heard))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    told = [line for _ in clients for line in heard.get(timeout=500)]
    for client in clients:
        client.join()
    statuses = Counter(status for _, status, _ in told)
    receipts = {(record, receipt) for record, _, receipt in told}
    kept = set(FieldSubmission.objects.values_list("record_id", "receipt_no"))
    return {
        "sent": len(told),
        "sessions": Session.objects.count(),
        "submissions": FieldSubmission.objects.count(),
        "created": statuses["created"],
        "receipts": len(receipts & {(str(record), number) for record, number in kept}),
        "set aside": QuarantinedSubmission.objects.count(),
        "answers otherwise": len(told) - statuses["created"] - statuses["duplicate"],
        "seconds": round(time.monotonic() - began, 1),
    }


def _begin():
    from lms.common import clock
    from teams.services import entries, membership
    from tests.factories import make_village
    from tests.people import make_person

    entries.ensure_usual()
    sender = make_person("Nguyễn Thị Lan")
    team = membership.open_team("Tổ An Hòa", unit=make_village(), by=None, on=clock.today())
    membership.join(team, sender, role="leader", on=clock.today(), by=None)
    return team, sender


def _logs(team, count: int):
    from tests.teams.phones import log

    made = [log(team, heads=14 + number % 50, names=["Hoa"]) for number in range(count)]
    return [made[start : start + BATCH] for start in range(0, count, BATCH)]


def _send(number: int, sender: int, batches, gate, heard) -> None:
    from lms.common import clock
    from lms.users.models import User
    from teams.services import incoming

    chance, person, told = random.Random(number), User.objects.get(pk=sender), []
    for batch in batches * TIMES:
        order = chance.sample(batch, len(batch))
        gate.wait(timeout=300)
        found = incoming.receive(person, order, now=clock.now())
        told += [(one.record_id, one.status, one.receipt) for one in found]
    heard.put(told)


if __name__ == "__main__":
    play({"race": race})
