"""How far a voice or a video is with being made fit for phones, on its page and while one waits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from wagtail.admin.panels import HelpPanel

from lms.jobs.models import Job
from lms.media import films, recordings
from lms.media.models import Film, Recording
from lms.media.views import usable

KINDS = {Film: films.KIND, Recording: recordings.KIND}
TEMPLATES = {Film: "media/film_state.html", Recording: "media/recording_state.html"}


def job_of(row: Film | Recording) -> Job | None:
    """The last work that was asked for on the file the row has now."""
    stem = f"{KINDS[type(row)]}:{row.pk}:{row.file.name}"[:180]
    return Job.objects.filter(key__startswith=f"{stem}:").order_by("-pk").first()


class MakingPanel(HelpPanel):
    """What can be done with the file, or how far the work on it is."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            told: dict[str, Any] = super().get_context_data(parent_context)
            return {**told, **_told(self.instance)}


@require_GET
def film(request: HttpRequest, film_id: int) -> HttpResponse:
    """The same piece of a film's page, asked for again and again while it is being made."""
    return _piece(request, usable(request, Film, film_id))


@require_GET
def recording(request: HttpRequest, recording_id: int) -> HttpResponse:
    """The same piece of a recording's page."""
    return _piece(request, usable(request, Recording, recording_id))


def _piece(request: HttpRequest, row: Film | Recording) -> HttpResponse:
    return render(request, TEMPLATES[type(row)], {"self": {"instance": row}, **_told(row)})


def _told(row: Film | Recording) -> dict[str, Any]:
    is_waiting = row.pk is not None and row.state == row.State.WAITING
    return {"making": job_of(row) if is_waiting else None}
