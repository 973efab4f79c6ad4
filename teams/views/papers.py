"""A session on paper: asked for, and fetched once it is drawn."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams.services import papers
from teams.views.team import session_of


@require_POST
@factor_where_due
def session_print(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """For whoever may see the session."""
    _, row = session_of(request, code, record_id)
    papers.order(row, by=request.user, now=clock.now())
    return redirect(f"{row.get_absolute_url()}#in")


@never_cache
@require_safe
@factor_where_due
def session_pdf(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """The page, for whoever had it drawn."""
    _, row = session_of(request, code, record_id)
    content = papers.fetch(row, by=request.user, now=clock.now())
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"nhat-ky-{row.held_on:%Y-%m-%d}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
