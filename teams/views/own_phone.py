"""A phone without an account is known again by a random key only its own cookie holds.

The rows it made keep a keyed mark of that key: nobody reads a cookie back from the database, and
the key stands in no address.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from lms.users.models import User
from teams.services.coming import Who

COOKIE, PATH = "lich", "/lich/"
AGE = 400 * 24 * 60 * 60
_KEY = re.compile(r"[0-9a-f]{32}")
_SALT = "teams.views.own_phone"


def who(request: HttpRequest) -> Who:
    """Who asks: a person, a phone that was here before, or both."""
    key = _key(request)
    return Who(_person(request), _mark(key) if key else "")


def who_writes(request: HttpRequest) -> tuple[Who, str]:
    """As `who`, with a key for a phone that has none yet; the answer is to `keep` it."""
    key = _key(request) or secrets.token_hex(16)
    return Who(_person(request), _mark(key)), key


def keep(answer: HttpResponse, key: str) -> HttpResponse:
    """Have the phone remember its key."""
    answer.set_cookie(
        COOKIE,
        key,
        max_age=AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _key(request: HttpRequest) -> str:
    written = request.COOKIES.get(COOKIE, "")
    return written if _KEY.fullmatch(written) else ""


def _mark(key: str) -> str:
    return salted_hmac(_SALT, key, algorithm="sha256").hexdigest()
