"""Answers that are the same for everybody: made once, packed once, and known by their ETag.

Anyone may keep them: no cookie goes in or out, and nothing personal is read.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import brotli
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

FOR_EVER = "public, max-age=31536000, immutable"

# Packed once and sent often, or packed for this one answer.
HARD, QUICK = 9, 6
# Brotli's best takes four times what making a page does: for pages that are asked for again.
BROTLI_BEST, BROTLI_QUICK = 11, 5
A_WEEK = 7 * 24 * 60 * 60
# What a page is painted with, as our templates write it.
_STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
_SCRIPT = re.compile(r'<script type="module" blocking="render" src="([^"]+)">')
_CODING = re.compile(r"[a-z]+")
SAVE_DATA = "Save-Data"


class _Body(NamedTuple):
    """An answer packed in each way, the best first, and what may be fetched meanwhile (Link)."""

    packed: dict[str, bytes]
    ahead: str
    is_new: bool = False


def saves_data(request: HttpRequest) -> bool:
    """Whether who asks wants as little sent as will do (the client hint `Save-Data: on`)."""
    return request.headers.get(SAVE_DATA, "").strip().lower() == "on"


def kept(
    request: HttpRequest,
    key: str,
    make: Callable[[], str],
    *,
    max_age: int = 300,
    status: int = 200,
    vary: Sequence[str] = (),
) -> HttpResponse:
    """The page of `key`, which names all it is made of; `make` is called once a process.

    Who has it already is told so before anything is made. `vary` are the request headers that
    decided which of several pages this is.
    """
    etag = f'W/"{key}"'
    unchanged = get_conditional_response(request, etag=etag) if status == 200 else None
    response = unchanged or _packed(request, _body(key, make), status)
    return _public(response, etag, max_age, vary)


def fresh(request: HttpRequest, text: str, *, max_age: int = 300) -> HttpResponse:
    """A page just made and not kept here; 304 when the browser has the very same."""
    etag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
    unchanged = get_conditional_response(request, etag=etag)
    once = {"gzip": gzip.compress(text.encode(), QUICK, mtime=0)}
    response = unchanged or _packed(request, _Body(once, _ahead(text)), 200)
    return _public(response, etag, max_age)


def _body(key: str, make: Callable[[], str]) -> _Body:
    bodies = caches["bodies"]
    body: _Body | None = bodies.get(key)
    if body and not body.is_new:
        return body
    body = _pack_better(body) if body else _pack(make())
    bodies.set(key, body)
    return body


def _pack(text: str) -> _Body:
    plain = text.encode()
    packed = {"br": _brotli(plain, BROTLI_QUICK), "gzip": gzip.compress(plain, HARD, mtime=0)}
    return _Body(packed, _ahead(text), is_new=True)


def _pack_better(body: _Body) -> _Body:
    """An eighth smaller than gzip, where the first time it was a twentieth."""
    best = _brotli(gzip.decompress(body.packed["gzip"]), BROTLI_BEST)
    return body._replace(packed={**body.packed, "br": best}, is_new=False)


def _brotli(plain: bytes, quality: int) -> bytes:
    return brotli.compress(plain, mode=brotli.MODE_TEXT, quality=quality)


def _ahead(text: str) -> str:
    head = text.partition("</head>")[0]
    kinds = (_STYLES, "preload; as=style"), (_SCRIPT, "modulepreload")
    found = [(address, how) for file, how in kinds for address in file.findall(head)]
    return ", ".join(f"<{address}>; rel={how}" for address, how in found)


def _packed(request: HttpRequest, body: _Body, status: int) -> HttpResponse:
    taken = set(_CODING.findall(request.headers.get("Accept-Encoding", "")))
    coding = next((one for one in body.packed if one in taken), None)
    if coding:
        response = HttpResponse(
            body.packed[coding], status=status, headers={"Content-Encoding": coding}
        )
    else:
        response = HttpResponse(gzip.decompress(body.packed["gzip"]), status=status)
    if body.ahead:
        response.headers["Link"] = body.ahead
    return response


def _public(
    response: HttpResponse, etag: str, max_age: int, vary: Sequence[str] = ()
) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = (
        f"public, max-age={max_age}, stale-while-revalidate={A_WEEK}"
    )
    response.headers["Vary"] = ", ".join(["Accept-Encoding", *vary])
    return response
