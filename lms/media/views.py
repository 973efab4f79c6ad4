"""Stored pictures, voices and films, for the admin and for pages that show a rendition."""

from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from lms.common import ranges
from lms.media.models import Film, Recording
from lms.media.pictures import CONTENT_TYPES

# A drawing opened by itself is a document: it may draw, and nothing else.
_ONLY_DRAW = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FILM_PARTS = {"light": "video/mp4", "clear": "video/mp4", "poster": "image/webp"}


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
    recording = usable(request, Recording, recording_id)
    return _shown(request, recording.phone_file, "audio/mp4")


@require_safe
def film_part(request: HttpRequest, film_id: int, part: str) -> HttpResponseBase:
    """A copy, the poster or the captions of a film, for those who may use it in a course."""
    film = usable(request, Film, film_id)
    if part == "captions":
        answer: HttpResponseBase = HttpResponse(film.captions, "text/vtt; charset=utf-8")
        answer["Cache-Control"] = "private, no-store"
        return answer
    if part not in FILM_PARTS:
        raise Http404
    return _shown(request, getattr(film, part), FILM_PARTS[part])


def usable[Row: Model](request: HttpRequest, model: type[Row], pk: int) -> Row:
    """The file, for those who may use it in a course or change it."""
    row = get_object_or_404(model, pk=pk)
    policy = policy_registry.get_by_type(model)
    if not policy.user_has_any_permission_for_instance(request.user, ["choose", "change"], row):
        raise PermissionDenied
    return row


def _shown(request: HttpRequest, file: FieldFile, content_type: str) -> HttpResponseBase:
    if not file:
        raise Http404
    response = ranges.answer(request, file.open("rb"), content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    return response
