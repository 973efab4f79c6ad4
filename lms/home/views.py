"""The home page and the search: the same for everybody, so anybody may keep a copy."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from lms.common import pages, spoken
from lms.home import catalogue

A_MINUTE = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    key = f"home:{settings.RELEASE}:{catalogue.stamp()}:{spoken.stamp()}"
    return pages.kept(request, key, _home_html, max_age=A_MINUTE)


@require_safe
def browser(request: HttpRequest) -> HttpResponse:
    """What to do about a browser that is too old; plain enough for it to show."""
    return pages.kept(request, f"browser:{settings.RELEASE}", _browser_html)


def _browser_html() -> str:
    return render_to_string("home/browser.html", {"page_kind": "page"})


def _home_html() -> str:
    shown = catalogue.catalogue()
    context = {
        "page_kind": "home",
        "nav": "learn",
        "catalogue": shown,
        # Names of sections stand between only where there are several.
        "level": "3" if len(shown.shelves) > 1 else "2",
        "menu": catalogue.menu(),
    }
    return render_to_string("home/home.html", context)
