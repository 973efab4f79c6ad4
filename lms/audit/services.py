"""Writing down who did what; never what a person is called or how to reach them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

from lms.audit.models import AuditEvent
from lms.common import clock

Detail = str | int | float | bool | Decimal | UUID | date | datetime | None

MAX_KEYS = 12
_ACTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Ids and codes have no blanks and no "@": a name or an e-mail address cannot pass. Numbers of
# papers have capitals of ours ("12/QĐ-UBND").
_CODE = re.compile(r"[A-Za-z0-9ĂÂĐÊÔƠƯ_.:/+-]{0,64}")
# A phone number has nine digits or more, an identity number nine or twelve.
_PERSONAL_NUMBER = re.compile(r"\+?\d{9,}")


class DetailRefused(ValueError):
    """What was to be written down is no id, count or code, and might be personal."""


def record(
    action: str,
    *,
    subject: Model | None = None,
    actor: AbstractBaseUser | None = None,
    at: datetime | None = None,
    **detail: Detail,
) -> None:
    """Add one line to the audit log, in the caller's transaction; raises DetailRefused.

    `action` reads "app.verb" ("certificate.revoked"); `detail` holds ids, counts and codes only.
    """
    record_all(action, [subject], actor=actor, at=at, **detail)


def record_all(
    action: str,
    subjects: Iterable[Model | None],
    *,
    actor: AbstractBaseUser | None = None,
    at: datetime | None = None,
    **detail: Detail,
) -> None:
    """As `record`, one line for each subject, written at once."""
    record_each(action, ((subject, detail) for subject in subjects), actor=actor, at=at)


def record_each(
    action: str,
    lines: Iterable[tuple[Model | None, Mapping[str, Detail]]],
    *,
    actor: AbstractBaseUser | None = None,
    at: datetime | None = None,
) -> None:
    """As `record`, one line for each subject with a detail of its own, written at once."""
    if not _ACTION.fullmatch(action):
        raise DetailRefused(f"an action reads like app.verb, not {action!r}")
    moment = at or clock.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=moment,
            actor_id=actor.pk if actor else None,
            action=action,
            subject_kind=subject._meta.label_lower if subject else "",
            subject_id=str(_key_of(subject)) if subject else "",
            detail=_checked(detail),
        )
        for subject, detail in lines
    )


def _key_of(subject: Model) -> object:
    if subject.pk is None:
        raise DetailRefused(f"{subject._meta.label} is not saved yet")
    return subject.pk


def _checked(detail: Mapping[str, Detail]) -> dict[str, str | int | float | bool | None]:
    if len(detail) > MAX_KEYS:
        raise DetailRefused(f"at most {MAX_KEYS} details, not {len(detail)}")
    for key in detail:
        if not _KEY.fullmatch(key):
            raise DetailRefused(f"{key!r} is no name for a detail")
    return {key: _plain(key, value) for key, value in detail.items()}


def _plain(key: str, value: Detail) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool | float):
        return value
    if not isinstance(value, str | int | Decimal | UUID | date):
        raise DetailRefused(f"{key} is a {type(value).__name__}; only ids, counts and codes")
    code = value.isoformat() if isinstance(value, date) else str(value)
    if not _CODE.fullmatch(code) or _PERSONAL_NUMBER.fullmatch(code):
        raise DetailRefused(f"{key} is no id, count or code")
    return value if isinstance(value, int) else code
