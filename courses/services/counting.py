"""How an edition is learnt, step by step, counted at night from the events.

Nobody is to be read out of it:

- a figure of fewer than five people is left out, and zero with it, so the gap does not say "some";
- every count is rounded down to a multiple of five. Two rows subtracted from each other, or a row
  from the whole, give a multiple of five too, never the one or two who stopped in between;
- minutes and hints are medians, which do not change by a known share when one person comes;
- it is counted once a night, so nobody watches a figure while a neighbour learns;
- only what is rounded is kept: the figures before that are never written down.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from courses.evidence import frozen
from courses.evidence.frozen import Edition
from courses.models import Course, CourseEdition, EditionFigures, Enrolment, StepSignal
from courses.models import LearningEvent as Event
from courses.services import grading
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job

PLAN_KIND = "courses.plan_counting"
KIND = "courses.count_edition"
FEWEST = 5
MOST_PEOPLE = 2000
"""Counted are those who learnt last: what a night costs does not grow with the province."""
CHUNK = 200
LONGEST_STAY = timedelta(minutes=15)
"""After that somebody has put the phone away, and the time tells nothing."""
STOPPED_AFTER = timedelta(days=7)
LEARNT = (Course.State.OPEN, Course.State.HIDDEN, Course.State.RETIRED)
"""In those who are in it learn on in a course that takes no one new."""
COLUMNS, ROWS = 8, 16
"""The cells of a screen in which wrong taps are counted."""

type Cell = tuple[int, int, int]


@dataclass
class _Tally:
    """What is known of one step while it is counted: people, never shown as they are."""

    reached: int = 0
    left: int = 0
    repeated: int = 0
    minutes: list[float] = field(default_factory=list)
    hints: list[int] = field(default_factory=list)
    missed: Counter[Cell] = field(default_factory=Counter)


@dataclass(frozen=True)
class Counted:
    """The figures of an edition as they may be kept."""

    edition: int
    people: int = 0
    is_sample: bool = False
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)


def plan() -> None:
    """One job for each edition somebody may be learning: the newest two of a course."""
    day = clock.today().isoformat()
    for course in Course.objects.filter(state__in=LEARNT).order_by("pk"):
        newest = course.editions.order_by("-number").values_list("pk", flat=True)[:2]
        for pk in newest:
            jobs.add(KIND, key=f"{KIND}:{pk}:{day}", ids={"edition": pk})


def prepare(job: Job) -> Counted:
    """Read and round; nothing is written."""
    return count(CourseEdition.objects.get(pk=job.ids["edition"]), now=clock.now())


def put(job: Job, counted: Counted) -> None:  # noqa: ARG001  given to every handler
    """Keep the figures in place of the last night's."""
    EditionFigures.objects.update_or_create(
        edition_id=counted.edition,
        defaults={
            "made_at": clock.now(),
            "people": counted.people,
            "is_sample": counted.is_sample,
            "steps": counted.steps,
        },
    )


def shown(people: int) -> int | None:
    """A count as others may see it: down to a multiple of five; None for fewer than five."""
    return people - people % FEWEST if people >= FEWEST else None


def count(edition: CourseEdition, *, now: datetime) -> Counted:
    """The figures of those who learnt this edition last."""
    known = frozen.editions([edition.public_id])[edition.public_id]
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    everybody = 0
    learners = _learners(edition)
    for start in range(0, len(learners), CHUNK):
        is_done = dict(learners[start : start + CHUNK])
        for person, events in _by_person(is_done, edition):
            everybody += 1
            _add(tallies, known, events, is_done=is_done[person], now=now)
    steps = {uid: row for uid in known.steps if (row := _rounded(tallies[uid]))}
    for uid, row in _felt(edition).items():
        steps.setdefault(uid, {}).update(row)
    is_sample = len(learners) == MOST_PEOPLE
    return Counted(edition.pk, shown(everybody) or 0, is_sample, steps)


def _learners(edition: CourseEdition) -> list[tuple[int, bool]]:
    """Who learnt the course last, and whether they are through."""
    rows = Enrolment.objects.filter(course=edition.course_id).order_by("-current_at", "pk")
    found = rows.values_list("learner", "completed_at")[:MOST_PEOPLE]
    return [(pk, done is not None) for pk, done in found]


