"""The one way in for what teams report, from a phone or from the plain form."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.db import DatabaseError, transaction

from lms.common import faults
from lms.users.models import User
from teams import policies
from teams.models import FieldSubmission, QuarantinedSubmission, Session
from teams.services import (
    arrivals,
    listed,
    projecting,
    quarantine,
    revising,
    session_form,
    surroundings,
    trials,
)
from teams.services.arrivals import Arrival, Envelope, Errors
from teams.services.listed import Lists

__all__ = ["Envelope", "Errors", "Receipt", "receive", "receive_all"]
NOT_MEMBER = {"team": "Bà con không ở trong tổ này, nên tổ chưa nhận buổi này."}
NOT_HERS = {
    "team": "Người đã thôi ở tổ chỉ sửa được buổi mình ghi. Bản này được giữ riêng, chưa tính."
}
TWO_BODIES = {"record_id": "Buổi này đã gửi với nội dung khác. Cả hai bản đều được giữ để xem lại."}
OUR_FAULT = {"record_id": "Tỉnh chưa ghi được buổi này. Máy vẫn giữ, ít phút nữa gửi lại."}
Reason = QuarantinedSubmission.Reason
Log = tuple[Envelope, dict[str, Any]]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receipt:
    """What the sender is told; `outcome` is created, duplicate, conflict, rejected or failed."""

    outcome: str
    receipt_no: str = ""
    errors: Errors = field(default_factory=dict)
    session: Session | None = None

    @property
    def is_new(self) -> bool:
        return self.outcome == "created"

    @property
    def is_kept(self) -> bool:
        """True when the record counts as arrived."""
        return self.outcome in {"created", "duplicate"}


def receive(
    submitter: User, envelope: Envelope, document: dict[str, Any], *, now: datetime
) -> Receipt:
    """Take one revision of a session log; the same one twice is counted once."""
    return receive_all(submitter, [(envelope, document)], now=now)[0]


def receive_all(submitter: User, logs: Sequence[Log], *, now: datetime) -> list[Receipt]:
    """Take what somebody sent, one receipt for each log, in order; one never stops another.

    Never refused for being late, for a role that has ended or a unit that has changed: such a
    log is flagged for the reviewer. Wrong fields and a body that differs from what was received
    under the same number are kept aside and named in the receipt. Logs of records nobody knew
    are written together, in a fixed number of statements; each other one in its own transaction.
    """
    batch = _Batch.of(submitter, logs, now=now)
    taken = _take_fresh(batch, _fresh(batch.logs))
    return [taken.get(place) or _answer(batch, arrival) for place, arrival in enumerate(batch.logs)]


@dataclass(frozen=True)
class _Batch:
    """What one sender sent at one moment, read."""

    logs: list[Arrival]
    lists: Lists
    now: datetime

    @classmethod
    def of(cls, submitter: User, logs: Sequence[Log], *, now: datetime) -> Self:
        lists = listed.snapshot()
        read = [
            session_form.read(document, version=envelope.form_version, lists=lists)
            for envelope, document in logs
        ]
        told = [
            (envelope.team, facts) for (envelope, _), (facts, _) in zip(logs, read, strict=True)
        ]
        around = surroundings.around(submitter, told, now=now)
        found = [
            Arrival(submitter, envelope, document, facts, errors, around, now)
            for (envelope, document), (facts, errors) in zip(logs, read, strict=True)
        ]
        return cls(found, lists, now)


def _fresh(logs: Iterable[Arrival]) -> dict[int, Arrival]:
    """By its place, the first of each record that nobody knew before."""
    sent = {place: one for place, one in enumerate(logs) if one.facts and one.is_member}
    sent = {place: one for place, one in sent.items() if not one.envelope.is_trial}
    rows = FieldSubmission.objects.filter(
        record_id__in={one.envelope.record_id for one in sent.values()}
    )
    known = set(rows.order_by().values_list("record_id", flat=True))
    found = {}
    for place, one in sent.items():
        if one.envelope.record_id not in known:
            known.add(one.envelope.record_id)
            found[place] = one
    return found


def _take_fresh(batch: _Batch, fresh: dict[int, Arrival]) -> dict[int, Receipt]:
    """Receipts of those written together, by place; where another was faster there is none."""
    if not fresh:
        return {}
    try:
        with transaction.atomic():
            return _write_together(batch, fresh)
    except DatabaseError as error:
        # No traceback, no message: the database repeats in it what somebody wrote.
        logger.error("logs of a batch could not be written together: %s", faults.place(error))  # noqa: TRY400
        return {}


def _write_together(batch: _Batch, fresh: dict[int, Arrival]) -> dict[int, Receipt]:
    # Two batches that hold the same records then wait for each other instead of locking up.
    order = sorted(fresh, key=lambda place: fresh[place].envelope.record_id)
    rows = {
        place: fresh[place].row(receipt_no=arrivals.new_receipt_no(batch.now)) for place in order
    }
    FieldSubmission.objects.bulk_create(rows.values(), ignore_conflicts=True)
    keys = [row.pk for row in rows.values()]
    ours = set(FieldSubmission.objects.filter(pk__in=keys).values_list("pk", flat=True))
    taken = [fresh[place].taken(row) for place, row in rows.items() if row.pk in ours]
    sessions = projecting.write_new(taken, lists=batch.lists, now=batch.now)
    if beaten := ours - sessions.keys():
        # Another revision of the record came at this very moment: each is looked at alone.
        FieldSubmission.objects.filter(pk__in=beaten).delete()
    return {
        place: Receipt("created", row.receipt_no, session=sessions[row.pk])
        for place, row in rows.items()
        if row.pk in sessions
    }


def _answer(batch: _Batch, arrival: Arrival) -> Receipt:
    """One log by itself, whatever has become of its record meanwhile."""
    try:
        with transaction.atomic():
            return _take(batch, arrival)
    except DatabaseError as error:
        record = arrival.envelope.record_id
        logger.error("log %s could not be written: %s", record, faults.place(error))  # noqa: TRY400
        return Receipt("failed", errors=OUR_FAULT)


def _take(batch: _Batch, arrival: Arrival) -> Receipt:
    if arrival.envelope.is_trial:
        return _try(arrival)
    if not arrival.is_member or arrival.facts is None:
        return _set_aside(arrival, arrival.errors if arrival.is_member else NOT_MEMBER)
    return _revise(batch, arrival)


def _try(arrival: Arrival) -> Receipt:
    """Answer a trial as a real log would be; nothing of what it says is kept."""
    if not arrival.is_member or arrival.facts is None:
        return Receipt("rejected", errors=arrival.errors if arrival.is_member else NOT_MEMBER)
    row, is_new = trials.take(arrival)
    return Receipt("created" if is_new else "duplicate", row.receipt_no)


def _revise(batch: _Batch, arrival: Arrival) -> Receipt:
    record = revising.Record.locked(arrival.envelope.record_id)
    if any(row.team_id != arrival.envelope.team.pk for row in record.rows):
        return _set_aside(arrival, TWO_BODIES, Reason.CONFLICT)
    if same := record.same_as(arrival):
        return Receipt("duplicate", same.receipt_no, session=record.session)
    if record.session and not policies.may_mend(arrival.submitter, record.session):
        return _set_aside(arrival, NOT_HERS)
    fresh = record.next(arrival, lists=batch.lists)
    if fresh is None:
        is_erased = record.has_erased_names
        receipt = _set_aside(arrival, TWO_BODIES, Reason.CONFLICT, is_erased=is_erased)
        record.dispute(now=batch.now)
        return receipt
    if not arrivals.store(fresh, now=batch.now):
        return _revise(batch, arrival)
    session = record.project(fresh, arrival, lists=batch.lists, now=batch.now)
    return Receipt("created", fresh.receipt_no, session=session)


def _set_aside(
    arrival: Arrival,
    errors: Errors,
    reason: QuarantinedSubmission.Reason = QuarantinedSubmission.Reason.REJECTED,
    *,
    is_erased: bool = False,
) -> Receipt:
    """Keep it apart; where names of the record were taken out, without what may name anybody."""
    quarantine.keep(
        arrival.submitter,
        arrival.without_names() if is_erased else arrival.document,
        number=(arrival.envelope.record_id, arrival.envelope.rev),
        team=arrival.envelope.team.code,
        errors=errors,
        reason=reason,
        now=arrival.now,
    )
    return Receipt(reason.value, errors=errors)
