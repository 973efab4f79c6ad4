"""What a phone sends, read: the envelope around each log, whatever is wrong with it said in words.

`{"record_id": UUIDv7, "rev": 1, "base_rev": null, "team": code, "form_version": 2, "captured_at":
moment with its offset, "device": UUID, "app_version": "…", "document": {…}}`, and
`"taken"`, a public id, where the phone of somebody else of the team wrote it and handed it over.
Context is never a reason to refuse: a clock that makes no sense counts as none, and is told to the
reviewer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from lms.common import clock
from lms.common.ids import is_uuid7
from lms.users.models import User
from teams.models import QuarantinedSubmission, Team
from teams.services import attendees, handing, likeness, quarantine, session_form, submissions
from teams.services.submissions import Envelope, Errors, Receipt

REJECTED = "rejected"
CODES = {"created": 201, "duplicate": 200, "conflict": 409, REJECTED: 422, "failed": 503}
MOST_REV = 10_000
CODE_LENGTH = 60
APART = {"document", "device"}
"""Kept in columns of their own, which can be blanked."""
KNOWN = {
    *("record_id", "rev", "base_rev", "team", "form_version", "captured_at", "device"),
    *("app_version", "document", "trial", "taken"),
}
CLOCK_MAY_DIFFER = timedelta(days=1)
CLOCK_MAKES_NO_SENSE = timedelta(days=3660)


@dataclass(frozen=True)
class Outcome:
    """The answer to one log, under the number it was sent with."""

    record_id: str
    rev: int
    status: str
    receipt: str = ""
    errors: Errors = field(default_factory=dict)
    like: list[str] = field(default_factory=list)
    """Records of the team that look like the same session."""

    @property
    def code(self) -> int:
        return CODES[self.status]


def receive(
    submitter: User,
    sent: Sequence[object],
    *,
    sent_at: object = None,
    now: datetime,
    old_phones: frozenset[UUID] = frozenset(),
) -> list[Outcome]:
    """One outcome for each log, in order; one that is wrong never stops another.

    What comes from one of `old_phones`, on which no log should be begun any more, is flagged.
    """
    sealed = map(attendees.without_codes, sent)
    items = [one if isinstance(one, dict) else {"document": {"": one}} for one in sealed]
    codes = {code for item in items if (code := _team_code(item))}
    teams = {team.code: team for team in Team.objects.filter(code__in=codes).select_related("unit")}
    read = [_read(item, teams, sent_at, now, old_phones) for item in items]
    logs = [(one.envelope, one.document) for one in read if one.envelope]
    receipts = submissions.receive_all(submitter, logs, now=now) if logs else []
    fresh = zip(logs, receipts, strict=True)
    handing.note(
        ((log.sent, one.session) for (log, _), one in fresh if one.session and one.is_new),
        by=submitter,
        now=now,
    )
    alike = likeness.among([one.session for one in receipts if one.session])
    each = iter(receipts)
    return [
        _outcome(next(each), one.number, alike) if one.envelope else _refused(submitter, one, now)
        for one in read
    ]


@dataclass(frozen=True)
class _Read:
    """One thing that came; without an envelope it is no log, and `errors` says why."""

    item: dict[str, Any]
    number: tuple[str, int]
    envelope: Envelope | None
    document: dict[str, Any]
    errors: Errors


def _read(
    item: dict[str, Any],
    teams: dict[str, Team],
    sent_at: object,
    now: datetime,
    old_phones: frozenset[UUID],
) -> _Read:
    errors: Errors = {}
    envelope, document = _envelope(item, teams, sent_at, errors, now), item.get("document")
    if envelope and envelope.device in old_phones:
        envelope = replace(envelope, is_old_phone=True)
    written = quarantine.plain_text(item.get("record_id", ""))[: quarantine.ID_LENGTH]
    number = written, max(_whole(item.get("rev")), 0)
    if not isinstance(document, dict):
        errors["document"] = "Bản ghi này trống hoặc hỏng."
        return _Read(item, number, None, {}, errors)
    more = {key: item[key] for key in item.keys() - KNOWN}
    whole = {**document, "envelope": more} if more else document
    return _Read(item, number, envelope, whole, errors)


def _outcome(receipt: Receipt, number: tuple[str, int], alike: dict[UUID, list[UUID]]) -> Outcome:
    like = alike.get(receipt.session.pk, []) if receipt.session else []
    named = sorted(map(str, like))
    return Outcome(*number, receipt.outcome, receipt.receipt_no, receipt.errors, named)


def _envelope(
    item: dict[str, Any], teams: dict[str, Team], sent_at: object, errors: Errors, now: datetime
) -> Envelope | None:
    record_id, team = _uuid(item.get("record_id")), teams.get(_team_code(item))
    rev, version = _whole(item.get("rev")), _whole(item.get("form_version"))
    if record_id is None or not is_uuid7(record_id):
        errors["record_id"] = "Mã của buổi bị hỏng. Ghi lại buổi này giúp mình."
    if not 1 <= rev <= MOST_REV:
        errors["rev"] = "Số lần sửa bị hỏng. Ghi lại buổi này giúp mình."
    if team is None:
        errors["team"] = "Không có tổ này. Chọn lại tổ rồi gửi."
    if version < 1:
        errors["form_version"] = "Mẫu ghi bị hỏng. Tải lại trang rồi gửi."
    if errors or record_id is None or team is None:
        return None
    captured_at, sent = _moment(item.get("captured_at"), now), _moment(sent_at, now)
    base = _whole(item.get("base_rev"))
    around = {key: item[key] for key in item.keys() & KNOWN - APART}
    return Envelope(
        record_id=record_id,
        rev=rev,
        team=team,
        captured_at=captured_at or now,
        base_rev=base if 1 <= base < rev else None,
        device=_uuid(item.get("device")),
        form_version=min(version, session_form.VERSION),
        sent={**around, "sent_at": sent_at},
        is_trial=item.get("trial") is True,
        is_clock_off=_is_off(captured_at, now)
        or (sent_at is not None and _is_off(sent, now, is_of_now=True)),
    )


def _is_off(moment: datetime | None, now: datetime, *, is_of_now: bool = False) -> bool:
    """Whether the phone's clock cannot be believed: it says what is to come, or no time at all."""
    if moment is None or moment > now + CLOCK_MAY_DIFFER:
        return True
    return is_of_now and moment < now - CLOCK_MAY_DIFFER


