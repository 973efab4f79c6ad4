"""The search page: the same answer for everybody who asks the same."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from courses.services import search
from lms.common import pages, text
from lms.home import catalogue

A_MINUTE = 60


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What was found, or what to do when nothing was; without a question all courses."""
    query = text.nfc(request.GET.get("q", ""))[: search.LONGEST_QUERY]
    if query:
        # Questions have no end, so their answers are not kept.
        return pages.fresh(request, _found(query), max_age=A_MINUTE)
    key = f"courses:{settings.RELEASE}:{catalogue.stamp()}"
    return pages.kept(request, key, _all, max_age=A_MINUTE)


def _found(query: str) -> str:
    return _html({"query": query, "hits": search.find(query)})


def _all() -> str:
    return _html({"query": "", "catalogue": catalogue.catalogue(most=None)})


def _html(context: dict[str, object]) -> str:
    return render_to_string("home/find.html", {"page_kind": "page", "nav": "search", **context})
