"""Phones on a bad line: they repeat, reorder and hang up, and keep what is not acknowledged."""

import gzip
import http.client
import json
import random
from collections import Counter

from tests.courses.phones import RIGHT_TEST

REPEATED, REORDERED, LOST, FORGED = 0.3, 0.5, 0.2, 0.2
"""Shares of the batches: sent again whole, out of order, lost on the line, with a lie.

Of those lost one half never arrives; of the other half only the answer is not heard.
"""
SIZES = (1, 3, 10, 50, 200, 500)
PATIENCE_SECONDS = 60
TOKEN = "p" * 32
"""A CSRF token is whatever cookie and header both say."""


class UnlikeProtocol(Exception):
    """An answer the protocol does not know."""


class SendingPhone:
    """What happened on one phone, until each event is acknowledged."""

    def __init__(self, events, *, port: int, session: str, person: str, seed: int):
        self.outbox = {event["id"]: event for event in events}
        self.acknowledged: list[dict] = []
        self.to_repeat: list[list[dict]] = []
        self.lies: dict[str, str] = {}
        self.port, self.session, self.person = port, session, person
        self.chance = random.Random(seed)
        self.tally: Counter[str] = Counter()

    @property
    def is_busy(self) -> bool:
        return bool(self.outbox or self.to_repeat)

    def send(self) -> None:
        """One batch: the next, some from anywhere, or one that was already sent."""
        if self.to_repeat and (not self.outbox or self.chance.random() < REPEATED):
            self._deliver(self.to_repeat.pop(self.chance.randrange(len(self.to_repeat))))
            self.tally["repeated"] += 1
            return
        batch = self._next()
        if self.chance.random() < REPEATED:
            self.to_repeat.append(batch)
        self._deliver(batch)

    def _next(self) -> list[dict]:
        waiting = list(self.outbox.values())
        size = min(self.chance.choice(SIZES), len(waiting))
        if self.chance.random() < REORDERED:
            self.tally["reordered"] += 1
            batch = self.chance.sample(waiting, size)
        else:
            batch = waiting[:size]
        if size < max(SIZES) and self.chance.random() < FORGED:
            batch.insert(self.chance.randrange(size), self._lie(waiting[0]))
        return batch

    def _lie(self, event: dict) -> dict:
        """A pass nobody earned: invented marks, or better answers under the id of another try."""
        tried = [event for event in self.acknowledged if event["kind"] == "tested"]
        self.tally["forged"] += 1
        if tried and self.chance.random() < 0.5:
            taken = self.chance.choice(tried)
            # No phone has counted so far: never the very event whose id it takes.
            lie = taken | {"payload": {"answers": RIGHT_TEST}, "seq": 10**9}
            self.lies[_name(lie)] = "conflict"
            return lie
        invented = {"passed": True, "mark": "10.00"}
        lie = event | {
            "id": f"{event['id'][:-12]}{self.chance.getrandbits(48):012x}",
            "kind": self.chance.choice(["passed", "tested"]),
            "step": "",
            "payload": {"answers": RIGHT_TEST, **invented},
        }
        self.lies[_name(lie)] = "rejected"
        return lie

    def _deliver(self, batch: list[dict]) -> None:
        self.tally["batches"] += 1
        answer = self._ask(json.dumps({"events": batch, "person": self.person}).encode())
        if answer is None:
            return
        for event, outcome in zip(batch, answer["outcomes"], strict=True):
            self._hear(event, outcome)

    def _hear(self, event: dict, outcome: dict) -> None:
        wanted = self.lies.get(_name(event))
        known = {wanted} if wanted else {"accepted", "duplicate"}
        if outcome["id"] != event["id"] or outcome["outcome"] not in known:
            raise UnlikeProtocol(event, outcome)
        if not wanted and self.outbox.pop(event["id"], None):
            self.acknowledged.append(event)
            self.tally["acknowledged"] += 1

    def _ask(self, body: bytes) -> dict | None:
        """The answer; None when it was lost, on the line or with the server."""
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"csrftoken={TOKEN}; sessionid={self.session}",
            "X-CSRFToken": TOKEN,
        }
        if self.chance.random() < 0.5:
            body, headers["Content-Encoding"] = gzip.compress(body, 1), "gzip"
        fate = self.chance.random()
        if fate < LOST / 2:
            self.tally["never arrived"] += 1
            return None
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            line.request("POST", "/api/v1/learning/events", body, headers)
            if fate < LOST:
                self.tally["unheard"] += 1
                return None
            response = line.getresponse()
            answer = response.read()
            # Killed between the lines of its headers: they seem to end there.
            if "Content-Length" not in response.headers:
                raise http.client.IncompleteRead(answer)
        except (OSError, http.client.HTTPException):
            self.tally["broken off"] += 1
            return None
        finally:
            line.close()
        if response.status >= 500:
            self.tally["server errors"] += 1
            return None
        if response.status != 200:
            raise UnlikeProtocol(response.status, answer)
        return json.loads(answer)


def _name(event: dict) -> str:
    """Tells a lie from the event whose id it took."""
    return f"{event['id']} {event['seq']} {event['kind']}"
