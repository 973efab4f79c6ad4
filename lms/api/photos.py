"""Photos of sessions, brought by phones part by part after their logs.

`GET` tells how far one is. `PUT` with `Upload-Offset` adds the bytes from there on and tells the
same; from elsewhere it adds nothing, so a part may be sent again at any time.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import Router, Schema

from lms.api import access, errors
from lms.api.errors import ApiError
from lms.common import clock
from lms.users.models import User
from teams import policies
from teams.models import Evidence, Session
from teams.services import evidence

MOST_DIGITS = 7
router = Router()


class PhotoOut(Schema):
    """`state` is "awaited", "kept" (the province has it) or "gone" (nobody wants it any more)."""

    state: str
    offset: int
    size: int


@router.get("/{uuid:record_id}/{sha256}", response=PhotoOut)
def photo_progress(
    request: HttpRequest, response: HttpResponse, record_id: UUID, sha256: str
) -> PhotoOut:
    response["Cache-Control"] = "no-store"
    photo = _named(access.reader(request), record_id, sha256)
    return _told(evidence.Progress.of(photo))


@router.put("/{uuid:record_id}/{sha256}", response=PhotoOut)
def photo_part(
    request: HttpRequest, response: HttpResponse, record_id: UUID, sha256: str
) -> PhotoOut:
    response["Cache-Control"] = "no-store"
    photo = _named(access.signed_in(request), record_id, sha256)
    start = request.headers.get("Upload-Offset", "")
    if not (start.isascii() and start.isdigit() and len(start) <= MOST_DIGITS):
        raise errors.wrong_shape()
    try:
        done = evidence.take_part(photo, _content(request), start=int(start), now=clock.now())
    except evidence.PhotoRefused as refused:
        raise ApiError(422, refused.code, refused.message) from refused
    return _told(done)


def _content(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()) or int(length) > evidence.MOST_PART:
        raise ApiError(413, "too_large", _("Phần ảnh gửi lên quá lớn. Mời gửi từng phần nhỏ."))
    try:
        return request.body
    except UnreadablePostError as error:
        # The line broke: the phone asks how far the photo is and goes on from there.
        raise ApiError(400, "cut_short", _("Đường truyền bị ngắt giữa chừng.")) from error


def _named(person: User, record_id: UUID, sha256: str) -> Evidence:
    """The photo, for whoever may mend the log that names it; the same answer for all others."""
    rows = Session.objects.select_related("team", "unit")
    session = rows.filter(record_id=record_id).first()
    may_bring = session is not None and policies.may_mend(person, session)
    photo = evidence.find(session, sha256) if session and may_bring else None
    if photo is None:
        raise errors.not_found()
    return photo


def _told(progress: evidence.Progress) -> PhotoOut:
    return PhotoOut(state=progress.state, offset=progress.offset, size=progress.size)


@router.api_operation(
    ["POST", "PATCH", "DELETE"], "/{uuid:record_id}/{sha256}", include_in_schema=False
)
def photo_otherwise(
    request: HttpRequest,  # noqa: ARG001 (found by its name)
    record_id: UUID,  # noqa: ARG001
    sha256: str,  # noqa: ARG001
) -> None:
    raise errors.wrong_method()
