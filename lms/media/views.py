"""Stored pictures, for the admin and for pages that show a rendition."""

from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

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
