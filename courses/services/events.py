"""Learning events: taken once, kept raw, folded into enrolments, acknowledged one by one."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Field, JSONNull

from courses.evidence import intake
from courses.evidence.intake import Event, Refused
from courses.models import Attempt, Enrolment, LearningEvent, QuarantinedEvent
from courses.services import attempts, carrying, completion, projection, signals
from lms.users.models import User

ACCEPTED, DUPLICATE, CONFLICT, REJECTED = "accepted", "duplicate", "conflict", "rejected"

RECEIPT_LENGTH = 20

COLUMNS = (
    "event_id",
    "body_hash",
    "device",
    "seq",
    "person",
    "edition",
    "step",
    "kind",
    "payload",
    "at",
    "ordered_at",
    "received_at",
)


@dataclass(slots=True)
class TestResult:
    """What the server says of one try; `counted` is false beyond the allowed number."""

    mark: str
    passed: bool
    counted: bool
    attempts_left: int | None
    slots: dict[str, bool]


@dataclass(slots=True)
class Outcome:
    """The answer to one event, under the id it was sent with."""

    id: str
    outcome: str
    receipt: str | None = None
    errors: dict[str, str] | None = None
    result: TestResult | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """One outcome for each event, in order, and the enrolments of the courses touched."""

    outcomes: list[Outcome]
    enrolments: list[Enrolment]


def receive(person: User, bodies: Sequence[object], *, now: datetime) -> Received:
    """Take what a phone sent, in one transaction; may be called with the same again and again.

    Nothing is refused for coming late, twice or in another order, and what cannot be taken is
    kept in quarantine. Each enrolment comes with `edition_public_id`.
    """
    checked = intake.check(bodies, now=now)
    with transaction.atomic():
        kept = _keep(person, checked)
        outcomes = [_outcome(one, kept) for one in checked]
        _quarantine(person, checked, outcomes, now=now)
        said = [one for one in kept.fresh.values() if one.kind in LearningEvent.SAID]
        learnt = [one for one in kept.fresh.values() if one.kind not in LearningEvent.SAID]
        signals.take(person, said, now=now)
        enrolments = projection.project(person.pk, learnt)
        for enrolment in enrolments:
            if enrolment.is_linked:  # type: ignore[attr-defined]  # as an annotation
                carrying.carry(enrolment, now=now)
            _judge(enrolment, learnt, now=now)
        enrolments += _others_touched(person, checked, enrolments)
        _add_results(person, checked, outcomes, enrolments)
    return Received(outcomes, enrolments)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The events this call stored, and the hash that stands in the database for each id."""

    fresh: dict[UUID, Event]
    hashes: dict[UUID, str]


def _keep(person: User, checked: Sequence[Event | Refused]) -> _Kept:
    first: dict[UUID, Event] = {}
    for one in checked:
        if isinstance(one, Event):
            first.setdefault(one.id, one)
    hashes = {event.id: event.body_hash for event in first.values()}
    stored = _insert(person, first)
    if len(stored) < len(first):
        older = LearningEvent.objects.filter(pk__in=first.keys() - stored)
        hashes |= dict(older.values_list("event_id", "body_hash"))
    return _Kept({key: first[key] for key in first if key in stored}, hashes)


def _insert(person: User, events: dict[UUID, Event]) -> set[UUID]:
    """The ids that were new; all in one statement, in the order of their keys.

    Two batches that hold the same events then wait for each other instead of locking up.
    """
    if not events:
        return set()
    rows = [_row(person, events[key]) for key in sorted(events)]
    columns = ", ".join(str(field.column) for field in _fields())
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO courses_learningevent ({columns})"  # noqa: S608 (columns of our own)
            f" VALUES {', '.join([row] * len(rows))}"
            " ON CONFLICT (event_id) DO NOTHING RETURNING event_id",
            [value for row in rows for value in row],
        )
        return {key if isinstance(key, UUID) else UUID(key) for (key,) in cursor.fetchall()}


@cache
def _fields() -> "tuple[Field[Any, Any], ...]":
    return tuple(LearningEvent._meta.get_field(name) for name in COLUMNS)  # type: ignore[misc]


