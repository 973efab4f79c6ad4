"""What this app keeps about a person: phones and computers used last, tickets withdrawn."""

from collections import Counter
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.sync.models import Device
from lms.sync.services import devices, handover
from lms.users.models import User
from lms.users.services import merging, personal


def register() -> None:
    """Announce the parts; called once, from `AppConfig.ready`."""
    personal.register_part(
        "devices",
        label=gettext_lazy("Máy đã dùng"),
        export=_export,
        erase=devices.forget_person,
        describe=_say,
    )
    personal.register_part(
        "tickets",
        label=gettext_lazy("Phiếu nhờ gửi hộ"),
        export=handover.withdrawn_on,
        erase=handover.forget_person,
        describe=_say_tickets,
    )
    merging.register_merge("devices", devices.hand_over)


def _export(user: User) -> list[dict[str, Any]]:
    fields = (
        "id",
        "label",
        "first_seen_at",
        "last_seen_at",
        "field_at",
        "revoked_at",
        "unsent_count",
    )
    return [*map(dict, user.devices.order_by("first_seen_at").values(*fields))]


def _say(user: User) -> list[str]:
    """Each phone by the days of its use; those that nothing tells apart are said once."""
    said = Counter((device.label, _days(device)) for device in devices.devices_of(user))
    return [
        f"{label}, {days}" if label and count == 1 else _many(label, count, days)
        for (label, days), count in said.items()
    ]


def _many(label: str, count: int, days: str) -> str:
    if label:
        return _("%(count)s máy tên %(name)s, %(days)s") % {
            "count": count,
            "name": label,
            "days": days,
        }
    if count > 1:
        return _("%(count)s máy %(days)s") % {"count": count, "days": days}
    return _("Máy %(days)s") % {"days": days}


def _days(device: Device) -> str:
    first, last = (
        date_format(clock.local(at).date(), "d/m/Y")
        for at in (device.first_seen_at, device.last_seen_at)
    )
    if first == last:
        return _("dùng ngày %(day)s") % {"day": last}
    return _("dùng từ %(first)s, lần cuối %(last)s") % {"first": first, "last": last}


def _say_tickets(user: User) -> list[str]:
    before = handover.withdrawn_on(user)
    if before is None:
        return []
    told = date_format(clock.local(before), "H:i d/m/Y")
    return [_("Đã rút các phiếu làm trước %(moment)s") % {"moment": told}]
