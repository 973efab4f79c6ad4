"""The canonical order of events and the one way their moments and bodies are written down."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT_LENGTH = 15
DEVICE_LENGTH = 32
"""How the order key begins: the moment, then the device."""
NUL = "\\u0000"
"""As canonical JSON writes the one sign PostgreSQL cannot keep."""


def clamp(at: datetime, *, published_at: datetime, received_at: datetime) -> datetime:
    """`at` in whole milliseconds, between the edition's publication and the receipt.

    A wrong clock is never a reason to refuse; it only must not decide what came last.
    """
    moment = min(max(at, published_at), received_at).astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def order_key(ordered_at: datetime, device: UUID, seq: int, event_id: UUID) -> str:
    """A text whose plain order is (ordered_at, device, seq, id) under every collation."""
    milliseconds = int((ordered_at - EPOCH).total_seconds() * 1000)
    return f"{milliseconds:0{MOMENT_LENGTH}d}{device.hex}{seq:019d}{event_id.hex}"


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC, always 24 signs, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def body_text(body: object) -> str:
    """Canonical JSON: sorted keys, no blanks; raises ValueError or RecursionError."""
    return json.dumps(
        body, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def any_text(body: object) -> str:
    """`body_text`, or as much of the body as Python can write down."""
    try:
        return body_text(body)
    except (ValueError, RecursionError):
        pass
    try:
        return ascii(body)
    except RecursionError:
        return ""


def body_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
