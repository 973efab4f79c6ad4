"""A meeting while it goes on and afterwards: decisions, what they give to do, the minutes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.meetings import policies
from lms.meetings.forms import CloseForm, DecisionForm, TaskForm
from lms.meetings.models import Decision, Meeting, Paper
from lms.meetings.services import acting, agendas, holding
from lms.meetings.services.holding import MeetingOver
from lms.users.http import AuthenticatedRequest, second_factor_required

OVER = "Cuộc họp đã kết thúc, nên không ghi thêm được. Ghi ở cuộc họp sau."
STRUCK = "Kết luận này đã bị gạch, nên không giao việc theo nó được. Giao theo kết luận ghi lại."


@require_safe
@second_factor_required
def meeting(request: AuthenticatedRequest, meeting_id: UUID) -> HttpResponse:
    return _page(request, found_meeting(request, meeting_id))


@require_POST
@second_factor_required
def decide(request: AuthenticatedRequest, meeting_id: UUID) -> HttpResponse:
    """Write a decision down; the form is empty again for the next."""
    found = found_meeting(request, meeting_id, holds=True)
    form = DecisionForm(found.unit, request.POST)
    if not form.is_valid():
        return _page(request, found, decision_form=form, status=422)
    try:
        said = holding.decide(
            found,
            form.cleaned_data["words"],
            decision_id=form.cleaned_data["key"],
            task=form.task(),
            by=request.user,
            now=clock.now(),
        )
    except MeetingOver:
        messages.error(request, OVER)
        return redirect(found)
    messages.success(request, _("Đã ghi kết luận %(number)s.") % {"number": said.number})
    return redirect(f"{found.get_absolute_url()}#ghi")


@require_POST
@second_factor_required
def strike(request: AuthenticatedRequest, decision_id: UUID) -> HttpResponse:
    said = get_object_or_404(Decision.objects.select_related("meeting__unit"), pk=decision_id)
    found = _allowed(request, said.meeting, holds=True)
    try:
        if holding.strike(said, by=request.user, now=clock.now()):
            messages.success(request, _("Đã gạch kết luận này. Ghi lại ở dưới nếu cần."))
    except MeetingOver:
        messages.error(request, OVER)
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def give(request: AuthenticatedRequest, decision_id: UUID) -> HttpResponse:
    """One more thing to do by a decision, during the meeting or after it."""
    said = get_object_or_404(Decision.objects.select_related("meeting__unit"), pk=decision_id)
    found = _allowed(request, said.meeting, holds=True)
    if said.struck_at:
        messages.error(request, _(STRUCK))
        return redirect(found)
    form = TaskForm(found.unit, request.POST or None)
    if form.is_bound and form.is_valid():
        task = form.task()
        if task:
            acting.give(said, task, by=request.user, now=clock.now())
            messages.success(request, _("Đã giao việc. Nơi làm được báo ngay."))
            return redirect(found)
    context = {"meeting": found, "decision": said, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/give.html", context, status=status)


@require_POST
@second_factor_required
def close(request: AuthenticatedRequest, meeting_id: UUID) -> HttpResponse:
    found = found_meeting(request, meeting_id, holds=True)
    form = CloseForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, close_form=form, status=422)
    attendance = form.cleaned_data["attendance"]
    made = holding.close(found, attendance=attendance, by=request.user, now=clock.now())
    if made is None:
        messages.info(request, _("Cuộc họp này đã có người kết thúc trước đó."))
        return redirect(found)
    messages.success(request, _("Đã kết thúc cuộc họp và lập biên bản."))
    return redirect(made)


def _page(
    request: AuthenticatedRequest,
    found: Meeting,
    *,
    decision_form: DecisionForm | None = None,
    close_form: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    holds = policies.may_hold(request.user, found.unit)
    writes = holds and found.is_open
    said = found.decisions.order_by("number")
    rows = found.papers.defer("content", "pdf").order_by("-made_at")
    context = {
        "meeting": found,
        "agenda": found.agenda.splitlines(),
        "agenda_changes": agendas.differences(found),
        "decisions": said.prefetch_related("actions__unit", "actions__agency"),
        "minutes": [one for one in rows if one.kind == Paper.Kind.MINUTES],
        "packs": [one for one in rows if one.kind == Paper.Kind.PACK],
        "form": (decision_form or DecisionForm(found.unit)) if writes else None,
        "close_form": (close_form or CloseForm(found)) if writes else None,
        "holds": holds,
        "has_errors": status == 422,
    }
    return render(request, "meetings/meeting.html", context, status=status)


def found_meeting(
    request: AuthenticatedRequest, meeting_id: UUID, *, holds: bool = False
) -> Meeting:
    """The meeting, where this person may see it or, with `holds`, write in it."""
    rows = Meeting.objects.select_related("unit__parent")
    return _allowed(request, get_object_or_404(rows, pk=meeting_id), holds=holds)


def _allowed(request: AuthenticatedRequest, found: Meeting, *, holds: bool) -> Meeting:
    if not policies.may_see_meeting(request.user, found):
        raise PermissionDenied
    if holds and not policies.may_hold(request.user, found.unit):
        raise PermissionDenied
    return found
