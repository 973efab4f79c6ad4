"""A province of its real size is laid all at once, and what is counted of it is what its rows say.

It is broken off while it is counted, and gone on with. Every day of every source and every half
month is held against the rows, not a sample of them. The
tables are afterwards as they were before: every constraint, index and trigger, awake; what happens
then is folded as ever.
"""

import time

from tests.prove._site import play, site, unlike

SIZES = {
    False: {"sqlite": ("1710", "114", "14")},
    True: {"sqlite": ("100000", "258", "1095"), "postgresql": ("1900000", "4000", "1095")},
}
"""Residents, teams, days."""


def main(*, full: bool = False, databases: tuple[str, ...] = ("sqlite", "postgresql")):
    """One row for each database."""
    found = []
    for database in databases:
        if words := SIZES[full].get(database):
            with site(database) as place:
                found.append({"database": database, **place.ask("scale", "lay", *words)})
    return found


def faults(row):
    found = unlike(row, 0, "days that differ", "waiting", "tables changed", "differ after a day")
    found += [] if row["confirmed then"] else ["nothing happened afterwards"]
    found += unlike(row, 1, "broken off while counted", "refused the second time")
    found += unlike(row, row["heads in the rows"], "heads folded", "heads in the sums")
    return found + unlike(row, row["sessions asked"], "sessions")


def lay(residents: str, teams: str, days: str):
    """Lay it, count every row anew, confirm what waits, and count once more."""
    from lms.common import clock
    from lms.dashboards.models import Touched
    from lms.dashboards.services import folding, recounting
    from lms.home.scale import seeding
    from lms.home.scale.sizes import Size
    from teams.models import Session
    from tests.courses.editions import make_edition

    make_edition()
    size = Size(clock.today(), residents=int(residents), teams=int(teams), days=int(days))
    before, began = _tables(), time.monotonic()
    broke_off = _breaks_off(seeding, size)
    laid = seeding.lay(size, say=lambda _words: None)
    took, began = time.monotonic() - began, time.monotonic()
    differ = len(recounting.suspects(recounting.days()))
    found = {
        "communes": laid.communes,
        "teams": laid.teams,
        "residents": laid.residents,
        "sessions asked": size.sessions,
        "sessions": Session.objects.count(),
        "came": laid.came,
        "courses begun": laid.enrolments,
        "facts": laid.facts,
        **_heads(),
        "days that differ": differ,
        "waiting": Touched.objects.count(),
        "tables changed": len(before ^ _tables()),
        "broken off while counted": broke_off,
        "refused the second time": _refuses(seeding, size),
        "laying (s)": round(took),
        "recount (s)": round(time.monotonic() - began),
    }
    waiting = Session.objects.filter(status="received")
    reviewer = Session.objects.verified().values_list("reviewed_by", flat=True)[0]
    found["confirmed then"] = waiting.update(
        status="verified", reviewed_by=reviewer, reviewed_at=clock.now()
    )
    while folding.fold(now=clock.now()):
        pass
    last = recounting.days()[-20:]
    return {
        **found,
        "differ after a day": len(recounting.suspects(last)) + (not found["confirmed then"]),
    }


def _breaks_off(seeding, size) -> int:
    """Whether it stops in the middle of counting the periods, as by Ctrl-C."""

    def say(words: str) -> None:
        if words.endswith(" kỳ"):
            raise KeyboardInterrupt

    try:
        seeding.lay(size, say=say)
    except KeyboardInterrupt:
        return int(seeding.is_uncounted(size))
    return 0


def _refuses(seeding, size) -> int:
    try:
        seeding.lay(size, say=lambda _words: None)
    except seeding.Refused:
        return 1
    return 0


def _heads():
    from django.db.models import Sum

    from lms.dashboards.models import Fact, HalfMonth
    from teams.models import Session

    def heads(model):
        return model.objects.filter(measure="teams.heads").aggregate(n=Sum("amount"))["n"]

    return {
        "heads in the rows": Session.objects.verified().heads(),
        "heads folded": heads(Fact),
        "heads in the sums": heads(HalfMonth),
    }


def _tables() -> set[tuple[object, ...]]:
    """Every constraint, index and trigger, with what it says."""
    from django.db import connection

    # What the planner counted is nobody's table; triggers of references are named anew.
    asked = ["SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"]
    if connection.vendor == "postgresql":
        asked = [
            "SELECT conrelid::text, conname, pg_get_constraintdef(oid) FROM pg_constraint",
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
        ]
    with connection.cursor() as cursor:
        return {row for words in asked for row in _all(cursor, words)}


def _all(cursor, words: str) -> list[tuple[object, ...]]:
    cursor.execute(words)
    return cursor.fetchall()


if __name__ == "__main__":
    play({"lay": lay})
