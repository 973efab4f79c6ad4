"""One log as it came, what was read from it, and the row it becomes."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from lms.common import clock
from lms.common.ids import public_id
from lms.users.models import User
from teams.models import FieldSubmission, Team
from teams.services import quarantine, session_form
from teams.services.projecting import Taken
from teams.services.quarantine import canonical
from teams.services.session_form import SessionFacts
from teams.services.surroundings import Surroundings

MOST_DRAWS = 20
Errors = dict[str, str]


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
    is_old_phone: bool = False
    """Whether the phone was said to be lost or given away before this came."""
    is_trial: bool = False
    """Whether somebody only tries how it is done: nothing of it is kept or counted."""


@dataclass(frozen=True)
class Arrival:
    """A log of one sender; without facts its fields are wrong, and `errors` says how."""

    submitter: User
    envelope: Envelope
    document: dict[str, Any]
    facts: SessionFacts | None
    errors: Errors
    around: Surroundings
    now: datetime

    @property
    def is_member(self) -> bool:
        return self.around.was_ever_member(self.envelope.team)

    def row(self, **changes: Any) -> FieldSubmission:
        """The submission, not saved; its flags are those of the facts that count."""
        raw, personal = self._apart()
        salt = secrets.token_hex(16) if personal else ""
        wrap, facts = self.envelope, self._facts()
        fields = {
            "record_id": wrap.record_id,
            "rev": wrap.rev,
            "base_rev": wrap.base_rev,
            "form_code": session_form.CODE,
            "form_version": wrap.form_version,
            "team": wrap.team,
            "submitter": self.submitter,
            "device": wrap.device,
            "raw": {**quarantine.storable(wrap.sent), "document": raw},
            "payload": facts.payload(),
            "personal": personal,
            "personal_salt": salt,
            "body_hash": self._hash(salt),
            "flags": self.flags(facts),
            "captured_at": wrap.captured_at,
            "received_at": self.now,
        }
        return FieldSubmission(**{**fields, **changes})

    def taken(self, row: FieldSubmission, facts: SessionFacts | None = None) -> Taken:
        """What is projected from its row: what it says, or what it was joined to."""
        counted = facts or self._facts()
        return Taken(row, counted, self.around.helpers(counted, self.envelope.team))

    def flags(self, facts: SessionFacts) -> list[str]:
        odd = ["clock_off"] if self.envelope.is_clock_off else []
        odd += ["old_phone"] if self.envelope.is_old_phone else []
        return odd + self.around.flags(facts, self.envelope.team)

    def says_the_same(self, kept: FieldSubmission) -> bool:
        """Compares all of it; after names were erased, what is left."""
        if kept.personal_erased_at:
            return bool(kept.payload == self._facts().payload())
        return kept.body_hash == self._hash(kept.personal_salt)

    def without_names(self) -> dict[str, Any]:
        return {key: self.document[key] for key in session_form.OPEN_KEYS & set(self.document)}

    def _facts(self) -> SessionFacts:
        if self.facts is None:
            message = "a log with wrong fields is never stored as one that was taken"
            raise ValueError(message)
        return self.facts

    def _apart(self) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """The document as it came: what names nobody, and what may, which can be blanked."""
        whole, read = quarantine.storable(self.document), self._facts().personal()
        rest = {key: whole.pop(key) for key in whole.keys() - session_form.OPEN_KEYS}
        for key in session_form.PERSONAL_KEYS:
            if rest.get(key, []) == read.get(key, []):
                rest.pop(key, None)
        personal = {**read, **({"sent": rest} if rest else {})}
        return whole, personal or None

    def _hash(self, salt: str) -> str:
        """Over the document and a salted digest of its personal part, which can be erased."""
        facts, document = self._facts(), self.document
        more = {key: document[key] for key in document.keys() - session_form.OPEN_KEYS - {"names"}}
        named: list[object] = [salt, list(facts.names)]
        if more:
            named.append(quarantine.storable(more))
        names = hashlib.sha256(canonical(named)).hexdigest() if salt else ""
        whole = [facts.payload(), names, bool(facts.names)]
        return hashlib.sha256(canonical(whole)).hexdigest()


def store(row: FieldSubmission, *, now: datetime) -> bool:
    """Write it under a receipt number of its own; false where its number is another's already.

    Raises DatabaseError where it is neither written nor there.
    """
    for _ in range(MOST_DRAWS):
        row.receipt_no = new_receipt_no(now)
        FieldSubmission.objects.bulk_create([row], ignore_conflicts=True)
        if FieldSubmission.objects.filter(pk=row.pk).exists():
            return True
        if FieldSubmission.objects.filter(record_id=row.record_id, rev=row.rev).exists():
            return False
        # Another log of the day got the same receipt number: draw again.
    message = f"{row.record_id} was not written and is not there"
    raise DatabaseError(message)


def new_receipt_no(now: datetime) -> str:
    """Short enough to read out over a telephone: day, then six signs."""
    return f"{clock.local(now):%y%m%d}-{public_id()[:6].upper()}"
