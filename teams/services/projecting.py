"""From accepted submissions to the rows that boards count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from lms.common.ids import uuid7
from lms.jobs import services as jobs
from lms.places.models import Unit
from teams.models import (
    Attendance,
    AttendanceMark,
    AttendanceTie,
    FieldSubmission,
    Session,
    SessionAct,
    SessionTurn,
    Team,
)
from teams.services import evidence
from teams.services.attendees import Attendee
from teams.services.listed import Lists
from teams.services.session_form import SessionFacts

ATTENDED = "teams.attended"
"""The job that looks after whoever came one by one: whose card it was, what that completes."""


@dataclass(frozen=True)
class Taken:
    """A submission that was stored, what it says, and who of the team helped."""

    submission: FieldSubmission
    facts: SessionFacts
    helpers: Sequence[int]


def write_new(taken: Sequence[Taken], *, lists: Lists, now: datetime) -> dict[UUID, Session]:
    """Sessions of records nobody knew, by the submission; left out where one is there after all.

    A fixed number of statements for any number of sessions.
    """
    fresh = {
        one.submission.pk: Session(
            record_id=one.submission.record_id,
            team=one.submission.team,
            unit=unit_on(one.submission.team, one.facts.held_on),
            created_at=now,
            **_columns(one, lists),
        )
        for one in taken
    }
    Session.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    there = Session.objects.filter(submission__in=fresh).values_list("submission", flat=True)
    written = {key: fresh[key] for key in there}
    _write_parts(
        [(written[one.submission.pk], one) for one in taken if one.submission.pk in written], lists
    )
    return written


def rewrite(session: Session, taken: Taken, *, lists: Lists, **columns: object) -> bool:
    """Let the session say what this submission says; true only if it is as it was read."""
    rows = Session.objects.filter(pk=session.pk, rev=session.rev, status=session.status)
    rows = rows.filter(pending=session.pending_id)
    written = {**_columns(taken, lists), "pending": None, **columns}
    if not rows.update(**written):
        return False
    for part in (SessionAct, SessionTurn, Attendance):
        part.objects.filter(session=session).delete()
    for through in (Session.topics, Session.difficulties, Session.helpers):
        through.through.objects.filter(session=session).delete()
    for name, value in written.items():
        setattr(session, name, value)
    _write_parts([(session, taken)], lists)
    evidence.follow(session)
    return True


def _columns(taken: Taken, lists: Lists) -> dict[str, object]:
    submission, facts = taken.submission, taken.facts
    return {
        "rev": submission.rev,
        "submission": submission,
        "held_on": facts.held_on,
        "type": facts.type,
        "start_time": facts.start_time,
        "duration_minutes": facts.duration_min,
        "venue": facts.venue,
        "venue_kind_id": facts.venue_kind if facts.venue_kind in lists.venue_kinds else None,
        "heads_count": facts.heads,
        **{f"{key}_count": count for key, count in facts.parts.items()},
        "devices_count": facts.devices_ok,
        "difficulty_note": facts.difficulty_note,
        "feedback_said": facts.feedback,
        "consent_taken": facts.consent_taken,
        "household": facts.household,
        "code_nth": facts.code_nth,
        "note": facts.note,
        **facts.pictured.columns(),
        "flags": submission.flags,
        "logged_by": submission.submitter,
        "reviewed_by": None,
        "reviewed_at": None,
        "duplicate_of": None,
        "reason": "",
    }


def unit_on(team: Team, day: date) -> Unit:
    """The unit that stood on the day where the team's stands: a fact keeps the unit it was in."""
    unit = team.unit
    if unit.is_valid_on(day):
        return unit
    kin: QuerySet[Unit] = Unit.objects.filter(
        Q(later_lineage__later=unit) | Q(earlier_lineage__earlier=unit)
    )
    return kin.valid_on(day).order_by("pk").first() or unit  # type: ignore[attr-defined]


def _write_parts(written: Sequence[tuple[Session, Taken]], lists: Lists) -> None:
    acts, turns, attendances, topics, difficulties, helpers = [], [], [], [], [], []
    named: list[tuple[Session, Taken]] = []
    for session, taken in written:
        facts = taken.facts
        acts += [
            SessionAct(session=session, kind_id=code, count=count)
            for code, count in facts.acts.items()
            if code in lists.outcomes
        ]
        turns += [
            SessionTurn(session=session, topic_id=lists.topics[code], count=count)
            for code, count in facts.turns.items()
            if code in lists.topics
        ]
        attendances += [
            Attendance(session=session, name=name, position=position)
            for position, name in enumerate(facts.names, start=1)
        ]
        named += [(session, taken)] if facts.attendees or facts.code_nth else []
        topics += [
            Session.topics.through(session=session, topic_id=lists.topics[code])
            for code in facts.topics
            if code in lists.topics
        ]
        difficulties += [
            Session.difficulties.through(session=session, difficulty_id=lists.difficulties[code])
            for code in facts.difficulties
            if code in lists.difficulties
        ]
        helpers += [
            Session.helpers.through(session=session, user_id=person) for person in taken.helpers
        ]
    SessionAct.objects.bulk_create(acts)
    SessionTurn.objects.bulk_create(turns)
    Attendance.objects.bulk_create(attendances)
    Session.topics.through.objects.bulk_create(topics)
    Session.difficulties.through.objects.bulk_create(difficulties)
    Session.helpers.through.objects.bulk_create(helpers)
    evidence.await_all((session, taken.facts) for session, taken in written)
    if named:
        _write_people(named, lists)


def _write_people(written: Sequence[tuple[Session, Taken]], lists: Lists) -> None:
    """Those who came one by one; who they are is looked up once this is stored."""
    rows = AttendanceTie.objects.open().filter(
        record_id__in=[session.record_id for session, _ in written]
    )
    known = {(tie.record_id, tie.local_id): tie.person_id for tie in rows}
    lines = [
        (_person(session, one, position, known), one.marks)
        for session, taken in written
        for position, one in enumerate(
            (one for one in taken.facts.attendees if not one.gone), len(taken.facts.names) + 1
        )
    ]
    Attendance.objects.bulk_create([row for row, _ in lines])
    AttendanceMark.objects.bulk_create(
        AttendanceMark(attendance=row, topic_id=lists.topics[topic], step=step, level=level)
        for row, marks in lines
        for (topic, _slash, step), level in ((key.partition("/"), marks[key]) for key in marks)
        if topic in lists.topics
    )
    records = [str(session.record_id) for session, _ in written]
    jobs.add(ATTENDED, key=f"{ATTENDED}:{uuid7()}", ids={"records": records})


def _person(
    session: Session, one: Attendee, position: int, known: dict[tuple[UUID, UUID], int]
) -> Attendance:
    return Attendance(
        session=session,
        position=position,
        local_id=one.id,
        how=one.how,
        name=one.name,
        card_hash=one.card,
        birth_year=one.birth_year,
        village=one.village,
        is_first_time=one.first_time,
        person_id=known.get((session.record_id, one.id)),
    )
