"""A reviewer confirms a session or returns it with a reason."""

from datetime import datetime

from django.db import transaction

from lms.audit import services as audit
from lms.users.models import User
from teams import policies
from teams.models import Session
from teams.signals import session_verified


class NotYours(Exception):
    """Nobody reviews what they or their own team logged, or what lies outside their commune."""


class ReasonMissing(Exception):
    """A session is not returned without words that help to mend it."""


def verify(session: Session, *, by: User, now: datetime) -> bool:
    """Count it from now on; true only for the call that confirmed this very revision."""
    if not policies.may_review(by, session):
        raise NotYours
    with transaction.atomic():
        if not _move(session, Session.Status.VERIFIED, by=by, now=now, reason=""):
            return False
        audit.record("session.verified", subject=session, actor=by, at=now)
        session_verified.send(Session, session_id=session.pk)
    return True


def return_for_fix(session: Session, *, by: User, reason: str, now: datetime) -> bool:
    """Send it back to the team; true only for the call that did."""
    if not policies.may_review(by, session):
        raise NotYours
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        if not _move(session, Session.Status.NEEDS_FIX, by=by, now=now, reason=reason.strip()):
            return False
        audit.record("session.returned", subject=session, actor=by, at=now)
    return True


def _move(session: Session, status: str, *, by: User, now: datetime, reason: str) -> bool:
    """From received only, and only the revision the reviewer saw."""
    waiting = Session.objects.filter(pk=session.pk, rev=session.rev, status=Session.Status.RECEIVED)
    return bool(waiting.update(status=status, reviewed_by=by, reviewed_at=now, reason=reason))
