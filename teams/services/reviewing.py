"""A reviewer confirms a session or returns it with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.notifications import inbox
from lms.users.models import User
from teams import policies
from teams.models import Session
from teams.signals import session_verified

Status = Session.Status
WAITING = frozenset({Status.RECEIVED.value})
DECIDABLE = WAITING | {Status.VERIFIED.value}
DECIDED = frozenset({Status.VERIFIED.value, Status.NEEDS_FIX.value})
TAKEN_BACK = WAITING | {Status.NEEDS_FIX.value}


class NotYours(Exception):
    """Nobody reviews what they or their own team logged, or what lies outside their commune."""


class ReasonMissing(Exception):
    """A session is not returned without words that help to mend it."""


def verify(session: Session, *, by: User, now: datetime) -> bool:
    """Count it from now on; true only for the call that confirmed this very revision."""
    if not policies.may_review(by, session):
        raise NotYours
    with transaction.atomic():
        if not _move(session, Session.Status.VERIFIED, WAITING, by=by, now=now):
            return False
        audit.record("session.verified", subject=session, actor=by, at=now)
        session_verified.send(Session, session_id=session.pk)
        _tell(session, _("Xã đã xác nhận buổi ngày %(day)s"), "", now=now)
    return True


def return_for_fix(session: Session, *, by: User, reason: str, now: datetime) -> bool:
    """Send it back to the team, also one that was confirmed; true only for the call that did."""
    if not policies.may_review(by, session):
        raise NotYours
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        status = Session.Status.NEEDS_FIX
        if not _move(session, status, DECIDABLE, by=by, now=now, reason=reason.strip()):
            return False
        audit.record("session.returned", subject=session, actor=by, at=now)
        _tell(session, _("Xã nhờ bổ sung buổi ngày %(day)s"), reason.strip(), now=now)
    return True


def _tell(session: Session, title: str, body: str, *, now: datetime) -> None:
    inbox.tell(
        [session.logged_by_id],
        key=f"session:{session.pk}:{now.isoformat()}",
        title=title % {"day": date_format(session.held_on, "d/m/Y")},
        body=body,
        url=f"/to/{session.team.code}/buoi/{session.record_id}/",
        now=now,
    )


def look_again(session: Session, *, by: User, now: datetime) -> bool:
    """Undo a confirmation or a return: it waits as before; true only for the call that did."""
    if not policies.may_review(by, session):
        raise NotYours
    with transaction.atomic():
        if not _move(session, Session.Status.RECEIVED, DECIDED, by=None, now=None):
            return False
        audit.record("session.reopened", subject=session, actor=by, at=now)
    return True


def withdraw(session: Session, *, by: User, now: datetime) -> bool:
    """The team takes back what is not confirmed; true only for the call that did."""
    if not policies.may_withdraw(by, session):
        raise NotYours
    with transaction.atomic():
        open_ones = Session.objects.filter(pk=session.pk, status__in=TAKEN_BACK)
        if not open_ones.update(status=Session.Status.WITHDRAWN):
            return False
        audit.record("session.withdrawn", subject=session, actor=by, at=now)
    return True


def _move(
    session: Session,
    status: str,
    known: frozenset[str],
    *,
    by: User | None,
    now: datetime | None,
    reason: str = "",
) -> bool:
    """From one of the known states only, and only as the reviewer saw it: revision and state."""
    if session.status not in known:
        return False
    rows = Session.objects.filter(pk=session.pk, rev=session.rev, status=session.status)
    return bool(rows.update(status=status, reviewed_by=by, reviewed_at=now, reason=reason))
