"""Pictures of drafts for the preview: editors only, never cached, never run."""

from mimetypes import guess_type

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET
from wagtail.permissions import policy_registry

from lms.media.models import CustomImage

PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="320" height="240">'
    '<rect width="320" height="240" fill="#f1eada"/>'
    '<text x="160" y="126" font-family="sans-serif" font-size="20" text-anchor="middle" '
    'fill="#465349">Chưa có hình</text></svg>'
)
SVG = "image/svg+xml"
SEEING = {"choose", "change", "add"}


@require_GET
def preview_picture(request: HttpRequest, image_id: int) -> HttpResponseBase:
    """The editor's own file of an image, or a drawn place-holder for none."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    response = _picture(request, image_id) if image_id else HttpResponse(PLACEHOLDER, SVG)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _picture(request: HttpRequest, image_id: int) -> HttpResponseBase:
    image = get_object_or_404(CustomImage, pk=image_id)
    policy = policy_registry.get_by_type(CustomImage)
    if not policy.user_has_any_permission_for_instance(request.user, SEEING, image):
        raise PermissionDenied
    content_type = guess_type(image.file.name)[0] or "application/octet-stream"
    try:
        return FileResponse(image.file.open("rb"), content_type=content_type)
    except OSError as gone:
        raise Http404 from gone
