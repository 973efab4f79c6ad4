"""What this app keeps about a person: phones and computers used last, tickets withdrawn."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
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
    fields = ("id", "label", "first_seen_at", "last_seen_at", "revoked_at")
    return [*map(dict, user.devices.order_by("first_seen_at").values(*fields))]


def _say(user: User) -> list[str]:
    return [
        _("%(name)s, dùng lần cuối %(day)s")
        % {
            "name": device.label or _("Một máy"),
            "day": date_format(clock.local(device.last_seen_at).date(), "d/m/Y"),
        }
        for device in devices.devices_of(user)
    ]


def _say_tickets(user: User) -> list[str]:
    before = handover.withdrawn_on(user)
    if before is None:
        return []
    told = date_format(clock.local(before), "H:i d/m/Y")
    return [_("Đã rút các phiếu làm trước %(moment)s") % {"moment": told}]
