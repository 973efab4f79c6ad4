"""The cards of a whole list: asked for, and fetched once they are drawn."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.common.http import printed_site
from lms.users.http import AuthenticatedRequest, factor_where_due
from lms.users.models import RosterImport
from teams.models import CardSheets
from teams.services import printing
from teams.views.residents import roster_of


@require_POST
@factor_where_due
def print_cards(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> HttpResponse:
    found = roster_of(request, unit_id, roster_id)
    now = clock.now()
    before = printing.newest(found, by=request.user, now=now)
    if before and before.has_failed:
        printing.again(before.file, by=request.user)
        return redirect("teams:residents", unit_id=unit_id, roster_id=roster_id)
    whom = request.POST.get("whom", "")
    asked = (
        printing.order(found, whom=whom, site=printed_site(request), by=request.user, now=now)
        if whom in CardSheets.Whom.values and found.state == RosterImport.State.APPLIED
        else None
    )
    if asked is None:
        messages.info(request, _("Không còn ai để in thẻ, hoặc thẻ đang được in."))
    return redirect("teams:residents", unit_id=unit_id, roster_id=roster_id)


@require_POST
@factor_where_due
def delete(
    request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID, sheets_id: UUID
) -> HttpResponse:
    """The file with the PINs goes now, not after a day."""
    found = roster_of(request, unit_id, roster_id)
    sheets = get_object_or_404(found.card_sheets, pk=sheets_id, made_by=request.user)
    if printing.delete(sheets, by=request.user, now=clock.now()):
        messages.success(request, _("Đã xóa tệp thẻ. Thẻ đã phát vẫn dùng được."))
    return redirect("teams:residents", unit_id=unit_id, roster_id=roster_id)


@never_cache
@require_safe
@factor_where_due
def download(
    request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID, sheets_id: UUID
) -> HttpResponse:
    """The file with the PINs: for whoever asked for it, for a day."""
    found = roster_of(request, unit_id, roster_id)
    sheets = get_object_or_404(found.card_sheets, pk=sheets_id)
    content = printing.fetch(sheets, by=request.user, now=clock.now())
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="the-hoc.pdf"'
    return answer
