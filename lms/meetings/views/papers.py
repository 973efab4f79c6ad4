"""Packs, minutes and lists: read as a page, taken along as a PDF."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lms.meetings import policies
from lms.meetings.models import Paper
from lms.meetings.services import papers
from lms.users.http import AuthenticatedRequest, second_factor_required

NAMES = {"pack": "tai-lieu-hop", "minutes": "bien-ban", "praise": "de-nghi-khen-thuong"}


@require_safe
@second_factor_required
def paper(request: AuthenticatedRequest, paper_id: UUID) -> HttpResponse:
    found = _found(request, paper_id)
    context = {
        "paper": found,
        "said": found.content,
        "unit": found.unit,
        "printing": papers.printing(found),
    }
    return render(request, f"meetings/{found.kind}.html", context)


@require_safe
@second_factor_required
def paper_pdf(request: AuthenticatedRequest, paper_id: UUID) -> HttpResponse:
    found = _found(request, paper_id)
    if found.pdf is None:
        raise Http404
    answer = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    name = f"{NAMES[found.kind]}-{found.made_at:%Y-%m-%d}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@second_factor_required
def paper_again(request: AuthenticatedRequest, paper_id: UUID) -> HttpResponse:
    """Another try at a PDF the machine could not make."""
    found = _found(request, paper_id)
    papers.again(found, by=request.user)
    return redirect(found)


def _found(request: AuthenticatedRequest, paper_id: UUID) -> Paper:
    rows = Paper.objects.select_related("unit__parent", "meeting")
    found = get_object_or_404(rows, pk=paper_id)
    if not policies.may_see_paper(request.user, found):
        raise PermissionDenied
    return found
