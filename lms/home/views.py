"""The home page and the search: the same for everybody, so anybody may keep a copy."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from lms.common import pages
from lms.home import catalogue

A_MINUTE = 60


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    key = f"home:{settings.RELEASE}:{catalogue.stamp()}"
    return pages.public(request, pages.kept_body(key, _home_html), max_age=A_MINUTE)


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
