"""Pages for what went wrong: plain words, what is kept, and the way home."""

import logging
from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.template.loader import render_to_string

MOST_VALUES: Final = 200
MOST_SIGNS: Final = 100_000
# Never sent back, not even to who typed them: such a form is opened anew.
SECRET: Final = {"password", "password1", "password2", "code", "pin"}
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105  the name of a field
# When nothing works any more, this still does: no template, no file, no database.
LAST_WORDS: Final = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Học số đang gặp trục trặc</title></head>
<body><h1>Học số đang gặp trục trặc</h1>
<p>Lỗi này không phải do bà con. Bài đã học vẫn giữ trong máy. Chờ một lát rồi mở lại.</p>
<p><a href="/">Về trang chủ</a></p></body></html>
"""

logger = logging.getLogger(__name__)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is too old comes back with what was typed, ready to be sent again.

    Only what our own page sent comes back: otherwise a stranger's page could have people send
    what the stranger wrote.
    """
    typed = _typed(request) if _is_ours(request, reason) else []
    context = {
        "typed": typed,
        "has_files": bool(typed and request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "403_csrf.html", context, status=403)


def maintenance(request: HttpRequest) -> HttpResponse:
    """Nothing can be used for some minutes."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(settings.MAINTENANCE_MINUTES * 60)
    return response


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be used; a request that is too large is told so."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(_request: HttpRequest) -> HttpResponse:
    """A fault of ours, said with whatever still works."""
    try:
        page: str = render_to_string("500.html")
    except Exception:
        # Whatever broke the page may break this one: a missing file, a template half deployed.
        logger.exception("the error page itself cannot be drawn")
        page = LAST_WORDS
    return HttpResponse(page, status=500)


def _is_ours(request: HttpRequest, reason: str) -> bool:
    """The browser names the page a form came from, and Django found it to be ours."""
    bad_origin = REASON_BAD_ORIGIN.split("%", maxsplit=1)[0]
    return "Origin" in request.headers and not reason.startswith(bad_origin)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Every value of the form; none at all when one is secret or they are too many."""
    if SECRET & set(request.POST):
        return []
    values = [(name, str(value)) for name, all_ in request.POST.lists() for value in all_]
    values = [(name, value) for name, value in values if name != TOKEN]
    fits = len(values) <= MOST_VALUES and sum(len(value) for _, value in values) <= MOST_SIGNS
    return values if fits else []
