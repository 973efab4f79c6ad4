"""Answers to a player that asks for a part of a file: iPhones play nothing without them."""

import re
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def answer(
    request: HttpRequest, file: "File[Any]", *, content_type: str, etag: str = ""
) -> HttpResponseBase:
    """The whole open file, the one range of it that is asked for (206), or 416."""
    size = file.size
    wanted = _RANGE.fullmatch(request.headers.get("Range", "")) if _is_same(request, etag) else None
    if wanted is None or not any(wanted.groups()):
        response: HttpResponseBase = FileResponse(file, content_type=content_type)
    else:
        begin, end = _bounds(wanted[1], wanted[2], size)
        response = _part(file, size, begin, end, content_type)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _is_same(request: HttpRequest, etag: str) -> bool:
    """A range of another version of the file is worth nothing."""
    return request.headers.get("If-Range", etag) == etag


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


def _part(
    file: "File[Any]", size: int, begin: int, end: int, content_type: str
) -> HttpResponseBase:
    with file:
        if begin >= end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        file.seek(begin)
        response = HttpResponse(file.read(end - begin), content_type, status=206)
    response.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    return response
