"""Pages for what went wrong: plain words, what is kept, and the way home."""

import logging
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.common import http, lost_forms

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
    form = lost_forms.read(request)
    if not _is_ours(request, reason):
        form = lost_forms.LostForm(address=form["address"], typed=[], has_files=False)
    return render(request, "403_csrf.html", {**form}, status=403)


def maintenance(request: HttpRequest, *, minutes: int) -> HttpResponse:
    """Nothing can be used for some minutes; the pages say how many, programs get JSON."""
    if request.path_info.startswith("/api/"):
        response: HttpResponse = http.error(
            "closed", _("Học số nghỉ ít phút để sửa. Bài học vẫn giữ trong máy."), status=503
        )
    else:
        response = HttpResponse(_drawn("503.html", {"minutes": minutes}), status=503)
    response["Retry-After"] = str(minutes * 60)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be used; a request that is too large is told so."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(_request: HttpRequest) -> HttpResponse:
    """A fault of ours, said with whatever still works."""
    return HttpResponse(_drawn("500.html", {}), status=500)


def _drawn(template: str, context: dict[str, object]) -> str:
    try:
        return render_to_string(template, context)
    except Exception:
        # Whatever broke the page may break this one: a missing file, a template half deployed.
        logger.exception("the error page itself cannot be drawn")
        return LAST_WORDS


def _is_ours(request: HttpRequest, reason: str) -> bool:
    """The browser names the page a form came from, and Django found it to be ours."""
    bad_origin = REASON_BAD_ORIGIN.split("%", maxsplit=1)[0]
    return "Origin" in request.headers and not reason.startswith(bad_origin)
