"""The one way in for what teams report, from a phone or from the plain form."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from lms.common import clock
from lms.common.ids import public_id
from lms.users.models import User
from teams import policies
from teams.models import FieldSubmission, QuarantinedSubmission, Session, Team
from teams.services import helping, projecting, quarantine, session_form
from teams.services.quarantine import canonical

OLDEST_DAYS, NEWEST_DAYS = 45, 1
"""Outside this window around the day of receipt a session is flagged, never refused."""
Errors = dict[str, str]


@dataclass(frozen=True)
class Receipt:
    """What the sender is told; `outcome` is created, duplicate, conflict or rejected."""

    outcome: str
    receipt_no: str = ""
    errors: Errors = field(default_factory=dict)
    session: Session | None = None

    @property
    def is_kept(self) -> bool:
        """True when the record counts as arrived."""
        return self.outcome in {"created", "duplicate"}


@dataclass(frozen=True)
class Envelope:
    """What goes around a document: for which team, which revision of what, made when and where."""

    record_id: UUID
    rev: int
    team: Team
    captured_at: datetime
    base_rev: int | None = None
    device: UUID | None = None
    form_version: int = session_form.VERSION
    sent: dict[str, Any] = field(default_factory=dict)
    """What a phone wrote around the document, as it wrote it."""
    is_clock_off: bool = False
    """Whether the phone's clock cannot be believed."""


def receive(
    submitter: User, envelope: Envelope, document: dict[str, Any], *, now: datetime
) -> Receipt:
    """Take one revision of a session log; the same one twice is counted once.

    Never refused for being late, for a role that has ended or a unit that has changed: such a
    log is flagged for the reviewer. Wrong fields and a body that differs from what was received
    under the same number are kept aside and named in the receipt.
    """
    if not policies.was_ever_member(submitter, envelope.team):
        errors = {"team": "Bà con không ở trong tổ này, nên tổ chưa nhận buổi này."}
        return _set_aside(submitter, envelope, document, errors, now=now)
    facts, errors = session_form.read(document, version=envelope.form_version)
    if facts is None:
        return _set_aside(submitter, envelope, document, errors, now=now)
    with transaction.atomic():
        if FieldSubmission.objects.of_another_team(envelope.record_id, envelope.team).exists():
            return _conflict(submitter, envelope, document, now=now)
        return _take(submitter, envelope, document, facts, now=now)


def _take(
    submitter: User,
    envelope: Envelope,
    document: dict[str, Any],
    facts: session_form.SessionFacts,
    *,
    now: datetime,
) -> Receipt:
    raw, personal = _apart(document, facts)
    salt = secrets.token_hex(16) if personal else ""
    fresh = FieldSubmission(
        record_id=envelope.record_id,
        rev=envelope.rev,
        base_rev=envelope.base_rev,
        form_code=session_form.CODE,
        form_version=envelope.form_version,
        team=envelope.team,
        submitter=submitter,
        device=envelope.device,
        payload=facts.payload(),
        raw={**quarantine.storable(envelope.sent), "document": raw},
        personal=personal,
        personal_salt=salt,
        body_hash=_hash(facts, document, salt),
        flags=_flags(submitter, envelope, facts, now),
        captured_at=envelope.captured_at,
        received_at=now,
    )
    kept = _stored(fresh, now=now)
    if kept.pk != fresh.pk:
        return _again(submitter, envelope, document, facts, kept, now=now)
    session = projecting.project(fresh, facts, now=now)
    return Receipt("created", fresh.receipt_no, session=session)


def _stored(fresh: FieldSubmission, *, now: datetime) -> FieldSubmission:
    """The row with this number and revision, ours or the one that was first."""
    while True:
        fresh.receipt_no = _receipt_no(now)
        FieldSubmission.objects.bulk_create([fresh], ignore_conflicts=True)
        same = FieldSubmission.objects.filter(record_id=fresh.record_id, rev=fresh.rev)
        if kept := same.first():
            return kept
        # Another log of the day got the same receipt number: draw again.


