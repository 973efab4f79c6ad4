"""The points of a meeting, changed, put in another order, taken out while it is not over."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.common import clock
from lms.meetings import forms_agenda
from lms.meetings.forms_agenda import AgendaForm
from lms.meetings.models import Meeting
from lms.meetings.services import agendas
from lms.meetings.services.agendas import ChangedMeanwhile
from lms.meetings.services.holding import MeetingOver
from lms.meetings.views.meeting import OVER, found_meeting
from lms.users.http import AuthenticatedRequest, second_factor_required


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def agenda(request: AuthenticatedRequest, meeting_id: UUID) -> HttpResponse:
    found = found_meeting(request, meeting_id, holds=True)
    if not found.is_open:
        messages.info(request, _(OVER))
        return redirect(found)
    count = found.agenda_changes.count()
    if request.method != "POST":
        return _page(request, found, AgendaForm(found.agenda.splitlines(), seen=count))
    points, seen = forms_agenda.said(request.POST), request.POST.get("seen", "")
    moved = forms_agenda.rearranged(points, request.POST.get("lam", ""))
    if moved is not None:
        return _page(request, found, AgendaForm(moved, seen=seen), is_moved=True)
    return _saved(request, found, points, AgendaForm(points, seen=seen, is_sent=True))


def _saved(
    request: AuthenticatedRequest, found: Meeting, points: list[str], form: AgendaForm
) -> HttpResponse:
    """To the meeting; or the page again, with what stands against it and every point as written."""
    if not form.is_valid():
        return _page(request, found, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    seen = form.cleaned_data["seen"]
    try:
        done = agendas.change(found, form.points(), seen=seen, by=request.user, now=clock.now())
    except MeetingOver:
        messages.error(request, _(OVER))
        return redirect(found)
    except ChangedMeanwhile:
        # Hers stay in the boxes, the others beside them; her next save is of these.
        found.refresh_from_db()
        again = AgendaForm(points, seen=found.agenda_changes.count())
        return _page(request, found, again, theirs=True, status=HTTPStatus.CONFLICT)
    if done:
        messages.success(request, _("Đã sửa nội dung họp. Bản trước vẫn xem được ở dưới."))
    return redirect(found)


def _page(
    request: AuthenticatedRequest,
    found: Meeting,
    form: AgendaForm,
    *,
    is_moved: bool = False,
    theirs: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "meeting": found,
        "form": form,
        "rows": form.rows(),
        "may_add": len(form.rows()) < forms_agenda.MOST_POINTS,
        "is_moved": is_moved,
        "theirs": found.agenda.splitlines() if theirs else [],
    }
    return render(request, "meetings/agenda.html", context, status=status)