def real(items: Iterable[object]) -> list[object]:
    """Those that are no trial."""
    return [one for one in items if not (isinstance(one, dict) and one.get("trial") is True)]


def _refused(submitter: User, one: _Read, now: datetime) -> Outcome:
    """What is no log is kept, too, under as much of a number as it has; of a trial nothing is."""
    if one.item.get("trial") is True:
        return Outcome(*one.number, REJECTED, errors=one.errors)
    document = one.item.get("document")
    whole = document if isinstance(document, dict) else {"document": document}
    around = {key: one.item[key] for key in one.item.keys() - APART}
    quarantine.keep(
        submitter,
        {**whole, "envelope": around},
        number=one.number,
        team=_team_code(one.item),
        errors=one.errors,
        reason=QuarantinedSubmission.Reason.REJECTED,
        now=now,
    )
    return Outcome(*one.number, REJECTED, errors=one.errors)


def _team_code(item: dict[str, Any]) -> str:
    code = item.get("team")
    is_code = isinstance(code, str) and code.isascii() and code.isprintable()
    return str(code) if is_code and len(str(code)) <= CODE_LENGTH else ""


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _whole(value: object) -> int:
    """The number, -1 for what is none or too large to be meant."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 <= value <= quarantine.MOST_REV else -1  # type: ignore[operator,return-value]


def _moment(value: object, now: datetime) -> datetime | None:
    """The moment in UTC, if it can be one; without offset the time of Vietnam is meant."""
    if not isinstance(value, str) or len(value) > CODE_LENGTH:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=clock.VIETNAM)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if abs(moment - now) < CLOCK_MAKES_NO_SENSE else None
