"""What somebody knows already: marking the placement check and keeping what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.evidence import frozen
from courses.evidence.frozen import Edition
from courses.models import Course, Placement, TestOut, TestOutRule
from courses.services import completion, duties, grading, sheets
from courses.services.sheets import ENOUGH
from lms.audit import services as audit
from lms.users.models import User

REST = timedelta(days=30)
WRONG_OF = 5
"""Of so many questions of a course one may be answered wrongly."""


class TooSoon(Exception):
    """The last check was not long enough ago; `again_at` is when it will be."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


class OtherRound(Exception):
    """These questions are of a round this person does not answer now; `round` is which she does."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.round = number


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers say about one course."""

    edition: str
    course: str
    title: str
    asked: int
    right: int
    passed: bool


def receive(
    person: User, *, event_id: UUID, seal: str, answers: Sequence[Sequence[str]], now: datetime
) -> Placement:
    """Mark the answers to a sealed sheet and keep them; the same id again is the same check.

    An empty answer is "I do not know yet". Raises SheetUnknown for what nobody was asked, TooSoon
    and OtherRound; then nothing is kept.
    """
    opened = sheets.open_seal(seal)
    editions = frozen.editions({edition for edition, _slot in opened.asked})
    marked = _marked(opened.asked, answers, editions)
    with transaction.atomic():
        # Two phones of one person take turns.
        User.objects.select_for_update().only("pk").get(pk=person.pk)
        if known := person.placements.filter(pk=event_id).first():
            return known
        if Placement.objects.filter(pk=event_id).exists():
            raise sheets.SheetUnknown
        _check_turn(person, opened.round, now)
        placement = Placement.objects.create(
            id=event_id, person=person, round=opened.round, answers=marked, at=now
        )
        audit.record("courses.placed", subject=placement, at=now, round=opened.round)
        for verdict in verdicts(placement):
            if verdict.passed:
                _keep(placement, verdict, editions[verdict.edition], now=now)
    return placement


def turn_of(person: User, *, now: datetime) -> tuple[int, datetime | None]:
    """The round this person answers next, and from when; None for at once."""
    last = person.placements.order_by("-at").first()
    if last is None:
        return 1, None
    again_at = last.at + REST
    return person.placements.count() + 1, again_at if now < again_at else None


def verdicts(placement: Placement) -> list[Verdict]:
    """One for each course asked about, in the order it was first asked."""
    rows: dict[str, list[bool]] = {}
    for answer in placement.answers:
        rows.setdefault(answer["edition"], []).append(answer["right"])
    editions = frozen.editions(rows)
    return [
        Verdict(
            edition=name,
            course=editions[name].outline.course_code,
            title=editions[name].outline.title,
            asked=len(right),
            right=sum(right),
            passed=passes(len(right), sum(right)),
        )
        for name, right in rows.items()
    ]


def passes(asked: int, right: int) -> bool:
    """All of them, but for one in five."""
    return asked >= ENOUGH[TestOutRule.ADVICE] and asked - right <= asked // WRONG_OF


def _marked(
    asked: Sequence[tuple[str, str]],
    answers: Sequence[Sequence[str]],
    editions: Mapping[str, Edition],
) -> list[dict[str, Any]]:
    if len(answers) != len(asked):
        raise sheets.SheetUnknown
    marked = []
    for (name, slot_name), answer in zip(asked, answers, strict=True):
        edition = editions.get(name)
        slot = edition.test.get(slot_name) if edition else None
        if slot is None or not set(answer) <= slot.options:
            raise sheets.SheetUnknown
        marked.append(
            {
                "edition": name,
                "slot": slot_name,
                "question": slot.question,
                "version": slot.version,
                "answer": sorted(set(answer)),
                "right": grading.question_right(slot.right, answer),
            }
        )
    return marked


def _check_turn(person: User, number: int, now: datetime) -> None:
    due, again_at = turn_of(person, now=now)
    if again_at is not None:
        raise TooSoon(again_at)
    if number != due:
        raise OtherRound(due)


def _keep(placement: Placement, verdict: Verdict, edition: Edition, *, now: datetime) -> None:
    """Write down a course passed, and let it count for what its author said."""
    course = Course.objects.select_related("current_edition").get(pk=edition.course_id)
    rule = _rule(course, verdict)
    row = TestOut.objects.create(
        placement=placement,
        course=course,
        edition_id=edition.pk,
        rule=rule,
        asked_count=verdict.asked,
        right_count=verdict.right,
    )
    audit.record("courses.tested_out", subject=row, at=now, rule=rule, course=course.code)
    if rule == TestOutRule.CERTIFICATE:
        completion.test_out(placement.person, edition, at=now)
    if rule in {TestOutRule.DONE, TestOutRule.CERTIFICATE}:
        duties.close_known(placement.person, course, done_at=now)


def _rule(course: Course, verdict: Verdict) -> TestOutRule:
    """What the course says today; advice where it is closed or too little was asked."""
    rule = sheets.rule_of(course.current_edition)
    is_open = course.state == Course.State.OPEN
    if not is_open or verdict.asked < ENOUGH.get(rule, verdict.asked + 1):
        return TestOutRule.ADVICE
    return rule
