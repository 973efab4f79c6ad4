"""What files add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from lms.media import films, recordings
from lms.media.desk import making, takes
from lms.media.desk.films import FilmViewSet
from lms.media.desk.recordings import RecordingViewSet
from lms.media.models import Film, Recording

register_snippet(RecordingViewSet)
register_snippet(FilmViewSet)


@hooks.register("register_icons")
def icons(known: list[str]) -> list[str]:
    """A microphone: Wagtail draws voices and films alike."""
    return [*known, "media/icons/voice.svg"]


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    pieces = [
        path("video/<int:film_id>/", making.film, name="film"),
        path("giong-doc/<int:recording_id>/", making.recording, name="recording"),
        path("giong-doc/<int:recording_id>/tinh-trang/", takes.state, name="recording_state"),
        path("giong-doc/<int:recording_id>/dau-cau/", takes.mark, name="recording_marks"),
    ]
    return [path("dang-lam/", include((pieces, "media_desk")))]


@hooks.register("insert_editor_js")
def making_script() -> str:
    """Shows how far the work on a file is."""
    return format_html('<script src="{}" defer></script>', static("desk/making.js"))


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def make_fit_for_phones(request: HttpRequest, instance: Any) -> None:
    """A new file is made fit for phones; one that failed is tried again when it is saved."""
    if isinstance(instance, Recording):
        recordings.ask_for_clip(instance, by=request.user)
    elif isinstance(instance, Film):
        films.ask_for_copies(instance, by=request.user)
