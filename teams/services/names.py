"""Names of those who came: shown to whom they concern, taken out for good when somebody asks."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lms.audit import services as audit
from lms.users.models import User
from teams.models import Attendance, FieldSubmission, QuarantinedSubmission, Session


def forget(session: Session, *, position: int | None, by: User, now: datetime) -> bool:
    """Take one name out of a session, or all, old revisions' too; true only for the call that did.

    Gone from the session and from every revision it came in; the number who came stays. What may
    hold a name in documents set aside under the same number goes with it.
    """
    with transaction.atomic():
        rows = session.attendances.all()
        if position is not None:
            rows = rows.filter(position=position)
        gone = set(rows.values_list("name", flat=True))
        if position is None:
            gone.update(*map(_named, _revisions(session)))
        if not gone and (position is not None or not are_kept(session)):
            return False
        rows.delete()
        _from_submissions(session, gone, now=now)
        _aside(session).update(personal=None)
        audit.record("session.names_erased", subject=session, actor=by, at=now, count=len(gone))
    return True


def _from_submissions(session: Session, gone: set[str], *, now: datetime) -> None:
    """The salt goes too: with it, a name that is missing could be guessed from the digest.

    So does what no form of ours asks for: nobody can say where in it the name may stand.
    """
    for submission in _revisions(session):
        names = _named(submission)
        kept = [name for name in names if name not in gone]
        if len(kept) < len(names) or "sent" in (submission.personal or {}):
            submission.personal = {"names": kept} if kept else None
            submission.personal_salt = ""
            submission.personal_erased_at = now
            submission.save(update_fields=["personal", "personal_salt", "personal_erased_at"])


def _revisions(session: Session) -> QuerySet[FieldSubmission]:
    """Those that may still name somebody."""
    return FieldSubmission.objects.filter(record_id=session.record_id, personal__isnull=False)


def _named(submission: FieldSubmission) -> list[str]:
    return (submission.personal or {}).get("names", [])


def _aside(session: Session) -> QuerySet[QuarantinedSubmission]:
    return QuarantinedSubmission.objects.filter(
        record_id=str(session.record_id), personal__isnull=False
    )


def are_kept(session: Session) -> bool:
    """Whether somebody may still be named anywhere: also where the session itself names nobody."""
    return _revisions(session).exists() or _aside(session).exists()


def of_session(session: Session) -> list[Attendance]:
    """Everybody named, in the order written down."""
    return list(session.attendances.order_by("position"))
