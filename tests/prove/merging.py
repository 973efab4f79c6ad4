"""398 communes of three provinces become 129 of one while others write, and every sum is the same.

The real units before July 2025 stand open, with villages, teams, confirmed sessions, residents who
learn, reviewers and targets on them. Then the act of that year is carried out step by step while
writers send logs and residents begin courses. What was there is asked of the three old provinces
before and of the new one after, indicator by indicator, and what came meanwhile is held against
the rows.
"""

import random
import threading
import time
from datetime import timedelta

from tests.prove._old_province import OldProvince
from tests.prove._site import play, site, unlike


def main(*, full: bool = False, databases: tuple[str, ...] = ("postgresql",)):
    """One row a database."""
    sizes = ("398", "10", "50") if full else ("125", "2", "4")
    found = []
    for database in databases:
        with site(database) as place:
            found.append({"database": database, **place.ask("merging", "replay", *sizes)})
    return found


def faults(row):
    found = unlike(
        row,
        0,
        "indicators that differ",
        "measures that differ",
        "targets that differ",
        "without their right",
        "logs lost",
        "writers' errors",
        "folds that differ",
    )
    found += unlike(row, "in_force", "state")
    return found + unlike(row, row["divided communes"], "marked estimated")


def replay(communes: str, sessions: str, writers: str):
    """Lay the old province, merge it while others write, and compare."""
    from lms.common import clock
    from lms.places.models import UnitLineage

    began = time.monotonic()
    field = OldProvince(int(communes), int(sessions))
    laid = time.monotonic()
    _fold()
    yesterday = clock.today() - timedelta(days=1)
    before = _totals(field.provinces, yesterday)
    targets = field.target_sums()
    crowd = _Crowd(field, int(writers))
    with crowd:
        time.sleep(1)
        act, steps = field.merge()
        time.sleep(1)
    _fold()
    new = field.new_province()
    after = _totals([new], yesterday)
    named = {one for one in {*before, *after} if one[0] == "indicator"}
    differs = [one for one in {*before, *after} if before.get(one) != after.get(one)]
    divided = field.divided_count
    return {
        "communes": field.communes_count,
        "became": new.children.filter(level="commune").count(),
        "villages": len(field.villages),
        "sessions": field.sessions_count,
        "residents": len(field.residents),
        "indicators": len(named),
        "indicators that differ": sum(one in named for one in differs),
        "measures that differ": sum(one not in named for one in differs),
        "targets": field.targets_count,
        "targets that differ": sum(
            targets[code] != total for code, total in field.target_sums().items()
        ),
        "divided communes": divided,
        "marked estimated": UnitLineage.objects.filter(
            estimated=True, earlier__level="commune", later__valid_to=None
        ).count(),
        "without their right": field.without_right(),
        "writers": int(writers),
        "logs meanwhile": crowd.sent_count,
        "logs lost": crowd.lost(),
        "began a course meanwhile": crowd.begun_count,
        "writers' errors": len(crowd.errors),
        "slowest write (s)": round(max(crowd.waits, default=0), 2),
        "folds that differ": _unlike_rows(),
        "state": act.state,
        "laying (s)": round(laid - began, 1),
        "merging (s)": round(sum(steps), 1),
        "longest step (s)": round(max(steps), 1),
    }


def _fold() -> None:
    from lms.common import clock
    from lms.dashboards.services import folding

    while folding.fold(now=clock.now()):
        pass


def _unlike_rows() -> int:
    from lms.dashboards.services import recounting

    return len(recounting.suspects(recounting.days()))


def _totals(provinces, last):
    """What every indicator and every measure comes to in these provinces together, up to a day."""
    from lms.common.measures import source_of, sources
    from lms.dashboards.models import Indicator
    from lms.dashboards.services import amounts
    from lms.dashboards.services.amounts import Span

    def total(measure):
        return sum(amounts.of(measure, one, Span(None, last)) for one in provinces)

    found = {("measure", name): total(name) for source in sources() for name in source.measures}
    for one in Indicator.objects.offered().filter(kind="computed"):
        for side in (one.numerator, one.denominator):
            name = side.partition("/")[0]
            if source_of(name):
                found["indicator", one.code, side] = total(side)
    return found


class _Crowd:
    """Writers who send logs and let residents begin a course until they are told to stop."""

    def __init__(self, field: OldProvince, count: int):
        self.field, self.count = field, count
        self.sent_count = self.begun_count = 0
        self.records, self.errors, self.waits = [], [], []
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._write, args=(number,)) for number in range(count)
        ]

    def __enter__(self):
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_told):
        self._over.set()
        for one in self._threads:
            one.join()

    def lost(self) -> int:
        from teams.models import Session

        return len(self.records) - Session.objects.filter(record_id__in=self.records).count()

    def _write(self, number: int) -> None:
        from django.db import connection

        chance = random.Random(number)
        try:
            while not self._over.is_set():
                began = time.monotonic()
                (self._begin if number % 5 == 0 else self._send)(chance)
                self.waits.append(time.monotonic() - began)
                time.sleep(chance.uniform(0.05, 0.3))
        except Exception as error:  # noqa: BLE001  told in the table
            self.errors.append(repr(error))
        finally:
            connection.close()

    def _send(self, chance: random.Random) -> None:
        from lms.common import clock
        from teams.services import incoming
        from tests.teams.phones import log

        sent = log(chance.choice(self.field.teams), acts={"e_identity": 1})
        [answer] = incoming.receive(self.field.leader, [sent], now=clock.now())
        assert answer.status == "created", answer
        with self._lock:
            self.sent_count += 1
            self.records.append(sent["record_id"])

    def _begin(self, chance: random.Random) -> None:
        from courses.models import Enrolment
        from lms.common import clock

        person = chance.choice(self.field.residents)
        edition = self.field.edition
        _row, is_new = Enrolment.objects.get_or_create(
            learner=person,
            course=edition.course,
            defaults={"edition": edition, "started_at": clock.now()},
        )
        with self._lock:
            self.begun_count += is_new


if __name__ == "__main__":
    play({"replay": replay})
