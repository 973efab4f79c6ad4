"""Stored pictures and voices, for the admin and for pages that show a rendition."""

from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from lms.common import ranges
from lms.media.models import Recording
from lms.media.pictures import CONTENT_TYPES

# A drawing opened by itself is a document: it may draw, and nothing else.
_ONLY_DRAW = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> FileResponse:
    """One picture file; originals are for those who work in the admin."""
    if folder == "original_images" and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    kind = CONTENT_TYPES.get(PurePosixPath(name).suffix)
    path = f"{folder}/{name}"
    if kind is None or not default_storage.exists(path):
        raise Http404
    answer = FileResponse(default_storage.open(path), content_type=kind)
    answer["Content-Security-Policy"] = _ONLY_DRAW
    # A changed picture gets a new name.
    scope = "public" if folder == "images" else "private"
    answer["Cache-Control"] = f"{scope}, max-age=31536000, immutable"
    return answer


@require_safe
def clip(request: HttpRequest, recording_id: int) -> HttpResponseBase:
    """The clip of a recording, for those who may use it in a course."""
    recording = get_object_or_404(Recording, pk=recording_id)
    policy = policy_registry.get_by_type(Recording)
    if not policy.user_has_any_permission_for_instance(
        request.user, ["choose", "change"], recording
    ):
        raise PermissionDenied
    if not recording.phone_file:
        raise Http404
    file = recording.phone_file.open("rb")
    response = ranges.answer(request, file, content_type="audio/mp4")
    response["Cache-Control"] = "private, no-store"
    return response
