"""The sheets of ten questions of the placement check, drawn from the final tests of open courses.

A sheet is a function of the catalogue and of its round: everybody's first sheet is the same, and
the second asks what the first did not while there is something left to ask.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core import signing

from courses.models import Course, CourseEdition, TestOutRule

LENGTH = 10
LAST_ROUND = 200
ENOUGH = {TestOutRule.ADVICE: 2, TestOutRule.DONE: 3, TestOutRule.CERTIFICATE: 5}
"""How many questions of a course must be asked before the answers say anything."""

_signer = signing.Signer(salt="courses.placement")


class SheetUnknown(Exception):
    """These are no questions that we asked."""


@dataclass(frozen=True, slots=True)
class Source:
    """What one course lends to the sheets: places of its edition's test."""

    edition: str
    rule: TestOutRule
    slots: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A place of a test on a sheet, as learners see it: with no key in it."""

    edition: str
    slot: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    round: int
    questions: tuple[Question, ...]

    @property
    def seal(self) -> str:
        """Names the questions so that nobody can ask themselves others."""
        asked = [[question.edition, question.slot["slot"]] for question in self.questions]
        return _signer.sign_object([self.round, asked])


@dataclass(frozen=True, slots=True)
class Opened:
    """What a seal names: the round and, in order, each (edition, slot)."""

    round: int
    asked: tuple[tuple[str, str], ...]


def open_seal(seal: str) -> Opened:
    """Raises SheetUnknown for what we did not sign."""
    try:
        number, asked = _signer.unsign_object(seal)
    except signing.BadSignature as error:
        raise SheetUnknown from error
    return Opened(number, tuple((edition, slot) for edition, slot in asked))


def stamp() -> str:
    """Changes whenever a sheet would; one query."""
    editions = Course.objects.open().order_by("pk").values_list("current_edition_id", flat=True)
    return hashlib.sha256(repr(list(editions)).encode()).hexdigest()[:20]


def lends(edition: CourseEdition | None) -> bool:
    """Whether anything is asked about the course of this edition, its current one."""
    return _source(edition) is not None


def sheet(number: int) -> Sheet:
    """The sheet of a round; without questions where no course lends any."""
    sources = tuple(_sources())
    asked: Counter[str] = Counter()
    counts: dict[str, int] = {}
    queue = list(sources)
    for _round in range(min(number, LAST_ROUND)):
        asked.update(counts)
        counts, queue = _shares(queue)
    by_edition = {source.edition: source for source in sources}
    rows = [
        [Question(edition, slot) for slot in _next(by_edition[edition], asked[edition], count)]
        for edition, count in counts.items()
    ]
    return Sheet(number, tuple(_taking_turns(rows)))


def _sources() -> Iterator[Source]:
    courses = Course.objects.open().select_related("current_edition").order_by("pk")
    for course in courses.defer("current_edition__test_key"):
        if source := _source(course.current_edition):
            yield source


def _source(edition: CourseEdition | None) -> Source | None:
    if edition is None or not edition.test:
        return None
    slots = edition.test["slots"]
    rule = rule_of(edition)
    if wish := edition.outline.get("placement"):
        slots = [slot for slot in slots if slot["slot"] in wish["slots"]]
    if len(slots) < ENOUGH.get(rule, len(slots) + 1):
        return None
    return Source(edition.public_id, rule, tuple(slots))


def rule_of(edition: CourseEdition | None) -> TestOutRule:
    """What it counts for to know the course; advice unless its author said otherwise."""
    wish = edition.outline.get("placement") if edition else None
    return TestOutRule(wish["rule"]) if wish else TestOutRule.ADVICE


def _shares(queue: list[Source]) -> tuple[dict[str, int], list[Source]]:
    """How many questions each course of this round gets, and who comes first in the next.

    Courses are taken while each can have as many as its rule needs; what is left of the ten is
    shared out evenly.
    """
    taken: list[Source] = []
    left = LENGTH
    for source in queue:
        if ENOUGH[source.rule] <= left:
            taken.append(source)
            left -= ENOUGH[source.rule]
    counts = {source.edition: ENOUGH[source.rule] for source in taken}
    while left:
        open_ones = [one for one in taken if counts[one.edition] < len(one.slots)]
        if not open_ones:
            break
        poorest = min(open_ones, key=lambda one: counts[one.edition])
        counts[poorest.edition] += 1
        left -= 1
    waiting = [source for source in queue if source not in taken]
    return counts, waiting + taken


def _next(source: Source, asked: int, count: int) -> list[dict[str, Any]]:
    """The questions after those asked before, from the first again where they run out."""
    return [source.slots[(asked + nth) % len(source.slots)] for nth in range(count)]


def _taking_turns(rows: list[list[Question]]) -> Iterator[Question]:
    """One of each course, then the next of each, so that no course comes in a block."""
    for questions in itertools.zip_longest(*rows):
        yield from (question for question in questions if question is not None)
