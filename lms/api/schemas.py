"""What the API takes and gives, as others see it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field


class PersonOut(Schema):
    id: str
    also: list[str]
    name: str
    greeting: str
    home: str
    """Changes when the person moves; "" while it is not known where she lives."""


class CertificateOut(Schema):
    """`number` and `on` as they are printed on it."""

    code: str
    number: str
    on: str
    url: str


class DrillOut(Schema):
    step: str
    title: str
    box: int
    due_on: date
    due: bool


class CourseOut(Schema):
    course: str
    title: str
    edition: str
    done: list[str]
    current: str
    mark: str | None
    passed: bool
    attempts_left: int | None
    completed_at: datetime | None
    certificate: CertificateOut | None
    certificate_revoked: bool
    step_count: int
    drills: list[DrillOut]


class DutyOut(Schema):
    course: str
    title: str
    due_on: date
    done: bool


class KnownOut(Schema):
    """A course that need not be learnt; `counts` is whether it is as good as done."""

    course: str
    on: str
    counts: bool


class NeighbourOut(Schema):
    """Whom to ring for help; the number as +84…"""

    name: str
    number: str


class HelpOut(Schema):
    neighbour: NeighbourOut | None


class NoticeOut(Schema):
    title: str
    body: str
    url: str
    at: datetime
    read: bool


class MeOut(Schema):
    person: PersonOut | None
    courses: list[CourseOut]
    duties: list[DutyOut]
    known: list[KnownOut]
    inbox: list[NoticeOut]
    ticket: str


class PlacementIn(Schema):
    """The answers to a sheet, question by question; the same id again is the same check."""

    id: UUID
    seal: str = Field(max_length=5000)
    answers: list[list[str]] = Field(max_length=50)


class PlacementOut(Schema):
    url: str


class TurnOut(Schema):
    """Which sheet somebody answers next, and from which day on where it is not yet time."""

    round: int
    again_on: str


class ResultOut(Schema):
    mark: str
    passed: bool
    counted: bool
    attempts_left: int | None
    slots: dict[str, bool]


class OutcomeOut(Schema):
    id: str
    outcome: str
    receipt: str | None
    errors: dict[str, str] | None
    result: ResultOut | None


class EventsOut(Schema):
    outcomes: list[OutcomeOut]
    courses: list[CourseOut]


class VoiceOut(Schema):
    """What became of the sound of a question: "awaited", "making", "ready" or "failed"."""

    state: str


class ErrorOut(Schema):
    code: str
    message: str


class BatchIn(Schema):
    """Events are checked one by one, so that one bad event never stops the others."""

    events: list[Any]
    person: str | None = None
