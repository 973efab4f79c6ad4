"""The phones and computers that send us what happened on them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lms.audit import services as audit
from lms.common import clock, ids, text
from lms.sync.models import Device
from lms.users.models import User

TOUCH_EVERY = timedelta(hours=1)
LABEL_LENGTH = 80
MOST_IN_BATCH = 5
MOST_REMEMBERED = 10_000

UNTOLD = {"unsent_count": None, "unsent_at": None}

# Who used what within the hour, so that a learner's every tap asks the database nothing.
_lately: dict[tuple[UUID, int], datetime] = {}


class NotADevice(ValueError):
    """A device names itself with a UUIDv7."""


def seen(device_id: UUID, *, user: User | None = None, label: str = "") -> Device:
    """The device, made when new and touched at most once an hour; raises NotADevice.

    A device used by several people keeps the last one; a revoked one stays as it was revoked.
    """
    if not ids.is_uuid7(device_id):
        raise NotADevice
    now = clock.now()
    first = {"user": user, "label": _label(label), "first_seen_at": now, "last_seen_at": now}
    device, is_new = Device.objects.get_or_create(pk=device_id, defaults=first)
    if is_new or device.revoked_at:
        return device
    changes = _changes(device, user=user, label=_label(label), now=now)
    if changes:
        Device.objects.filter(pk=device_id, revoked_at=None).update(**changes)
        for name, value in changes.items():
            setattr(device, name, value)
    return device


def note_senders(bodies: Iterable[object], *, user: User) -> None:
    """Remember the devices that a batch of events names; what names none is left alone."""
    now = clock.now()
    for device_id in senders(bodies):
        key = (device_id, user.pk)
        if now - _lately.get(key, now - TOUCH_EVERY) < TOUCH_EVERY:
            continue
        with transaction.atomic():
            seen(device_id, user=user)
            transaction.on_commit(lambda key=key: _remember(key, now))  # type: ignore[misc]


def revoke(device: Device, *, by: User, here: bool = False, **detail: audit.Detail) -> bool:
    """Say that a device is lost or given away, `here` on the device itself; true only for the call
    that did it.
    """
    said = {"revoked_at": clock.now(), "revoked_by": by, "is_revoked_here": here}
    with transaction.atomic():
        revoked = Device.objects.filter(pk=device.pk, revoked_at=None).update(**said, **UNTOLD)
        if revoked:
            audit.record_each("device.revoked", [(device, detail)], actor=by)
    device.refresh_from_db()
    return bool(revoked)


def restore(device: Device, *, by: User, **detail: audit.Detail) -> bool:
    """Take a revocation back; true only for the call that did it."""
    with transaction.atomic():
        used = Device.objects.filter(pk=device.pk).exclude(revoked_at=None)
        restored = used.update(revoked_at=None, revoked_by=None, is_revoked_here=False, **UNTOLD)
        if restored:
            audit.record_each("device.restored", [(device, detail)], actor=by)
    device.refresh_from_db()
    return bool(restored)


def revoked_among(bodies: Iterable[object]) -> frozenset[UUID]:
    """Which of the devices that a batch names are lost or given away."""
    named = senders(bodies)
    if not named:
        return frozenset()
    found = Device.objects.filter(pk__in=named).exclude(revoked_at=None)
    return frozenset(found.values_list("pk", flat=True))


def devices_of(user: User) -> QuerySet[Device]:
    """The devices a person used last, newest first, without the revoked ones."""
    found: QuerySet[Device] = Device.objects.filter(user=user, revoked_at=None)
    return found.order_by("-last_seen_at")


def hand_over(person: User, into: User) -> None:
    """The devices of the one are the other's now."""
    Device.objects.filter(user=person).update(user=into)
    Device.objects.filter(revoked_by=person).update(revoked_by=into)


def forget_person(user: User) -> None:
    """Leave the devices, which events point at, and take the person and the name off them."""
    Device.objects.filter(user=user).update(user=None, label="")
    Device.objects.filter(revoked_by=user).update(revoked_by=None)


def _changes(device: Device, *, user: User | None, label: str, now: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if user and device.user_id != user.pk:
        changes["user"] = user
    if label and device.label != label:
        changes["label"] = label
    if changes or now - device.last_seen_at >= TOUCH_EVERY:
        changes["last_seen_at"] = now
    return changes


def senders(bodies: Iterable[object]) -> list[UUID]:
    """The devices a batch names, a few at most."""
    named = {body.get("device") for body in bodies if isinstance(body, dict) if _is_named(body)}
    found = [device_id for name in named if (device_id := _read(name)) is not None]
    return found[:MOST_IN_BATCH]


def _is_named(body: dict[str, Any]) -> bool:
    return isinstance(body.get("device"), str)


def _read(name: Any) -> UUID | None:
    try:
        device_id = UUID(name)
    except ValueError:
        return None
    return device_id if ids.is_uuid7(device_id) else None


def _remember(key: tuple[UUID, int], now: datetime) -> None:
    if len(_lately) >= MOST_REMEMBERED:
        _lately.clear()
    _lately[key] = now


def _label(label: str) -> str:
    return text.nfc(label)[:LABEL_LENGTH]
