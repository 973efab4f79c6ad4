"""A signed cookie that tells one phone or computer from the next, on the sign-in pages only.

Limits count by number and device because sixty phones share one address. A device also remembers,
as marks nobody can read back, who signed in from it: strangers who try somebody's number or e-mail
again and again use up the strangers' share, not that person's own.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "may"
PATH = "/dang-nhap/"
SALT = "lms.users.devices"
# Browsers keep no cookie longer than 400 days.
AGE = 400 * 24 * 60 * 60
MARKS_KEPT = 12

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True)
class Device:
    """One browser on one machine."""

    id: str
    marks: tuple[str, ...] = ()

    def knows(self, login: str) -> bool:
        """True when somebody signed in from here with this number or e-mail."""
        return self._mark(login) in self.marks

    def with_login(self, login: str) -> "Device":
        """The same device, remembering this number or e-mail."""
        mark = self._mark(login)
        others = [kept for kept in self.marks if kept != mark]
        return replace(self, marks=(mark, *others)[:MARKS_KEPT])

    def _mark(self, login: str) -> str:
        return salted_hmac(SALT, f"{self.id}:{login.lower()}", algorithm="sha256").hexdigest()[:12]


def of(request: HttpRequest) -> Device:
    """The device of this request: a new one when it brings none of ours."""
    held: Device | None = request.__dict__.get("_device")
    if held is None:
        held = _read(request.COOKIES.get(COOKIE, "")) or Device(id=secrets.token_hex(16))
        request.__dict__["_device"] = held
    return held


def remember_login(request: HttpRequest, login: str) -> None:
    """Have the answer to this request tell the device that `login` signed in from it."""
    request.__dict__["_device"] = of(request).with_login(login)


def with_device[**P](view: View[P]) -> View[P]:
    """Give the browser its device cookie with every answer of this view."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        before = of(request)
        answer = view(request, *args, **kwargs)
        if COOKIE not in request.COOKIES or of(request) != before:
            _write(answer, of(request))
        return answer

    return wrapped


def _write(answer: HttpResponseBase, device: Device) -> None:
    answer.set_cookie(
        COOKIE,
        signing.dumps([device.id, *device.marks], salt=SALT),
        max_age=AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(value: str) -> Device | None:
    try:
        known, *marks = signing.loads(value, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None
    return Device(id=known, marks=tuple(marks))