def _by_person(
    people: Iterable[int], edition: CourseEdition
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    rows = Event.objects.filter(person__in=people, edition=edition).exclude(kind__in=Event.SAID)
    rows = rows.exclude(step="").order_by("person", "ordered_at", "device", "seq", "event_id")
    fields = ("person", "step", "kind", "payload", "ordered_at")
    for person, events in groupby(rows.values(*fields).iterator(), key=lambda row: row["person"]):
        yield person, list(events)


def _add(
    tallies: dict[str, _Tally],
    edition: Edition,
    events: list[dict[str, Any]],
    *,
    is_done: bool,
    now: datetime,
) -> None:
    """What one person adds: each step once."""
    stays: dict[str, timedelta] = defaultdict(timedelta)
    kinds: Counter[tuple[str, str]] = Counter()
    hints: Counter[str] = Counter()
    missed: dict[str, set[Cell]] = defaultdict(set)
    for event, after in zip(events, [*events[1:], None], strict=True):
        uid = event["step"]
        kinds[uid, event["kind"]] += 1
        stay = after["ordered_at"] - event["ordered_at"] if after else timedelta(0)
        if timedelta(0) < stay <= LONGEST_STAY:
            stays[uid] += stay
        payload = event["payload"]
        if "hints" in payload:
            hints[uid] += payload["hints"]
        if event["kind"] == Event.Kind.TAPPED and uid in edition.steps:
            missed[uid] |= set(_missed(edition, uid, payload["taps"]))
    for uid in dict.fromkeys(event["step"] for event in events):
        tally = tallies[uid]
        tally.reached += 1
        tally.repeated += any(kinds[uid, kind] > 1 for kind in Event.Kind.values)
        if stays[uid]:
            tally.minutes.append(stays[uid].total_seconds() / 60)
        tally.hints.append(hints[uid])
        tally.missed.update(missed[uid])
    last = events[-1]
    if not is_done and now - last["ordered_at"] > STOPPED_AFTER:
        tallies[last["step"]].left += 1


def _missed(edition: Edition, uid: str, taps: list[dict[str, Any]]) -> Iterator[Cell]:
    """The cells of the taps that hit no target."""
    screens = edition.steps[uid].screens
    for tap in taps:
        number = tap["screen"]
        if number < len(screens) and not grading.tap_right(screens[number], tap):
            column = min(int(tap["x"] * COLUMNS / 100), COLUMNS - 1)
            yield number, column, min(int(tap["y"] * ROWS / 100), ROWS - 1)


def _rounded(tally: _Tally) -> dict[str, Any]:
    """What may be kept of a step; empty where fewer than five reached it."""
    if shown(tally.reached) is None:
        return {}
    counts = {"reached": tally.reached, "left": tally.left, "repeated": tally.repeated}
    row: dict[str, Any] = {name: rounded for name, n in counts.items() if (rounded := shown(n))}
    if len(tally.minutes) >= FEWEST:
        row["minutes"] = max(1, round(median(tally.minutes)))
    if len(tally.hints) >= FEWEST:
        row["hints"] = round(median(tally.hints))
    cells = [[*cell, rounded] for cell, n in sorted(tally.missed.items()) if (rounded := shown(n))]
    return row | ({"missed": cells} if cells else {})


def _felt(edition: CourseEdition) -> dict[str, dict[str, Any]]:
    """How useful lessons were, by their last step; one query."""
    rows = StepSignal.objects.standing().filter(edition=edition, kind=StepSignal.Kind.FELT)
    faces: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for step, face, reason in rows.values_list("step", "value", "reason"):
        faces[step][face] += 1
        reasons[step][reason] += 1
    found: dict[str, dict[str, Any]] = {}
    for step, counted in faces.items():
        row: dict[str, Any] = {face: n for face, told in counted.items() if (n := shown(told))}
        why = {one: n for one, told in reasons[step].items() if one and (n := shown(told))}
        if row:
            found[step] = row | ({"reasons": why} if why else {})
    return found
