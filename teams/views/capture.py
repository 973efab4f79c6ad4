"""Pages a phone fills by itself, the same for everybody: logging a session, what it has logged."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from lms.common import pages
from teams.forms.sessions import MINUTES

LOGS, LOG = "/buoi/", "/buoi/ghi/"
SCRIPTS = ("js/logs.js", "js/log.js", "js/handlogs.js", "js/page.js")
"""What the two pages and that of the kits run, and what makes a file where no line is found; what
sends from all others needs a line anyway."""


@require_safe
def logs(request: HttpRequest) -> HttpResponse:
    """What this phone has logged: unsent, to be mended, arrived."""
    return pages.kept(request, f"logs:{settings.RELEASE}", logs_html)


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The form in four parts; what is written in it never leaves the phone by this address."""
    return pages.kept(request, f"log:{settings.RELEASE}", log_html)


def logs_html() -> str:
    return render_to_string("teams/logs.html", {"page_kind": "logs"})


def log_html() -> str:
    context = {"page_kind": "log", "release": settings.RELEASE, "durations": MINUTES}
    return render_to_string("teams/log.html", context)
