"""Logs one phone of a team handed to another, which sent them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lms.audit import services as audit
from lms.users.models import User
from teams.models import FieldSubmission, Session, TeamMembership

LONGEST_ID = 40


def written_by(session: Session) -> User | None:
    """Whose phone a session was written on, where somebody else of the team sent it.

    By the word of the phone that sent it, which is believed of people of this very team only.
    """
    told = _told(session.submission.raw or {})
    if not told:
        return None
    found = User.objects.filter(public_id=told, team_memberships__team=session.team_id)
    return found.exclude(pk=session.logged_by_id).first()


def note(sent: Iterable[tuple[dict[str, Any], Session]], *, by: User, now: datetime) -> None:
    """Write down which of these new logs came from another phone of the team, and whose it was.

    Once for each session and whoever handed it to whom, however often it is mended afterwards.
    """
    taken = [(told, session) for around, session in sent if (told := _told(around))]
    if not taken:
        return
    places = TeamMembership.objects.filter(
        person__public_id__in={told for told, _ in taken},
        team__in={session.team_id for _, session in taken},
    ).exclude(person=by)
    keys = {
        (told, team): key
        for told, team, key in places.values_list("person__public_id", "team", "person")
    }
    before = FieldSubmission.objects.filter(
        record_id__in={session.record_id for _, session in taken}, submitter=by, received_at__lt=now
    )
    # As it came, so it may be anything.
    known = {
        (key, _told({"taken": told})) for key, told in before.values_list("record_id", "raw__taken")
    }
    lines = {
        (session.pk, told): (session, {"written_by": keys[told, session.team_id]})
        for told, session in taken
        if (told, session.team_id) in keys and (session.record_id, told) not in known
    }
    audit.record_each("session.handed_over", lines.values(), actor=by, at=now)


def _told(around: dict[str, Any]) -> str:
    told = around.get("taken")
    is_id = isinstance(told, str) and len(told) <= LONGEST_ID and "\x00" not in told
    return str(told) if is_id else ""
