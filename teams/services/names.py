"""Names of those who came: shown to whom they concern, taken out for good when somebody asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lms.audit import services as audit
from lms.users.models import User
from teams.models import (
    Attendance,
    AttendanceTie,
    CheckIn,
    FieldSubmission,
    QuarantinedSubmission,
    Session,
)
from teams.services import attendees


def forget(session: Session, *, position: int | None, by: User | None, now: datetime) -> bool:
    """Take one name out of a session, or all, old revisions' too; true only for the call that did.

    Gone from the session and from every revision it came in; the number who came stays. What may
    hold a name in documents set aside under the same number goes with it.
    """
    with transaction.atomic():
        rows = session.attendances.all()
        if position is not None:
            rows = rows.filter(position=position)
        lines = list(rows)
        if not lines and (position is not None or not are_kept(session)):
            return False
        numbers = {line.local_id for line in lines if line.local_id}
        ties = AttendanceTie.objects.filter(record_id=session.record_id)
        (ties if position is None else ties.filter(local_id__in=numbers)).delete()
        there = CheckIn.objects.filter(record_id=session.record_id)
        (there if position is None else there.filter(pk__in=numbers)).delete()
        if position is None:
            Session.objects.filter(pk=session.pk).update(household="")
        rows.delete()
        _from_submissions(session, None if position is None else _Gone.of(lines), now=now)
        _aside(session).update(personal=None)
        audit.record("session.names_erased", subject=session, actor=by, at=now, count=len(lines))
    return True


def forget_lines(lines: Iterable[tuple[UUID, UUID]], *, now: datetime) -> None:
    """Take lines, by record and id, out of every revision, also where a later one took them out."""
    by_record: dict[UUID, set[str]] = {}
    for record_id, local_id in lines:
        by_record.setdefault(record_id, set()).add(str(local_id))
    with transaction.atomic():
        for session in Session.objects.filter(record_id__in=by_record):
            gone = _Gone(frozenset(), frozenset(by_record[session.record_id]))
            _from_submissions(session, gone, now=now)
            _aside(session).update(personal=None)


@dataclass(frozen=True)
class _Gone:
    """Names, and the lines made on a phone, that are taken out."""

    names: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[Attendance]) -> Self:
        lines = list(lines)
        named = frozenset(line.name for line in lines if line.name)
        return cls(named, frozenset(str(line.local_id) for line in lines if line.local_id))

    def left_of(self, personal: dict[str, Any]) -> dict[str, Any]:
        """What it names besides; a tombstone and a line of another of that name stay."""
        kept: dict[str, Any] = {
            "names": [name for name in personal.get("names", []) if name not in self.names],
            attendees.KEY: [
                line for line in personal.get(attendees.KEY, []) if line["id"] not in self.numbers
            ],
        }
        kept["household"] = personal.get("household")
        return {key: value for key, value in kept.items() if value}


def _from_submissions(session: Session, gone: _Gone | None, *, now: datetime) -> None:
    """The salt goes too: with it, a name that is missing could be guessed from the digest.

    So does what no form of ours asks for: nobody can say where in it the name may stand.
    """
    for submission in _revisions(session):
        kept = gone.left_of(submission.personal or {}) if gone else {}
        if kept != submission.personal:
            submission.personal = kept or None
            submission.personal_salt = ""
            submission.personal_erased_at = now
            submission.save(update_fields=["personal", "personal_salt", "personal_erased_at"])


def _revisions(session: Session) -> QuerySet[FieldSubmission]:
    """Those that may still name somebody."""
    return FieldSubmission.objects.filter(record_id=session.record_id, personal__isnull=False)


def _aside(session: Session) -> QuerySet[QuarantinedSubmission]:
    return QuarantinedSubmission.objects.filter(
        record_id=str(session.record_id), personal__isnull=False
    )


def are_kept(session: Session) -> bool:
    """Whether somebody may still be named anywhere: also where the session itself names nobody."""
    return _revisions(session).exists() or _aside(session).exists()


def of_session(session: Session) -> list[Attendance]:
    """Everybody named, in the order written down."""
    rows = session.attendances.select_related("person").prefetch_related("marks__topic")
    return list(rows.order_by("position"))
