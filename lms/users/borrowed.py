"""A sign-in on somebody else's phone: it ends with the browser or half an hour of rest.

However it ended, the phone is told to forget: a mark that outlives the session, asked for only by
`/api/`, has the token of the forms changed, and pages that find another token show and keep
nothing of whoever was there before.
"""

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import rotate_token

from lms.common import clock

KEY, SEEN = "borrowed", "borrowed_seen"
# Seconds.
REST = 30 * 60
TOUCH_EVERY = 5 * 60
COOKIE, PATH = "muon", "/api/"
AGE = 90 * 24 * 60 * 60


def begin(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Have the session of this request, in which somebody has just signed in, end by itself."""
    request.session[KEY] = True
    request.session[SEEN] = clock.now().timestamp()
    request.session.set_expiry(0)
    answer.set_cookie(
        COOKIE,
        "1",
        max_age=AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def touch(session: SessionBase) -> None:
    """Begin the half hour anew, at most every few minutes."""
    if not session.get(KEY):
        return
    now = clock.now().timestamp()
    if now - session.get(SEEN, 0) >= TOUCH_EVERY:
        session[SEEN] = now


def settle(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Where such a sign-in is over, tell the phone to forget, once."""
    if not request.COOKIES.get(COOKIE):
        return
    is_over = not request.user.is_authenticated
    if is_over or not request.session.get(KEY):
        answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    if is_over:
        rotate_token(request)
