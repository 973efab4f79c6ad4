"""Whatever phones, lines and servers do to each other, what is kept is what happened in order.

Two phones a person repeat, reorder and lose batches while the processes that receive them, each
with the whole HTTP application, are killed with SIGKILL at random and replaced. Some batches hold
a lie: a pass nobody earned. Phones go on until every event is acknowledged and nothing is left to
repeat. Then a second, fresh database takes the same histories in canonical order, without kills
and without lies. The rows of both must be equal, database ids and moments of arrival left out. Both
could be wrong alike; so every step done and every mark is also compared with what the histories
say was earned, which asks nothing of the product.

What is frozen when a course is closed depends on what had come by then, and by design is never
taken back. So it is compared in the course `ONCE`, where one moment alone can close. In the others
the same people must have closed, but where tries are limited: there a pass may come before the
older tries that would have used them up. How often other values were frozen is told.
"""

import random
import time
from collections import Counter
from functools import partial
from itertools import batched
from multiprocessing.sharedctypes import RawArray

from tests.prove._site import beside, play, site, unlike

SERVERS, SENDERS = 4, 8
BETWEEN_LOOKS = (0.01, 0.05)
"""Seconds; at any moment most servers are inside a batch."""
COUNTED = {
    "acknowledged": "acknowledged",
    "batches": "batches",
    "repeated": "repeated",
    "reordered": "reordered",
    "batches lost": "never arrived",
    "answers lost": "unheard",
    "broken off by kills": "broken off",
    "server errors": "server errors",
    "lies": "forged",
}
"""What phones count, by the column of the table."""


def main(*, full: bool = False, databases: tuple[str, ...] = ("sqlite", "postgresql")):
    """One row a database: what was sent, what became of it, how far the two runs differ."""
    people, size, kills = (100, 10_000, 200) if full else (8, 40, 6)
    return [_prove(database, people, size, kills) for database in databases]


def faults(row):
    lost = unlike(row, row["events"], "acknowledged")
    return lost + unlike(row, 0, "lost events", "counted twice", "misjudged", "unlike rows")


def _prove(database: str, people: int, size: int, kills: int):
    """`size` events on each of the two phones of each of `people`."""
    words = (str(people), str(size))
    with site(database) as place:
        quiet = beside(place)
        fought = place.ask("events", "under_fire", *words, str(kills))
        wanted = quiet.ask("events", "in_order", *words)
    events, seconds, found = 2 * people * size, fought["seconds"], fought["kept"]
    differing = _differing(found, wanted)
    print(*differing[:10], sep="\n", end="\n" * bool(differing))
    return {
        "database": database,
        "phones": 2 * people,
        "events": events,
        "kills": fought["kills"],
        **fought["counted"],
        "lost events": events - found["events"],
        "counted twice": found["twice"],
        "misjudged": fought["misjudged"],
        "rows compared": len(wanted["rows"]),
        "unlike rows": len(differing),
        "closed": len(found["closed"]),
        "frozen otherwise": sum(
            closing != wanted["closed"].get(name) for name, closing in found["closed"].items()
        ),
        "seconds": round(seconds, 1),
        "events/s": round(events / seconds),
    }


def _differing(found: dict, wanted: dict) -> list[str]:
    """The rows that differ, and the courses closed in one run only without a limit to excuse it."""
    names = found["rows"].keys() | wanted["rows"].keys()
    rows = [name for name in names if found["rows"].get(name) != wanted["rows"].get(name)]
    closed, wanted_closed = found["closed"].keys(), wanted["closed"].keys()
    beyond = {name for name in closed - wanted_closed if name not in found["limited"]}
    return sorted(rows) + [f"closing of {name}" for name in sorted(wanted_closed - closed | beyond)]


def under_fire(people: str, size: str, kills: str):
    """Let phones send what happened while servers are killed, spread over the whole of the work."""
    from django.db import connections

    from tests.prove import _forks, _kept

    histories, doors = _begin(int(people), int(size)), _sign_in_all()
    boards = [RawArray("q", len(COUNTED)) for _ in range(SENDERS)]
    chance, killed, events = random.Random(kills), 0, 2 * int(people) * int(size)
    connections.close_all()
    began = time.monotonic()
    with _forks.servers(SERVERS) as servers:
        hands = [_phones_of(number, histories, doors, servers.port) for number in range(SENDERS)]
        parts = [partial(_send, *both) for both in zip(hands, boards, strict=True)]
        with _forks.forked(parts) as senders:
            while senders:
                time.sleep(chance.uniform(*BETWEEN_LOOKS))
                acknowledged = sum(board[0] for board in boards)
                if killed < int(kills) and acknowledged * int(kills) > killed * events:
                    servers.kill_one(chance)
                    killed += 1
                _forks.leave_out_ended(senders)
        seconds = time.monotonic() - began
    counted = {name: sum(board[place] for board in boards) for place, name in enumerate(COUNTED)}
    return {
        "kills": killed,
        "counted": counted,
        "seconds": seconds,
        "kept": _kept.everything(),
        "misjudged": _kept.misjudged(histories),
    }


def in_order(people: str, size: str):
    """Give each person's history to the service in canonical order."""
    from courses.services import events
    from lms.common import clock
    from lms.users.models import User
    from tests.prove import _histories, _kept

    histories = _begin(int(people), int(size))
    for learner, told in zip(User.objects.order_by("pk"), histories, strict=True):
        for batch in batched(_histories.in_order(told), 500, strict=False):
            received = events.receive(learner, batch, now=clock.now())
            assert {outcome.outcome for outcome in received.outcomes} == {"accepted"}
    return _kept.everything()


def _begin(people: int, size: int) -> list[list[dict]]:
    """Make the courses and the people; what happens to each of them."""
    from lms.users.models import User
    from tests.prove import _histories

    _histories.make_courses()
    made = [User() for _ in range(people)]
    for number, person in enumerate(made):
        person.rename(f"Trần Thị Hoa {number}")
    User.objects.bulk_create(made)
    hands = _histories.editions_in_hand()
    return [_histories.history(number, size, hands) for number in range(people)]


def _sign_in_all() -> list[tuple[str, str]]:
    """A session and the public id of each; imports and caches what servers need, on the way."""
    from django.test import Client

    from lms.users.models import User

    doors = []
    for person in User.objects.order_by("pk"):
        client = Client()
        client.force_login(person)
        client.get("/api/v1/learning/me")
        doors.append((client.cookies["sessionid"].value, person.public_id))
    return doors


def _phones_of(sender: int, histories, doors, port: int):
    """Every SENDERS-th phone, so that the two of a person are in different hands."""
    from tests.prove._bad_line import SendingPhone

    phones = []
    for person, told in enumerate(histories):
        session, public_id = doors[person]
        for place, device in enumerate(sorted({event["device"] for event in told}), 2 * person):
            if place % SENDERS == sender:
                own = [event for event in told if event["device"] == device]
                phones.append(
                    SendingPhone(own, port=port, session=session, person=public_id, seed=place)
                )
    return phones


def _send(phones, board) -> None:
    """A batch of this phone and of that, until all are quiet."""
    chance, busy = random.Random(len(phones)), phones
    while busy := [phone for phone in busy if phone.is_busy]:
        chance.choice(busy).send()
        tally = sum((phone.tally for phone in phones), Counter())
        board[:] = [tally[name] for name in COUNTED.values()]


if __name__ == "__main__":
    play({"under_fire": under_fire, "in_order": in_order})
