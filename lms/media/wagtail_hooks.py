"""What files add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from lms.media import recordings
from lms.media.desk.recordings import RecordingViewSet
from lms.media.models import Recording

register_snippet(RecordingViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def make_clip(request: HttpRequest, instance: Any) -> None:
    """A new file is made fit for phones; one that failed is tried again when it is saved."""
    if isinstance(instance, Recording):
        recordings.ask_for_clip(instance, by=request.user)
