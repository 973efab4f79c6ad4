"""Answers that are the same for everybody: cacheable by anyone, with no cookie in or out."""

import gzip
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from courses.services import bodies

FRESH = "public, max-age=300, stale-while-revalidate=604800"
FOR_EVER = "public, max-age=31536000, immutable"

_TAKES_GZIP = re.compile(r"\bgzip\b")


def page(
    request: HttpRequest, key: str, make: Callable[[], str], *, status: int = 200
) -> HttpResponse:
    """The page of `key`, or 304 when the browser has it; `make` is called once a process."""
    etag = f'W/"{key}"'
    if status == 200:
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged:
            return _public(unchanged, etag)
    body = bodies.compressed(key, make)
    if _TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(body, status=status, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(body), status=status)
    return _public(response, etag)


def _public(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FRESH
    response.headers["Vary"] = "Accept-Encoding"
    return response
