"""What the API takes and gives of a team's work in the field."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema


class SubmissionsIn(Schema):
    """Logs are checked one by one, so that one bad one never stops the others."""

    submissions: list[Any]
    sent_at: Any = None
    person: str | None = None
    unsent: int | None = Field(None, ge=0, le=1_000_000)
    """Of an old phone: of how many sessions it holds something still, whoever wrote them."""


class SubmissionOut(Schema):
    record_id: str
    rev: int
    status: str
    code: int
    receipt: str
    errors: dict[str, str]
    like: list[str]


class SubmissionsOut(Schema):
    outcomes: list[SubmissionOut]
    now: datetime


class TeamNameOut(Schema):
    code: str
    name: str


class TeamsOut(Schema):
    teams: list[TeamNameOut]


class TeamOut(Schema):
    code: str
    name: str
    unit: str
    village: str


class EntryOut(Schema):
    code: str
    name: str


class SkillOut(Schema):
    """Something to do for real in the course of a topic."""

    topic: str
    step: str
    name: str


class CodeOut(Schema):
    """What is shown to those who come with a phone of their own: one for each session of a day."""

    day: date
    nth: int
    said: str
    mark: str


class HereOut(Schema):
    """Somebody who says to be there; the id is that of her line."""

    id: str
    name: str


class PresentOut(Schema):
    people: list[HereOut]


class MemberOut(Schema):
    id: str
    name: str


class SessionOut(Schema):
    record_id: str
    rev: int
    status: str
    receipt: str
    held_on: date
    venue: str
    heads: int
    reason: str
    pending: bool
    """A change to it waits to be confirmed; `rev` is that of the change."""
    type: str
    start_time: str
    topics: list[str]


class PlanOut(Schema):
    """A session of the team's calendar that is not logged, under the names of the form."""

    id: str
    held_on: date
    start_time: str
    duration_min: int
    type: str
    venue: str
    topics: list[str]
    expected: int
    """So many people have said they will come."""


class CentreOut(Schema):
    name: str
    lat: float
    lon: float


class FieldOut(Schema):
    """All that a phone needs to log what this team does, and what became of what it sent."""

    team: TeamOut
    form_version: int
    types: list[EntryOut]
    topics: list[EntryOut]
    skills: list[SkillOut]
    codes: list[CodeOut]
    outcomes: list[EntryOut]
    usual_outcomes: int
    """So many of the outcomes, from the first on, are usual for this team."""
    venue_kinds: list[EntryOut]
    difficulties: list[EntryOut]
    members: list[MemberOut]
    venues: list[str]
    sessions: list[SessionOut]
    plans: list[PlanOut]
    centres: list[CentreOut]
    """Of its own commune and then of the neighbours; empty where they are not known."""
