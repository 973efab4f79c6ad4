"""Procedures to look up, the same for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses.models import ProcedureCard
from courses.services import reference
from lms.common import clock, pages


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is in force today."""
    html = reference.list_html(today=clock.today(), release=settings.RELEASE)
    return pages.fresh(request, html)


@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure as it is today, and where one learns to do it."""
    found = get_object_or_404(ProcedureCard, code__iexact=code)
    steps = reference.learning(found)
    html = reference.card_html(found, today=clock.today(), release=settings.RELEASE, steps=steps)
    return pages.fresh(request, html)
