"""A province of its real size, and long work weighed on it, with the database's share."""

import time
from contextlib import contextmanager
from datetime import timedelta

from bench import _requests, _work
from lms import env

ADMIN, REVIEWER = "son@hocso.example", "bich@hocso.example"
EVENT = (
    *("event_id", "body_hash", "device", "seq", "person_id", "edition_id", "step", "kind"),
    *("payload", "at", "ordered_at", "received_at"),
)


def size():
    """What is asked for by the surroundings; its day is the one it was laid on."""
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from lms.home.scale import sizes  # noqa: PLC0415

    whole = bool(env.text("BENCH_WHOLE"))
    usual = sizes.RESIDENTS_OF_ALL if whole else sizes.RESIDENTS
    residents = int(env.text("BENCH_RESIDENTS") or usual)
    return sizes.Size(
        today=clock.today(),
        residents=residents,
        teams=int(env.text("BENCH_TEAMS") or sizes.teams_of(residents)),
        days=int(env.text("BENCH_DAYS") or sizes.DAYS),
        whole_province=whole,
    )


def laid(wanted):
    """Lay it where nobody lives yet; a row with what that took."""
    from lms.home.scale import seeding  # noqa: PLC0415 (after Django is ready)
    from lms.users.models import User  # noqa: PLC0415

    if User.objects.exists():
        return
    with measured("lay the province", goal="≤ 15 minutes") as row:
        found = seeding.lay(wanted, say=lambda _words: None)
    row["of"] = (
        f"{found.residents:,} residents, {found.teams:,} teams, {found.sessions:,} sessions,"
        f" {found.facts:,} facts"
    )
    yield row


@contextmanager
def measured(work, *, goal=""):
    """A row of the table, with what is done within in it."""
    row = {"work": work, "of": "", "CPU-s": "", "database CPU-s": "", "s": ""}
    base, cpu, began = _requests.database_seconds(), _work.cpu(), time.monotonic()
    yield row
    # A process of the database that came meanwhile counts whole; one that is gone, not at all.
    spent = _requests.database_seconds()
    database = sum(used - base.get(process, 0) for process, used in spent.items())
    row |= {"CPU-s": f"{_work.cpu() - cpu:.2f}", "s": f"{time.monotonic() - began:.2f}"}
    row |= {"database CPU-s": f"{database:.2f}" if spent else "", "goal": goal}


def recount():
    """The night's recount, from the first day to the last."""
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from lms.dashboards.services import recounting  # noqa: PLC0415

    done = found = 0
    with measured("nightly recount", goal="≤ 5 minutes") as row:
        is_last = False
        while not is_last:
            part = recounting.look(done)
            found += len(recounting.settle(part.suspects, now=clock.now()))
            done, is_last = done + part.days_count, part.is_last
    assert not found, f"{found} differences"
    row["of"] = f"{done:,} days"
    yield row


def report():
    """R05 of the month before as a worker draws it."""
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from lms.dashboards.models import ReportingPeriod  # noqa: PLC0415
    from lms.jobs import running  # noqa: PLC0415
    from lms.jobs.models import Job  # noqa: PLC0415
    from lms.reports.services import printing  # noqa: PLC0415
    from lms.users.models import User  # noqa: PLC0415

    by, today = User.objects.get(email=ADMIN), clock.today()
    before = today.replace(day=1) - timedelta(days=1)
    period = ReportingPeriod.objects.get(kind="month", last_on=before)
    for form in ("xlsx", "pdf"):
        asked = {"period": str(period.pk)}
        file = printing.order("R05", asked, form, by=by, now=clock.now())
        with measured(f"R05 as {form}, in a job", goal="≤ 10 s") as row:
            for queue in Job.Queue.values:
                running.drain(queue)
        content = printing.fetch(file, by=by, now=clock.now())
        row["of"] = f"{len(content) / 1024:.0f} KB"
        yield row


def day(wanted, sessions, events, share_begun):
    """A day comes in whole, then is folded."""
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from lms.dashboards.models import Touched  # noqa: PLC0415
    from lms.dashboards.services import folding  # noqa: PLC0415

    while folding.fold(now=clock.now()):
        pass
    with measured("a day comes in, with the lines it leaves") as row:
        begun = _arrive(wanted, sessions, events, events // share_begun)
    row["of"] = f"{sessions:,} sessions, {events:,} events, {begun:,} of them begin a course"
    yield row
    lines = Touched.objects.count()
    with measured("fold of that day", goal="≤ 60 s") as row:
        while folding.fold(now=clock.now()):
            pass
    row["of"] = f"{lines:,} lines"
    yield row


def _arrive(wanted, sessions, events, begun):
    """Sessions, events and what these begin and end, in statements that the feeds see; how many
    began."""
    from django.db import transaction  # noqa: PLC0415 (after Django is ready)

    from lms.home.scale import bulk, field, learning, people  # noqa: PLC0415
    from lms.users.models import User  # noqa: PLC0415
    from teams.models import Session, Team  # noqa: PLC0415

    last = wanted.days - 1
    # Another day's ids than those of a run before.
    first = 10**9 + Session.objects.count()
    reviewer = User.objects.get(email=REVIEWER).pk
    teams = Team.objects.select_related("unit").order_by("pk")
    leads = dict(
        Team.objects.filter(memberships__role="leader").values_list("pk", "memberships__person")
    )
    places = [
        people.Place(one.pk.hex, one.unit_id.hex, "", leads[one.pk], leads[one.pk] + 9)
        for one in teams
    ]
    fresh = User.objects.filter(enrolments=None, home_unit__isnull=False).order_by("pk")
    learners = list(fresh.values_list("pk", flat=True)[:begun])
    with transaction.atomic():
        made = field.Sessions(wanted, places, reviewer)
        rows = {table: [] for table in field.TABLES}
        for number in range(sessions):
            made.add(rows, first + number, last, places[number % len(places)])
        field.lay(rows)
        learnt = learning.Learning(wanted, learners[0], learners[-1])
        rows = {table: [] for table in learning.TABLES}
        for learner in learners:
            learnt.add(rows, learner, last, learnt.editions[0])
        learning.lay(rows)
        learnt.keep_books()
        bulk.write(
            "courses_learningevent",
            EVENT,
            _events(wanted, learners, learnt, range(first, first + events)),
        )
        bulk.count_on([*field.NUMBERED, *learning.NUMBERED])
    return len(learners)


def _events(wanted, learners, learnt, numbers):
    from lms.home.scale.sizes import moment, row_id  # noqa: PLC0415 (after Django is ready)

    dice, edition = wanted.dice("events"), learnt.editions[0].pk
    device, at = row_id(dice, 1), moment(wanted.dates[-1], 20 * 60)
    for number in numbers:
        key, person = row_id(dice, number), learners[number % len(learners)]
        yield key, key * 2, device, number, person, edition, "", "done", "{}", at, at, at
