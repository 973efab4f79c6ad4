"""What stands in the session form before anybody writes: a new log, or one to be mended."""

from datetime import datetime, time, timedelta
from typing import Any

from lms.common import clock
from lms.common.ids import uuid7
from teams.forms.sessions import ACT_PREFIX, MINUTES
from teams.models import PlannedSession, Session
from teams.services import helping, session_form
from teams.services.session_form import SessionFacts

USUAL_MINUTES = 90
STEP = 30
"""A start that is guessed is guessed to the half hour."""


def fresh(last: Session | None, *, helpers: list[str]) -> dict[str, Any]:
    """A new log: its own id, today, revision one, where the team sat last time."""
    return {
        "version": session_form.VERSION,
        "record_id": uuid7(),
        "rev": 1,
        "held_on": clock.today(),
        "start_time": _usual_start(clock.local(clock.now())),
        "duration": USUAL_MINUTES,
        "venue": last.venue if last else "",
        "venue_kind": last.venue_kind_id if last else "",
        "helpers": helpers,
    }


def of_plan(planned: PlannedSession, last: Session | None) -> dict[str, Any]:
    """What the team's calendar says of the session that is logged; a known place has its kind."""
    minutes = planned.duration_minutes
    return {
        "held_on": planned.planned_on,
        "start_time": planned.starts_at,
        "duration": minutes if minutes in MINUTES else None,
        "duration_other": minutes if minutes not in MINUTES else None,
        "type": planned.type,
        "venue": planned.venue,
        "venue_kind": last.venue_kind_id if last and last.venue == planned.venue else "",
        "topics": [planned.topic],
    }


def _usual_start(now: datetime) -> time | None:
    """Most log when it is over; nothing where that would be the day before."""
    start = now - timedelta(minutes=USUAL_MINUTES)
    if start.date() != now.date():
        return None
    return time(start.hour, start.minute // STEP * STEP)


def of_session(session: Session, facts: SessionFacts) -> dict[str, Any]:
    """The next revision of a log, filled with what its latest one says."""
    minutes = facts.duration_min
    return {
        "version": session_form.VERSION,
        "record_id": session.record_id,
        "rev": session.latest_rev + 1,
        "held_on": facts.held_on,
        "start_time": facts.start_time,
        "duration": minutes if minutes in MINUTES else None,
        "duration_other": minutes if minutes not in MINUTES else None,
        "type": facts.type,
        "venue": facts.venue,
        "venue_kind": facts.venue_kind,
        "topics": facts.topics,
        "helpers": [one.public_id for one in helping.members(facts.helpers, session.team)],
        "heads": facts.heads,
        **facts.parts,
        "devices_ok": facts.devices_ok,
        **{f"{ACT_PREFIX}{code}": count for code, count in facts.acts.items()},
        "difficulties": facts.difficulties,
        "difficulty_note": facts.difficulty_note,
        "feedback": facts.feedback,
        "note": facts.note,
        "with_names": bool(facts.names),
        "names": "\n".join(facts.names),
    }
