"""What a reviewer settles between two: which body of one number counts, which twin is kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.notifications import inbox
from lms.users.models import User
from teams import policies
from teams.models import QuarantinedSubmission, Session
from teams.services import (
    arrivals,
    comparing,
    listed,
    presence,
    reviewing,
    revising,
    session_form,
    surroundings,
)
from teams.services.arrivals import Arrival, Envelope
from teams.services.reviewing import NotYours, PeriodLocked


class ChangeWaits(Exception):
    """What is to be merged away has a change nobody has looked at: that is decided first."""


def take_other(session: Session, *, by: User, other_id: int, now: datetime) -> bool:
    """Make a body that was set aside the next revision; true only for the call that did.

    It waits to be confirmed like any revision: what was confirmed before stands until then.
    """
    aside = _other(session, other_id, by=by)
    if aside is None:
        return False
    with transaction.atomic():
        record, lists = revising.Record.locked(session.record_id), listed.snapshot()
        arrival = _arrival(aside, record, lists=lists, now=now)
        if arrival is None or record.latest_rev != session.latest_rev:
            return False
        row = arrival.row(sent_rev=aside.rev)
        arrivals.store(row, now=now)
        record.project(row, arrival, lists=lists, now=now)
        _settle(aside, session, by=by, now=now)
        audit.record("session.other_taken", subject=session, actor=by, at=now, rev=row.rev)
    return True


def keep_ours(session: Session, *, by: User, other_id: int, now: datetime) -> bool:
    """Leave the session as it is and the other body aside; true only for the call that did.

    Nothing of it is thrown away: it stays readable and can be decided about anew.
    """
    aside = _other(session, other_id, by=by)
    if aside is None:
        return False
    with transaction.atomic():
        if not _settle(aside, session, by=by, now=now):
            return False
        audit.record("session.other_left", subject=session, actor=by, at=now)
        inbox.tell(
            {aside.submitter_id},
            key=f"session:other:{aside.pk}:{now.isoformat()}",
            title=_("Xã giữ bản kia của buổi ngày %(day)s")
            % {"day": date_format(session.held_on, "d/m/Y")},
            body=_("Hai máy ghi khác nhau. Bản gửi sau vẫn được giữ, nhưng không tính."),
            url=f"/to/{session.team.code}/buoi/{session.record_id}/",
            now=now,
        )
    return True


def ask_again(session: Session, *, by: User, other_id: int, now: datetime) -> bool:
    """Undo a choice: the other body waits for one again; true only for the call that did."""
    aside = _other(session, other_id, by=by)
    if aside is None:
        return False
    with transaction.atomic():
        rows = QuarantinedSubmission.objects.filter(pk=aside.pk).exclude(settled_at=None)
        if not rows.update(settled_at=None, settled_by=None):
            return False
        Session.objects.filter(pk=session.pk, disputed_at=None).update(disputed_at=now)
        audit.record("session.other_asked_again", subject=session, actor=by, at=now)
    return True


def _other(session: Session, other_id: int, *, by: User) -> QuarantinedSubmission | None:
    if not policies.may_review(by, session):
        raise NotYours
    return QuarantinedSubmission.objects.conflicts_of(session).filter(pk=other_id).first()


def _settle(aside: QuarantinedSubmission, session: Session, *, by: User, now: datetime) -> bool:
    """Mark it as decided; after the last of them the session asks nobody to choose."""
    others = QuarantinedSubmission.objects.conflicts_of(session).open()
    if not others.filter(pk=aside.pk).update(settled_at=now, settled_by=by):
        return False
    if not others.exists():
        Session.objects.filter(pk=session.pk).update(disputed_at=None)
    return True


def _arrival(
    aside: QuarantinedSubmission, record: revising.Record, *, lists: listed.Lists, now: datetime
) -> Arrival | None:
    """The body as if it came now; None where it already counts or cannot be read."""
    if record.session is None:
        return None
    document, team = comparing.document_of(aside), record.session.team
    facts, errors = session_form.read(document, version=1, lists=lists)
    counts = record.session.latest.told()
    if facts is None or {**facts.payload(), **facts.personal()} == counts:
        return None
    around = surroundings.around(aside.submitter, [(team, facts)], now=now)
    rev = record.rows[-1].rev + 1
    wrap = Envelope(UUID(aside.record_id), rev, team, aside.received_at, form_version=1)
    return Arrival(aside.submitter, wrap, document, facts, errors, around, now)


def merge_twin(
    session: Session, *, by: User, twin_id: UUID, now: datetime, is_agreed: bool = False
) -> bool:
    """Keep this session and take back the other log of it; true only for the call that did.

    The other one stays as it was sent, points at the one that is kept, and can be put back.
    Raises ChangeWaits while a change to it waits, and PeriodLocked where it counts in days whose
    figures are closed, unless it is agreed that they change.
    """
    rows = Session.objects.filter(team=session.team_id).exclude(pk=session.pk)
    twin = rows.filter(record_id=twin_id).select_related("team", "unit", "pending").first()
    if twin is None or session.status == Session.Status.WITHDRAWN:
        return False
    if not (policies.may_review(by, session) and policies.may_review(by, twin)):
        raise NotYours
    if twin.pending_id:
        raise ChangeWaits
    if reviewing.counts_in_locked(twin) and not is_agreed:
        raise PeriodLocked
    withdrawn = Session.Status.WITHDRAWN
    with transaction.atomic():
        open_ones = Session.objects.filter(
            pk=twin.pk, rev=twin.rev, status=twin.status, pending=None
        ).exclude(status=withdrawn)
        if not open_ones.update(
            status=withdrawn, duplicate_of=session, reviewed_by=by, reviewed_at=now
        ):
            return False
        presence.set_free(twin)
        audit.record("session.merged_twin", subject=twin, actor=by, at=now, kept=session.record_id)
        inbox.tell(
            {twin.logged_by_id},
            key=f"session:{twin.pk}:{now.isoformat()}",
            title=_("Xã gộp hai bản ghi buổi ngày %(day)s")
            % {"day": date_format(twin.held_on, "d/m/Y")},
            body=_("Buổi này được ghi hai lần, nên chỉ giữ một bản để tính."),
            url=f"/to/{twin.team.code}/buoi/{twin.record_id}/",
            now=now,
        )
    return True
