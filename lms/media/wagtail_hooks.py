"""What files add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from lms.media import films, recordings
from lms.media.desk.films import FilmViewSet
from lms.media.desk.recordings import RecordingViewSet
from lms.media.models import Film, Recording

register_snippet(RecordingViewSet)
register_snippet(FilmViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def make_fit_for_phones(request: HttpRequest, instance: Any) -> None:
    """A new file is made fit for phones; one that failed is tried again when it is saved."""
    if isinstance(instance, Recording):
        recordings.ask_for_clip(instance, by=request.user)
    elif isinstance(instance, Film):
        films.ask_for_copies(instance, by=request.user)
