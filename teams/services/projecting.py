"""From an accepted submission to the rows that boards count."""

from collections.abc import Iterable
from datetime import datetime

from lms.places.models import Unit
from teams.models import (
    Attendance,
    Difficulty,
    FieldSubmission,
    Outcome,
    Session,
    SessionAct,
    SessionTurn,
    Topic,
    VenueKind,
)
from teams.models.entries import Entry
from teams.services import helping
from teams.services.session_form import SessionFacts


def project(submission: FieldSubmission, facts: SessionFacts, *, now: datetime) -> Session:
    """Write or rewrite the session; an older revision that arrives late changes nothing.

    A revision of a session that was verified already puts it back to be looked at again.
    """
    columns = _columns(submission, facts)
    fresh = Session(
        record_id=submission.record_id,
        team=submission.team,
        unit=unit_on(submission, facts),
        created_at=now,
        **columns,
    )
    Session.objects.bulk_create([fresh], ignore_conflicts=True)
    newer = Session.objects.filter(
        record_id=submission.record_id, team=submission.team, rev__lt=submission.rev
    )
    newer.update(**columns, status=Session.Status.RECEIVED)
    session = Session.objects.get(record_id=submission.record_id)
    if session.submission_id == submission.pk:
        session.team = submission.team
        _write_parts(session, facts)
    return session


def _columns(submission: FieldSubmission, facts: SessionFacts) -> dict[str, object]:
    return {
        "rev": submission.rev,
        "submission": submission,
        "held_on": facts.held_on,
        "type": facts.type,
        "start_time": facts.start_time,
        "duration_minutes": facts.duration_min,
        "venue": facts.venue,
        "venue_kind_id": next(iter(_known(VenueKind, [facts.venue_kind], facts)), None),
        "heads_count": facts.heads,
        **{f"{key}_count": count for key, count in facts.parts.items()},
        "devices_count": facts.devices_ok,
        "difficulty_note": facts.difficulty_note,
        "consent_taken": facts.consent_taken,
        "note": facts.note,
        "flags": submission.flags,
        "logged_by": submission.submitter,
        "reviewed_by": None,
        "reviewed_at": None,
        "reason": "",
    }


def unit_on(submission: FieldSubmission, facts: SessionFacts) -> Unit:
    """The team's unit on the day; a fact keeps the unit that was valid then."""
    unit = submission.team.unit
    if unit.valid_from is None or unit.valid_from <= facts.held_on:
        return unit
    before = Unit.objects.filter(successions__new=unit).valid_on(facts.held_on).first()
    return before or unit


def _known(model: type[Entry], codes: Iterable[str], facts: SessionFacts) -> list[str]:
    """Those of the codes that are in the list; it is asked only when some code was in none."""
    given = [code for code in codes if code]
    if not facts.unknown:
        return given
    return list(model.objects.filter(code__in=given).values_list("code", flat=True))


def _write_parts(session: Session, facts: SessionFacts) -> None:
    session.topics.set(Topic.objects.filter(code__in=facts.topics))
    session.difficulties.set(Difficulty.objects.filter(code__in=facts.difficulties))
    session.helpers.set(helping.members(facts.helpers, session.team))
    session.acts.all().delete()
    known = _known(Outcome, facts.acts, facts)
    SessionAct.objects.bulk_create(
        SessionAct(session=session, kind_id=code, count=facts.acts[code]) for code in known
    )
    session.turns.all().delete()
    taught = Topic.objects.filter(code__in=facts.turns)
    SessionTurn.objects.bulk_create(
        SessionTurn(session=session, topic=topic, count=facts.turns[topic.code]) for topic in taught
    )
    session.attendances.all().delete()
    Attendance.objects.bulk_create(
        Attendance(session=session, name=name, position=position)
        for position, name in enumerate(facts.names, start=1)
    )