def _again(
    submitter: User,
    envelope: Envelope,
    document: dict[str, Any],
    facts: session_form.SessionFacts,
    kept: FieldSubmission,
    *,
    now: datetime,
) -> Receipt:
    """The number is known: the same body is a repeat, another one is a conflict."""
    if kept.team_id == envelope.team.pk and _says_the_same(kept, facts, document):
        session = Session.objects.filter(record_id=kept.record_id).first()
        return Receipt("duplicate", kept.receipt_no, session=session)
    if kept.personal_erased_at:
        document = {key: document[key] for key in session_form.OPEN_KEYS & set(document)}
    return _conflict(submitter, envelope, document, now=now)


def _says_the_same(
    kept: FieldSubmission, facts: session_form.SessionFacts, document: dict[str, Any]
) -> bool:
    """Compares all of it; after names were erased, what is left."""
    if kept.personal_erased_at:
        return bool(kept.payload == facts.payload())
    return kept.body_hash == _hash(facts, document, kept.personal_salt)


def _conflict(
    submitter: User, envelope: Envelope, document: dict[str, Any], *, now: datetime
) -> Receipt:
    errors = {"record_id": "Buổi này đã gửi với nội dung khác. Cả hai bản đều được giữ để xem lại."}
    reason = QuarantinedSubmission.Reason.CONFLICT
    return _set_aside(submitter, envelope, document, errors, now=now, reason=reason)


def _set_aside(
    submitter: User,
    envelope: Envelope,
    document: dict[str, Any],
    errors: Errors,
    *,
    now: datetime,
    reason: QuarantinedSubmission.Reason = QuarantinedSubmission.Reason.REJECTED,
) -> Receipt:
    quarantine.keep(
        submitter,
        document,
        number=(envelope.record_id, envelope.rev),
        team=envelope.team.code,
        errors=errors,
        reason=reason,
        now=now,
    )
    return Receipt(reason.value, errors=errors)


def _apart(
    document: dict[str, Any], facts: session_form.SessionFacts
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The document as it came: what names nobody, and what may, which can be blanked."""
    whole = quarantine.storable(document)
    rest = {key: whole.pop(key) for key in whole.keys() - session_form.OPEN_KEYS}
    names = {"names": list(facts.names)} if facts.names else {}
    if rest.get("names", []) == names.get("names", []):
        rest.pop("names", None)
    return whole, {**names, **({"sent": rest} if rest else {})} or None


def _hash(facts: session_form.SessionFacts, document: dict[str, Any], salt: str) -> str:
    """Over the document and a salted digest of its personal part, which can be erased."""
    more = {key: document[key] for key in document.keys() - session_form.OPEN_KEYS - {"names"}}
    named: list[object] = [salt, list(facts.names)]
    if more:
        named.append(quarantine.storable(more))
    names = hashlib.sha256(canonical(named)).hexdigest() if salt else ""
    return hashlib.sha256(canonical([facts.payload(), names, bool(facts.names)])).hexdigest()


def _receipt_no(now: datetime) -> str:
    """Short enough to read out over a telephone: day, then six signs."""
    return f"{clock.local(now):%y%m%d}-{public_id()[:6].upper()}"


def _flags(
    submitter: User, envelope: Envelope, facts: session_form.SessionFacts, now: datetime
) -> list[str]:
    """What the reviewer should know before confirming."""
    today, team, held_on = clock.local(now).date(), envelope.team, facts.held_on
    earlier = Session.objects.filter(record_id=envelope.record_id).first()
    flags = ["clock_off"] if envelope.is_clock_off else []
    if earlier and earlier.status in {Session.Status.VERIFIED, Session.Status.WITHDRAWN}:
        flags.append(f"was_{earlier.status}")
    if held_on < today - timedelta(days=OLDEST_DAYS):
        flags.append("late")
    if held_on > today + timedelta(days=NEWEST_DAYS):
        flags.append("future")
    if not policies.memberships_of(submitter, held_on).filter(team=team).exists():
        flags.append("role_ended")
    if team.status != Team.Status.ACTIVE or (team.valid_to and team.valid_to < held_on):
        flags.append("team_closed")
    if facts.unknown:
        flags.append("unknown_code")
    if not helping.were_all_members(facts.helpers, team, held_on):
        flags.append("helper_not_member")
    return flags
