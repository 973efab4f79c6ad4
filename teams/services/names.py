"""Names of those who came: shown to whom they concern, taken out for good when somebody asks."""

from datetime import datetime

from django.db import transaction

from lms.audit import services as audit
from lms.users.models import User
from teams.models import Attendance, FieldSubmission, QuarantinedSubmission, Session


def forget(session: Session, *, position: int | None, by: User, now: datetime) -> bool:
    """Take one name out of a session, or all; true only for the call that did.

    Gone from the session and from every revision it came in; the number who came stays. What may
    hold a name in documents set aside under the same number goes with it.
    """
    with transaction.atomic():
        rows = session.attendances.all()
        if position is not None:
            rows = rows.filter(position=position)
        gone = set(rows.values_list("name", flat=True))
        if not gone:
            return False
        rows.delete()
        _from_submissions(session, gone, now=now)
        aside = QuarantinedSubmission.objects.filter(record_id=str(session.record_id))
        aside.update(personal=None)
        audit.record("session.names_erased", subject=session, actor=by, at=now, count=len(gone))
    return True


def _from_submissions(session: Session, gone: set[str], *, now: datetime) -> None:
    """The salt goes too: with it, a name that is missing could be guessed from the digest."""
    for submission in FieldSubmission.objects.filter(record_id=session.record_id):
        names = (submission.personal or {}).get("names", [])
        kept = [name for name in names if name not in gone]
        if len(kept) < len(names):
            submission.personal = {"names": kept} if kept else None
            submission.personal_salt = ""
            submission.personal_erased_at = now
            submission.save(update_fields=["personal", "personal_salt", "personal_erased_at"])


def of_session(session: Session) -> list[Attendance]:
    """Everybody named, in the order written down."""
    return list(session.attendances.order_by("position"))
