"""Reading a JSON body: capped as it is sent and again as it unpacks."""

import json
import zlib
from typing import Any

from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext as _

from lms.api.errors import ApiError

MOST_BYTES = 2 * 1024 * 1024
"""A full batch of 500 events is some 150 KB; this is the cap packed and unpacked."""

GZIP = 16 + zlib.MAX_WBITS


def read_json(request: HttpRequest) -> Any:
    """The body's value; raises ApiError for another type, a bomb, a broken line or no JSON."""
    if request.content_type != "application/json":
        raise ApiError(415, "not_json", _("Chỉ nhận nội dung JSON."))
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise too_large()
        return json.loads(_unpacked(request))
    except UnreadablePostError as error:
        # The line broke while it was being sent: nobody hears this, and it is no fault of ours.
        raise ApiError(400, "cut_short", _("Đường truyền bị ngắt giữa chừng.")) from error
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "bad_json", _("Nội dung gửi lên không đọc được.")) from error


def read_bytes(request: HttpRequest, *, most: int) -> bytes:
    """The body as it came; raises ApiError where it is larger or the line broke."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()) or int(length) > most:
        raise too_large()
    try:
        return request.body
    except UnreadablePostError as error:
        raise ApiError(400, "cut_short", _("Đường truyền bị ngắt giữa chừng.")) from error


def too_large() -> ApiError:
    return ApiError(413, "too_large", _("Nội dung gửi lên quá lớn. Mời gửi từng phần."))


def _unpacked(request: HttpRequest) -> bytes:
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return request.body
    if encoding != "gzip":
        raise ApiError(415, "not_gzip", _("Chỉ nhận nội dung nén kiểu gzip."))
    packed = zlib.decompressobj(wbits=GZIP)
    try:
        body = packed.decompress(request.body, MOST_BYTES + 1)
    except zlib.error as error:
        raise ApiError(400, "bad_gzip", _("Nội dung nén bị hỏng.")) from error
    if len(body) > MOST_BYTES:
        raise too_large()
    if not packed.eof:
        raise ApiError(400, "bad_gzip", _("Nội dung nén bị hỏng."))
    return body
