"""Answers that are the same for everybody: made once, packed once, and known by their ETag."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

LEVEL = 6
A_WEEK = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class Body:
    """The text of a page as it travels, plain and packed."""

    plain: bytes
    packed: bytes
    etag: str


def body(text: str) -> Body:
    plain = text.encode()
    etag = hashlib.sha256(plain).hexdigest()[:20]
    return Body(plain, gzip.compress(plain, LEVEL, mtime=0), f'W/"{etag}"')


def kept_body(key: str, make: Callable[[], str]) -> Body:
    """The body kept under `key`, which must name everything it is made of; made if missing."""
    kept: Body | None = caches["bodies"].get(key)
    if kept is None:
        kept = body(make())
        caches["bodies"].set(key, kept)
    return kept


def public(request: HttpRequest, page: Body, *, max_age: int = 300) -> HttpResponseBase:
    """An answer anybody may keep; 304 for those who have it. It reads nothing personal."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.packed if packs else page.plain)
    if packs:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = page.etag
    response["Cache-Control"] = f"public, max-age={max_age}, stale-while-revalidate={A_WEEK}"
    answer = get_conditional_response(request, etag=page.etag, response=response)
    return answer or response
