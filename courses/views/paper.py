"""Sheets to print: a poster of a course, and a card of each lesson with a QR at every step."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.services import paper
from courses.views import learn
from lms.common import pages
from lms.common.http import printed_site


@require_safe
def poster(request: HttpRequest, public_id: str) -> HttpResponse:
    """One sheet to hang up."""
    return _sheet(request, public_id, 0)


@require_safe
def card(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The steps of one lesson in large type; 404 where nothing of it can be shown on paper."""
    if not number:
        raise Http404
    return _sheet(request, public_id, number)


def _sheet(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    content_hash, state = learn.frozen(public_id)
    if shut := learn.gone(request, state, public_id):
        return shut
    site = printed_site(request)

    def make() -> str:
        edition = learn.edition_of(public_id)
        if not number:
            return paper.poster_html(edition, site=site)
        uids = paper.places(edition, number)
        if not uids:
            raise Http404
        return paper.card_html(edition, number, edition.steps.filter(uid__in=uids), site=site)

    name = learn.key("paper", public_id, content_hash, str(number), site)
    return pages.kept(request, name, make)
