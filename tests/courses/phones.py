"""Phones of the tests: they number what happens on them and send it in any order."""

import itertools
from datetime import UTC, datetime, timedelta

from lms.common.ids import uuid7
from tests.courses.editions import uids

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)

RIGHT_TEST = {"s1": ["b"], "s2": ["a", "c"], "s3": ["sai"], "s4": ["a"]}
WRONG_TEST = {"s1": ["a"], "s2": ["b"], "s3": ["dung"], "s4": ["b"]}
RIGHT_TAPS = [
    {"screen": 0, "x": 50, "y": 26, "text": "cu tru"},
    {"screen": 1, "x": 50, "y": 57},
]
RIGHT_ANSWERS = {"tin-nhan": ["b"], "anh-giay-to": ["c", "a"], "ma-otp": ["sai"]}


class Phone:
    """Makes events of one edition; each happens a minute after the one before."""

    def __init__(self, edition, *, at=MORNING):
        self.edition = edition
        self.uids = uids(edition)
        self.device = str(uuid7())
        self.numbers = itertools.count()
        self.at = at

    def event(self, kind, step="", payload=None, **changes):
        self.at += timedelta(minutes=1)
        return {
            "id": str(uuid7()),
            "device": self.device,
            "seq": next(self.numbers),
            "edition": self.edition.public_id,
            "step": self.uids.get(step, step),
            "kind": kind,
            "payload": payload or {},
            "at": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        } | changes

    def opened(self, step, **changes):
        return self.event("opened", step, **changes)

    def tapped(self, taps=RIGHT_TAPS, *, mode="alone", **changes):
        payload = {"mode": mode, "taps": taps, "hints": 0}
        return self.event("tapped", "tap-nop", payload, **changes)

    def answered(self, step, answer=None, **changes):
        answer = RIGHT_ANSWERS[step] if answer is None else answer
        return self.event("answered", step, {"answer": answer}, **changes)

    def done(self, step="lam-that", checked=(0, 1, 2), **changes):
        return self.event("done", step, {"checked": list(checked)}, **changes)

    def tested(self, answers=RIGHT_TEST, **changes):
        return self.event("tested", "", {"answers": answers}, **changes)

    def whole_course(self):
        """Every required step of the usual course, without the test."""
        return [
            self.opened("tim"),
            self.opened("trang-that"),
            self.opened("tap-nop"),
            self.tapped(),
            *(self.answered(step) for step in RIGHT_ANSWERS),
            self.done(),
        ]
