"""What the province sets: what a form asks for, when a round is due; and its reminders."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.reports import policies
from lms.reports.forms import DueForm, FormForm
from lms.reports.models import ReportForm
from lms.reports.services import reminding, rounds
from lms.reports.views.lists import found_round, round_page
from lms.users.http import AuthenticatedRequest, second_factor_required


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def form(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What a form asks for; rounds that are open keep the day they have."""
    if not policies.may_set(request.user):
        raise PermissionDenied
    found = get_object_or_404(ReportForm, code=code)
    is_sent = request.method == "POST"
    said = FormForm(request.POST if is_sent else None, form=found)
    if is_sent and said.is_valid():
        rounds.word(found, said.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, _("Đã lưu biểu mẫu. Báo cáo đã nộp giữ bảng như lúc nộp."))
        return redirect("reports:province")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    return render(request, "reports/form.html", {"found": found, "form": said}, status=status)


@require_POST
@second_factor_required
def due(request: AuthenticatedRequest, round_id: UUID) -> HttpResponse:
    found = found_round(request, round_id, sets=True)
    said = DueForm(request.POST, earliest=found.period.last_on)
    if not said.is_valid():
        return round_page(request, found, said)
    if rounds.set_due(found, said.cleaned_data["due_on"], by=request.user, now=clock.now()):
        messages.success(request, _("Đã đổi hạn nộp của đợt này."))
    return redirect(found.get_absolute_url())


@require_POST
@second_factor_required
def remind(request: AuthenticatedRequest, round_id: UUID) -> HttpResponse:
    """Everybody who answers for a commune that owes one is told; once a day."""
    found = found_round(request, round_id, sets=True)
    made = reminding.remind(found, by=request.user, now=clock.now())
    if made is None:
        messages.info(request, _("Hôm nay đã nhắc rồi, hoặc không còn xã nào chưa nộp."))
    else:
        messages.success(
            request,
            _("Đã nhắc %(people)s người của %(units)s xã, phường.")
            % {"people": made.people_count, "units": made.units_count},
        )
    return redirect(found.get_absolute_url())
