"""The guide for leaders: on the phone, and to be printed; the same for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from lms.common import pages
from teams.services import guide


@require_safe
def leaders(request: HttpRequest) -> HttpResponse:
    return pages.kept(request, f"guide:{settings.RELEASE}", _html)


def _html() -> str:
    blocks = guide.blocks()
    context = {
        "heads": [block for block in blocks if block.kind == "h2"],
        "opening": guide.opening(blocks),
        "scenes": list(guide.scenes(blocks)),
    }
    return render_to_string("teams/guide.html", context)
