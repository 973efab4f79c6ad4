"""What this app keeps about a person: the phones and computers they used last."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.sync.services import devices
from lms.users.models import User
from lms.users.services import merging, personal


def register() -> None:
    """Announce the part; called once, from `AppConfig.ready`."""
    personal.register_part(
        "devices",
        label=gettext_lazy("Máy đã dùng"),
        export=_export,
        erase=devices.forget_person,
        describe=_say,
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
