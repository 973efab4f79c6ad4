"""Which phone of a team asks, by the name its own script gave it in a cookie.

The cookie is no proof of anything: it only spares an old phone from beginning what belongs to the
new one. What such a phone still holds is taken whatever its cookie says.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lms.common.ids import is_uuid7

COOKIE = "may-to"
# Browsers keep no cookie longer than 400 days.
AGE = 400 * 24 * 60 * 60
WISH, TOLD = "old", "off"


@dataclass(frozen=True)
class Phone:
    """`mark` is "" while logs are written on it, "old" once its owner said no more, without a line
    perhaps, and "off" once the province has said so."""

    id: UUID
    mark: str = ""

    @property
    def is_old(self) -> bool:
        return self.mark != ""


def of(request: HttpRequest) -> Phone | None:
    """The phone as its cookie says, or None: a computer, or one that never opened a team's page."""
    name, _dot, mark = request.COOKIES.get(COOKIE, "")[:60].partition(".")
    try:
        found = UUID(name)
    except ValueError:
        return None
    return Phone(found, mark if mark in {WISH, TOLD} else "") if is_uuid7(found) else None


def tell(response: HttpResponse, phone: Phone) -> None:
    """Have the phone keep what the province says of it; its script reads and writes it, too."""
    response.set_cookie(
        COOKIE,
        f"{phone.id}.{phone.mark}" if phone.mark else str(phone.id),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
