"""A reviewer confirms a session or returns it with a reason.

What is confirmed stands. A change that came later is confirmed or declined by itself; meanwhile,
and where it is declined, the session counts as it was confirmed.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.notifications import inbox
from lms.users.models import User
from teams import policies
from teams.models import PeriodLock, Session
from teams.services import (
    evidence,
    feedback,
    helping,
    listed,
    periods,
    presence,
    projecting,
    revising,
)
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


class PeriodLocked(Exception):
    """The figures of those days are closed: whoever changes them has to say that they change."""


def verify(session: Session, *, by: User, now: datetime, is_agreed: bool = False) -> bool:
    """Count it from now on; true only for the call that confirmed this very revision.

    Raises PeriodLocked for days whose figures are closed, unless it is agreed that it counts.
    """
    if not policies.may_review(by, session):
        raise NotYours
    is_off = is_off_period(session)
    if is_off and not is_agreed:
        raise PeriodLocked
    sender = session.latest.submitter_id
    with transaction.atomic():
        confirm = _confirm_change if session.pending_id else _confirm
        if not confirm(session, by=by, now=now):
            return False
        audit.record("session.verified", subject=session, actor=by, at=now, off_period=is_off)
        session_verified.send(Session, session_id=session.pk)
        feedback.raise_from(session, now=now)
        _tell(session, _("Xã đã xác nhận buổi ngày %(day)s"), "", to=sender, now=now)
    return True


def return_for_fix(
    session: Session, *, by: User, reason: str, now: datetime, is_agreed: bool = False
) -> bool:
    """Send it back to the team, also one that was confirmed; true only for the call that did.

    Where a change waits it is the change that goes back: what was confirmed before still counts.
    Raises PeriodLocked where it no longer counts in days whose figures are closed, unless agreed.
    """
    if not policies.may_review(by, session):
        raise NotYours
    if not reason.strip():
        raise ReasonMissing
    if session.pending_id is None and counts_in_locked(session) and not is_agreed:
        raise PeriodLocked
    sender, is_change = session.latest.submitter_id, session.pending_id is not None
    with transaction.atomic():
        send_back = _decline_change if session.pending_id else _send_back
        if not send_back(session, by=by, reason=reason.strip(), now=now):
            return False
        action = "session.change_declined" if is_change else "session.returned"
        audit.record(action, subject=session, actor=by, at=now)
        said = (
            _("Xã chưa nhận bản sửa buổi ngày %(day)s")
            if is_change
            else _("Xã nhờ bổ sung buổi ngày %(day)s")
        )
        _tell(session, said, reason.strip(), to=sender, now=now)
    return True


def is_off_period(session: Session) -> bool:
    """Whether confirming it would change figures that are closed, by its day or its new one."""
    days = {session.held_on, date.fromisoformat(session.latest.told()["held_on"])}
    locks = periods.over([session.unit])
    return any(periods.is_locked(session.unit, day, locks) for day in days)


def counts_in_locked(session: Session, locks: Iterable[PeriodLock] | None = None) -> bool:
    """Whether it is counted, on a day whose figures are closed: without it they change."""
    is_counted = session.status == Status.VERIFIED
    return is_counted and periods.is_locked(session.unit, session.held_on, locks)


def _confirm(session: Session, *, by: User, now: datetime) -> bool:
    return _move(session, Status.VERIFIED, WAITING, by=by, now=now)


def _confirm_change(session: Session, *, by: User, now: datetime) -> bool:
    change, lists = session.latest, listed.snapshot()
    facts = revising.facts_of(change, lists=lists)
    helpers = [person.pk for person in helping.members(facts.helpers, session.team)]
    taken = projecting.Taken(change, facts, helpers)
    return projecting.rewrite(
        session, taken, lists=lists, status=Status.VERIFIED, reviewed_by=by, reviewed_at=now
    )


def _send_back(session: Session, *, by: User, reason: str, now: datetime) -> bool:
    return _move(session, Status.NEEDS_FIX, DECIDABLE, by=by, now=now, reason=reason)


def _decline_change(session: Session, *, by: User, reason: str, now: datetime) -> bool:  # noqa: ARG001
    rows = Session.objects.filter(pk=session.pk, rev=session.rev, pending=session.pending_id)
    if not rows.update(pending=None, reason=reason):
        return False
    session.pending = None
    evidence.follow(session)
    return True


def _tell(session: Session, title: str, body: str, *, to: int, now: datetime) -> None:
    inbox.tell(
        {session.logged_by_id, to},
        key=f"session:{session.pk}:{now.isoformat()}",
        title=title % {"day": date_format(session.held_on, "d/m/Y")},
        body=body,
        url=f"/to/{session.team.code}/buoi/{session.record_id}/",
        now=now,
    )


def may_be_taken_back(session: Session) -> bool:
    """Decided by a reviewer, and nothing has come since."""
    is_decided = session.status in DECIDED or session.duplicate_of_id is not None
    return is_decided and session.pending_id is None


def look_again(session: Session, *, by: User, now: datetime, is_agreed: bool = False) -> bool:
    """Undo what was decided: it waits as before; true only for the call that did.

    Raises PeriodLocked where it no longer counts in days whose figures are closed, unless agreed.
    """
    if not policies.may_review(by, session):
        raise NotYours
    if counts_in_locked(session) and not is_agreed:
        raise PeriodLocked
    with transaction.atomic():
        if not may_be_taken_back(session):
            return False
        known = frozenset({session.status})
        if not _move(session, Status.RECEIVED, known, by=None, now=None):
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
        presence.set_free(session)
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
    rows = rows.filter(pending=session.pending_id)
    return bool(
        rows.update(
            status=status, reviewed_by=by, reviewed_at=now, reason=reason, duplicate_of=None
        )
    )
