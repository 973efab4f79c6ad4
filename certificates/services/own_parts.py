"""What this app keeps about a person: the certificates they were given."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.services import holding
from lms.users.models import User
from lms.users.services import personal


def register() -> None:
    """Announce the part; called once, from `AppConfig.ready`."""
    personal.register_part(
        "certificates",
        label=gettext_lazy("Giấy chứng nhận"),
        export=_export,
        # A register that forgets could not tell a true certificate from a false one.
        erase=None,
        describe=_say,
        stays=gettext_lazy(
            "Giấy đã cấp vẫn nằm trong sổ với những chữ đã in, để ai cầm giấy còn kiểm tra được."
        ),
    )


def _export(user: User) -> list[dict[str, Any]]:
    rows = holding.held_by(user).with_status().defer("pdf").prefetch_related("events")
    return [
        {
            "register_no": certificate.register_no,
            "code": certificate.code,
            "status": certificate.get_status_display(),
            "issued_on": certificate.issued_on,
            "expires_on": certificate.expires_on,
            "printed": certificate.snapshot,
            "file_sha256": certificate.pdf_sha256,
            "events": [
                {"what": event.get_kind_display(), "at": event.at, "reason": event.reason}
                for event in certificate.events.all()
            ],
        }
        for certificate in rows.order_by("pk")
    ]


def _say(user: User) -> list[str]:
    return [
        _("Số %(number)s, cấp ngày %(day)s: %(course)s")
        % {
            "number": certificate.register_no,
            "day": date_format(certificate.issued_on, "d/m/Y"),
            "course": certificate.snapshot["course"],
        }
        for certificate in holding.held_by(user).defer("pdf").order_by("pk")
    ]
