"""Where a log goes that could not be taken: kept whole, what names people apart from the rest."""

import json
import math
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from lms.users.models import User
from teams.models import QuarantinedSubmission
from teams.services import session_form

DEEPEST = 20
"""No log has more boxes inside boxes than this."""
ID_LENGTH, CODE_LENGTH, MOST_REV = 40, 60, 2**31 - 1


def keep(  # one row with all that came
    submitter: User,
    document: dict[str, Any],
    *,
    number: tuple[UUID | str, int],
    team: str,
    errors: dict[str, str],
    reason: QuarantinedSubmission.Reason,
    now: datetime,
) -> None:
    """Set the document aside under its record and revision; the same one again adds no row.

    What is no number of ours, or the code of no team, is kept as far as a column takes it.
    """
    record_id, rev = number
    whole = storable(document)
    body = {key: value for key, value in whole.items() if key in session_form.OPEN_KEYS}
    personal = {key: value for key, value in whole.items() if key not in body}
    row = QuarantinedSubmission(
        record_id=plain_text(record_id)[:ID_LENGTH],
        rev=rev if 0 <= rev <= MOST_REV else 0,
        body_hash=_mark(whole),
        submitter=submitter,
        reason=reason,
        errors=errors,
        body={"team": plain_text(team)[:CODE_LENGTH], **body},
        personal=personal or None,
        received_at=now,
    )
    QuarantinedSubmission.objects.bulk_create([row], ignore_conflicts=True)


def canonical(value: object) -> bytes:
    """One spelling of a JSON value, for digests."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def storable(document: dict[str, Any]) -> dict[str, Any]:
    """The document as it came, but for what no database keeps."""
    return {plain_text(key): _plain(value) for key, value in document.items()}


def _plain(value: object, depth: int = 0) -> Any:
    """The value as every database keeps it: no NUL, no half of a letter, no endless number."""
    if depth > DEEPEST:
        return "…"
    if isinstance(value, dict):
        return {plain_text(key): _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, depth + 1) for inner in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return plain_text(value)


def plain_text(value: object) -> str:
    """The text as every database keeps it and every answer carries it."""
    return str(value).replace("\0", "").encode(errors="replace").decode()


def _mark(whole: dict[str, Any]) -> str:
    """Tells one body from another; keyed, so that no name can be guessed from it."""
    return salted_hmac("teams.quarantine", canonical(whole), algorithm="sha256").hexdigest()
