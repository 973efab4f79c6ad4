"""Files of editions, named by what is in them and therefore never changing."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from courses.models import Asset
from lms.common import ranges
from lms.common.pages import FOR_EVER

EXTENSIONS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "vtt": "text/vtt",
}
# A drawing opened by itself may neither run nor fetch anything.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@require_safe
def asset(request: HttpRequest, sha256: str, extension: str) -> HttpResponseBase:
    etag = f'"{sha256}"'
    row = Asset.objects.filter(sha256=sha256, content_type=EXTENSIONS.get(extension)).first()
    if row is None:
        raise Http404
    response = get_conditional_response(request, etag=etag) or ranges.answer(
        request, row.file.open("rb"), content_type=row.content_type, etag=etag
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
