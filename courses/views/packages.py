"""What a phone downloads to learn a course without a network."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.services import packages
from courses.views import learn
from lms.common import pages

LIST_SECONDS = 60


@require_safe
def package(request: HttpRequest, public_id: str) -> HttpResponse:
    """The signed list of an edition; 410 when its course is gone, as for its pages."""
    _, state = learn.frozen(public_id)
    if shut := learn.gone(request, state, public_id):
        return shut
    made = packages.of(learn.edition_of(public_id))
    response = pages.fresh(request, packages.signed(made), max_age=LIST_SECONDS)
    response.headers["Content-Type"] = "application/json"
    return response


@require_safe
def part(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """One part of an edition's pages, by the SHA-256 of its text; never another text."""
    _, state = learn.frozen(public_id)
    if shut := learn.gone(request, state, public_id):
        return shut
    text = packages.of(learn.edition_of(public_id)).parts.get(name)
    if text is None:
        raise Http404
    response = pages.kept(request, f"part-{name}", lambda: text)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = pages.FOR_EVER
    return response
