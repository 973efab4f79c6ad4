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
from teams.services import arrivals, comparing, listed, revising, session_form, surroundings
from teams.services.arrivals import Arrival, Envelope
from teams.services.reviewing import NotYours


def take_other(session: Session, *, by: User, other_id: int, now: datetime) -> bool:
    """Make a body that was set aside the next revision; true only for the call that did.

    It waits to be confirmed like any revision: what was confirmed before stands until then.
    """
    if not policies.may_review(by, session):
        raise NotYours
    rows = QuarantinedSubmission.objects.filter(record_id=str(session.record_id), pk=other_id)
    aside = rows.filter(reason=QuarantinedSubmission.Reason.CONFLICT).first()
    if aside is None or aside.body.get("team") != session.team.code:
        return False
    with transaction.atomic():
        record, lists = revising.Record.locked(session.record_id), listed.snapshot()
        arrival = _arrival(aside, record, lists=lists, now=now)
        if arrival is None or record.latest_rev != session.latest_rev:
            return False
        row = arrival.row(sent_rev=aside.rev)
        arrivals.store(row, now=now)
        record.project(row, arrival, lists=lists, now=now)
        audit.record("session.other_taken", subject=session, actor=by, at=now, rev=row.rev)
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


def merge_twin(session: Session, *, by: User, twin_id: UUID, now: datetime) -> bool:
    """Keep this session and take back the other log of it; true only for the call that did.

    The other one stays as it was sent, points at the one that is kept, and can be put back.
    """
    rows = Session.objects.filter(team=session.team_id).exclude(pk=session.pk)
    twin = rows.filter(record_id=twin_id).select_related("team", "unit", "pending").first()
    if twin is None or session.status == Session.Status.WITHDRAWN:
        return False
    if not (policies.may_review(by, session) and policies.may_review(by, twin)):
        raise NotYours
    withdrawn = Session.Status.WITHDRAWN
    with transaction.atomic():
        open_ones = Session.objects.filter(pk=twin.pk, rev=twin.rev).exclude(status=withdrawn)
        if not open_ones.update(
            status=withdrawn, duplicate_of=session, pending=None, reviewed_by=by, reviewed_at=now
        ):
            return False
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