def _row(person: User, event: Event) -> list[Any]:
    values = (
        event.id,
        event.body_hash,
        event.device,
        event.seq,
        person.pk,
        event.edition.pk,
        event.step.uid if event.step else "",
        event.kind,
        event.payload,
        event.at,
        event.ordered_at,
        event.received_at,
    )
    pairs = zip(_fields(), values, strict=True)
    return [field.get_db_prep_save(value, connection=connection) for field, value in pairs]


def _outcome(one: Event | Refused, kept: _Kept) -> Outcome:
    if isinstance(one, Refused):
        return Outcome(one.sent_id, REJECTED, errors=one.errors)
    # Of an erased event nothing is known any more, so nothing can differ from it.
    if kept.hashes[one.id] not in {one.body_hash, LearningEvent.ERASED["body_hash"]}:
        return Outcome(one.sent_id, CONFLICT)
    is_fresh = kept.fresh.get(one.id) is one
    return Outcome(one.sent_id, ACCEPTED if is_fresh else DUPLICATE, receipt=receipt_of(one))


def receipt_of(event: Event) -> str:
    """A proof that we took this very event, which only we can make."""
    whole = hmac.new(_receipt_key(), f"{event.id}{event.body_hash}".encode(), hashlib.sha256)
    return whole.hexdigest()[:RECEIPT_LENGTH]


@cache
def _receipt_key() -> bytes:
    return hashlib.sha256(b"learning-event-receipt" + settings.SECRET_KEY.encode()).digest()


def _quarantine(
    person: User,
    checked: Sequence[Event | Refused],
    outcomes: Sequence[Outcome],
    *,
    now: datetime,
) -> None:
    rows = [
        QuarantinedEvent(
            event_id=intake.storable_id(one.sent_id),
            body_hash=one.body_hash,
            person=person,
            reason=outcome.outcome,
            errors=outcome.errors or {},
            # None would be no body at all.
            body=JSONNull() if one.body is None else intake.storable(one.body),
            received_at=now,
        )
        for one, outcome in zip(checked, outcomes, strict=True)
        if outcome.outcome in QuarantinedEvent.Reason.values
    ]
    if rows:
        QuarantinedEvent.objects.bulk_create(rows, ignore_conflicts=True)


def _judge(enrolment: Enrolment, fresh: Iterable[Event], *, now: datetime) -> None:
    tested = [
        event
        for event in fresh
        if event.kind == "tested" and event.edition.course_id == enrolment.course_id
    ]
    if tested:
        attempts.take(enrolment, tested)
    completion.settle(enrolment, now=now)


def _others_touched(
    person: User, checked: Sequence[Event | Refused], known: Sequence[Enrolment]
) -> list[Enrolment]:
    """The enrolments a phone asked about by sending again what had already arrived."""
    named = {one.edition.course_id for one in checked if isinstance(one, Event)}
    missing = named - {enrolment.course_id for enrolment in known}
    if not missing:
        return []
    return list(
        Enrolment.objects.filter(learner=person, course__in=missing).annotate(
            edition_public_id=F("edition__public_id")
        )
    )


def _add_results(
    person: User,
    checked: Sequence[Event | Refused],
    outcomes: Sequence[Outcome],
    enrolments: Sequence[Enrolment],
) -> None:
    tested = [one.id for one in checked if isinstance(one, Event) and one.kind == "tested"]
    if not tested:
        return
    tries = Attempt.objects.filter(event_id__in=tested, enrolment__learner=person)
    by_event = {one.event_id: one for one in tries}
    by_key = {enrolment.pk: enrolment for enrolment in enrolments}
    for one, outcome in zip(checked, outcomes, strict=True):
        if isinstance(one, Event) and one.id in by_event and outcome.receipt:
            attempt = by_event[one.id]
            outcome.result = _result(attempt, by_key[attempt.enrolment_id])


def _result(attempt: Attempt, enrolment: Enrolment) -> TestResult:
    return TestResult(
        mark=str(attempt.mark),
        passed=attempt.passed and attempt.counted,
        counted=attempt.counted,
        attempts_left=attempts.left(enrolment, attempt.line, attempt.rule["attempts"]),
        slots={answer["slot"]: answer["right"] for answer in attempt.answers},
    )
