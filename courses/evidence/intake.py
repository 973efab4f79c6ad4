"""From what a phone sent to events with a meaning; what has none is refused, never dropped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.evidence import canonical, frozen, payloads
from courses.evidence.frozen import Edition, Step
from courses.evidence.payloads import Wrong
from courses.models import LearningEvent
from lms.common.ids import is_uuid7

FIELDS = ("id", "device", "seq", "edition", "step", "kind", "payload", "at")
MAX_SEQ = 2**63 - 1
MAX_ID = 40
MAX_STORED = 64 * 1024
"""Signs of a refused body that are kept."""
MAX_BRACKETS = 500
"""A body with more is kept as text: databases refuse deep JSON."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event that can be taken, with its place in the canonical order."""

    id: UUID
    sent_id: str
    device: UUID
    seq: int
    edition: Edition
    step: Step | None
    kind: str
    payload: dict[str, Any]
    at: datetime
    ordered_at: datetime
    received_at: datetime
    order_key: str
    body: object
    body_hash: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that cannot be taken, and why, by field."""

    sent_id: str
    body: object
    body_hash: str
    errors: dict[str, str]


def check(bodies: Iterable[object], *, now: datetime) -> list[Event | Refused]:
    """One answer for each body, in order."""
    bodies = list(bodies)
    named = (body.get("edition") for body in bodies if isinstance(body, dict))
    editions = frozen.editions({name for name in named if isinstance(name, str)})
    return [_check(body, editions, now) for body in bodies]


def _check(body: object, editions: Mapping[str, Edition], now: datetime) -> Event | Refused:
    if not isinstance(body, dict):
        return _refuse(body, {"event": _("Không phải một sự kiện học.")})
    parts, errors = _parts(body)
    if errors:
        return _refuse(body, errors)
    try:
        return _event(body, parts, editions, now)
    except Wrong as wrong:
        return _refuse(body, {wrong.field: wrong.message})


def _parts(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The plain fields, read, and what is wrong with the others."""
    parts, errors = {}, {}
    for name, read in _FIELD_READERS.items():
        try:
            parts[name] = read(body.get(name))
        except Wrong as wrong:
            errors[name] = wrong.message
    return parts, errors


def _event(
    body: dict[str, Any], parts: dict[str, Any], editions: Mapping[str, Edition], now: datetime
) -> Event:
    edition = editions.get(parts["edition"])
    if edition is None:
        raise Wrong(_("Không có bản phát hành này."), "edition")
    step = _step(edition, parts["step"], parts["kind"])
    digest = _digest(body)
    payload = payloads.check(parts["kind"], body.get("payload"), edition=edition, step=step)
    ordered_at = canonical.clamp(parts["at"], published_at=edition.published_at, received_at=now)
    return Event(
        id=parts["id"],
        sent_id=body["id"],
        device=parts["device"],
        seq=parts["seq"],
        edition=edition,
        step=step,
        kind=parts["kind"],
        payload=payload,
        at=parts["at"],
        ordered_at=ordered_at,
        received_at=now,
        order_key=canonical.order_key(ordered_at, parts["device"], parts["seq"], parts["id"]),
        body=body,
        body_hash=digest,
    )


def _digest(body: dict[str, Any]) -> str:
    """The hash of what the protocol names; raises Wrong for what no database can keep."""
    try:
        text = canonical.body_text({name: body.get(name) for name in FIELDS})
        text.encode()
    except (ValueError, RecursionError) as error:
        raise Wrong(_("Có ký tự không đọc được.")) from error
    if len(text) > payloads.MAX_BYTES:
        raise Wrong(_("Nội dung quá dài."))
    if canonical.NUL in text:
        raise Wrong(_("Có ký tự không đọc được."))
    return canonical.body_hash(text)


def _step(edition: Edition, uid: str, kind: str) -> Step | None:
    if kind == LearningEvent.Kind.TESTED:
        if uid:
            raise Wrong(_("Bài kiểm tra không thuộc bước nào."), "step")
        return None
    step = edition.steps.get(uid)
    if step is None:
        raise Wrong(_("Bước này không có trong bản phát hành."), "step")
    if kind not in payloads.KINDS_OF_STEP[step.kind] | payloads.SAID:
        raise Wrong(_("Bước này không nhận loại sự kiện này."), "kind")
    return step


def _refuse(body: object, errors: dict[str, str]) -> Refused:
    sent_id = body.get("id") if isinstance(body, dict) else None
    digest = canonical.body_hash(canonical.any_text(body))
    return Refused(sent_id if isinstance(sent_id, str) else "", body, digest, errors)


def storable(body: object) -> object:
    """The body as every database can keep it: as it came, or the beginning of its text."""
    if _is_plain(body):
        return body
    return {"text": ascii(canonical.any_text(body)[:MAX_STORED])}


def _is_plain(body: object) -> bool:
    try:
        text = canonical.body_text(body)
    except (ValueError, RecursionError):
        return False
    brackets = text.count("[") + text.count("{")
    # Half signs of UTF-16 are not printable either.
    is_kept = text.isprintable() and canonical.NUL not in text
    return is_kept and len(text) <= MAX_STORED and brackets <= MAX_BRACKETS


def storable_id(sent_id: str) -> str:
    """The beginning of an id, of printable ASCII signs."""
    return "".join(sign for sign in sent_id if " " < sign <= "~")[:MAX_ID]


def _uuid7(value: object) -> UUID:
    try:
        found = UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        found = None
    if found is None or not is_uuid7(found):
        raise Wrong(_("Mã phải là UUID phiên bản 7."))
    return found


def _seq(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MAX_SEQ:
        raise Wrong(_("Số thứ tự không đúng."))
    return value


def _kind(value: object) -> str:
    if not isinstance(value, str) or value not in LearningEvent.Kind.values:
        raise Wrong(_("Không có loại sự kiện này."))
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong(_("Phải là chữ."))
    return value


def _moment(value: object) -> datetime:
    """Any moment with its zone; a clock wrong by years is no error."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None or moment.tzinfo is None:
            raise Wrong(_("Thời điểm không đúng."))
        return moment.astimezone(canonical.EPOCH.tzinfo)
    except (ValueError, OverflowError) as error:
        raise Wrong(_("Thời điểm không đúng.")) from error


_FIELD_READERS = {
    "id": _uuid7,
    "device": _uuid7,
    "seq": _seq,
    "edition": _text,
    "step": _text,
    "kind": _kind,
    "at": _moment,
}
