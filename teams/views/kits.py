"""Tờ hướng dẫn buổi: what to say and show in a session; the same for everybody, one A4 sheet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from lms.common import pages
from lms.common.http import printed_site
from teams.models import Topic
from teams.services import kits as services

A_MINUTE = 60


@require_safe
def kits(request: HttpRequest) -> HttpResponse:
    """All sheets in one page, which a team's phone takes along."""
    found = services.offered(site=printed_site(request))
    return _page(request, "teams/kits/list.html", {"kits": found})


@require_safe
def kit(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet to print; of a retired topic, too: its paper leads here."""
    topic = get_object_or_404(Topic.objects.select_related("course__current_edition"), code=code)
    found = services.of_topic(topic, site=printed_site(request))
    return _page(request, "teams/kits/kit.html", {"kit": found})


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    html = render_to_string(template, {"page_kind": "page", **context})
    return pages.fresh(request, html, max_age=A_MINUTE)
