"""What teams did is folded exactly once, whatever is killed while it is folded.

A real Celery worker folds while this process sends sessions, confirms them, sends some back and
changes others. The worker is killed with SIGKILL, all of it, its parent alone or one of its
children, in the middle of folding. At the end every fact and every sum is held against the rows:
none may differ, and nothing may wait.
"""

import random
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from tests.prove import _crew, jobs
from tests.prove._site import play, site, unlike

SHARE_CHANGED, SHARE_SENT_BACK = 4, 5
"""Every fourth session is changed afterwards, every fifth sent back."""


def main(*, full: bool = False, databases: tuple[str, ...] = ("sqlite", "postgresql")):
    """One row for each database."""
    size, kills = (300, 9) if full else (40, 3)
    return [_prove(database, size, kills) for database in databases]


def faults(row):
    found = unlike(row, 0, "differences", "waiting", "jobs not done")
    return found + unlike(row, row["heads in the rows"], "heads folded", "heads in the sums")


def _prove(database: str, size: int, kills: int):
    with _place(database) as place:
        found = place.ask("figures", "fight", str(size), str(kills))
    return {"database": database, **found}


@contextmanager
def _place(database: str):
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.prove._jobs_settings",
        "LMS_JOBS_LEASE": str(jobs.LEASE_SECONDS),
        "PROOF_SWEEP": "3",
    }
    with site(database) as place:
        yield replace(place, environment=place.environment | settings)


def fight(size: str, kills: str):
    """Let sessions come and change, kill the worker while it folds them; what is folded then."""
    from lms.dashboards.models import Touched
    from lms.jobs import services
    from lms.jobs.models import Job

    chance, began, killed = random.Random(size), time.monotonic(), 0
    with jobs.crew() as (worker, _broker):
        field = _Field(chance)
        share = int(size) // (int(kills) + 1) + 1
        for number in range(int(kills) + 1):
            field.work(share)
            waiting = Touched.objects.count()
            services.add("test.fold", key=f"fold-{number}")
            if number == int(kills):
                break
            left = int(waiting * chance.uniform(0.2, 0.9))
            jobs.wait_until(lambda: Touched.objects.count() <= left)  # noqa: B023  asked at once
            time.sleep(chance.uniform(0, 0.06))
            worker.kill(_crew.VICTIMS[killed % len(_crew.VICTIMS)], chance)
            killed += 1
        jobs.wait_until(lambda: not Job.objects.filter(kind="test.fold").exclude(state="done"))
    folds = Job.objects.filter(kind="test.fold")
    return {
        "sessions": field.sent_count,
        "changed": field.changed_count,
        "sent back": field.back_count,
        "kills": killed,
        "jobs not done": folds.exclude(state="done").count(),
        **_found(),
        "seconds": round(time.monotonic() - began, 1),
    }


class _Field:
    """Teams whose sessions come, are confirmed, sent back and changed."""

    def __init__(self, chance: random.Random):
        from lms.users.services import grants
        from teams.services import entries, membership
        from tests.factories import make_commune, make_village
        from tests.people import make_person

        entries.ensure_usual()
        self.chance, self.sent_count, self.changed_count, self.back_count = chance, 0, 0, 0
        commune = make_commune()
        self.leader, self.reviewer = make_person("Nguyễn Thị Lan"), make_person("Vũ Ngọc Bích")
        grants.grant(self.reviewer, "commune_reviewer", unit=commune, by=None)
        self.teams = []
        for number in range(4):
            village = make_village(f"Thôn {number}", commune=commune)
            team = membership.open_team(f"Tổ {number}", unit=village, by=None, on=_long_ago())
            membership.join(team, self.leader, role="member", on=_long_ago(), by=None)
            self.teams.append(team)

    def work(self, count: int) -> None:
        for _ in range(count):
            session = self._send()
            self._confirm(session)
            self.sent_count += 1
            if self.sent_count % SHARE_CHANGED == 0:
                self._send(session)
                self._confirm(session)
                self.changed_count += 1
            if self.sent_count % SHARE_SENT_BACK == 0:
                self._send_back(session)
                self.back_count += 1

    def _send(self, known=None):
        from lms.common import clock
        from lms.common.ids import uuid7
        from teams.services import submissions
        from tests.teams.conftest import document

        day = clock.today() - timedelta(days=self.chance.randrange(30))
        told = document(
            held_on=day.isoformat(),
            heads=self.chance.randint(15, 40),
            acts={"e_identity": self.chance.randint(1, 5)},
        )
        envelope = submissions.Envelope(
            record_id=known.record_id if known else uuid7(),
            rev=2 if known else 1,
            base_rev=1 if known else None,
            team=known.team if known else self.chance.choice(self.teams),
            captured_at=clock.now(),
        )
        return submissions.receive(self.leader, envelope, told, now=clock.now()).session

    def _confirm(self, session) -> None:
        from lms.common import clock
        from teams.services import reviewing

        session.refresh_from_db()
        assert reviewing.verify(session, by=self.reviewer, now=clock.now())

    def _send_back(self, session) -> None:
        from lms.common import clock
        from teams.services import reviewing

        session.refresh_from_db()
        words = "Xem lại số người."
        assert reviewing.return_for_fix(session, by=self.reviewer, reason=words, now=clock.now())


def _long_ago():
    from lms.common import clock

    return clock.today() - timedelta(days=400)


def _found():
    """What is folded beside what the rows say."""
    from django.db.models import Sum

    from lms.dashboards.models import Fact, HalfMonth, Touched
    from lms.dashboards.services import recounting
    from teams.models import Session

    def heads(model):
        return model.objects.filter(measure="teams.heads").aggregate(n=Sum("amount"))["n"] or 0

    return {
        "differences": len(recounting.suspects(recounting.days())),
        "waiting": Touched.objects.count(),
        "heads in the rows": Session.objects.verified().heads(),
        "heads folded": heads(Fact),
        "heads in the sums": heads(HalfMonth),
    }


if __name__ == "__main__":
    play({"fight": fight})
