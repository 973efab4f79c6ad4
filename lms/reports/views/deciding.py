"""What is decided about a report: returned, approved, numbered, opened again; what was issued."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.places.models import Unit
from lms.reports import policies
from lms.reports.documents import report as documents
from lms.reports.forms import NumberForm, ReopenForm, ReturnForm
from lms.reports.kinds import commune
from lms.reports.models import Report, ReportRound
from lms.reports.services import printing, workflow
from lms.reports.services.workflow import NumberTaken
from lms.reports.views import writing
from lms.users.http import AuthenticatedRequest, second_factor_required


@require_POST
@second_factor_required
def send_back(request: AuthenticatedRequest, round_id: UUID, unit_id: UUID) -> HttpResponse:
    found, unit, kept = _submitted(request, round_id, unit_id)
    if not policies.may_decide(request.user, kept):
        raise PermissionDenied
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _again(request, found, unit, kept, return_form=form)
    reason = form.cleaned_data["reason"]
    if _was_seen(request, kept) and workflow.send_back(
        kept, reason, by=request.user, now=clock.now()
    ):
        messages.success(request, _("Đã trả lại. Xã nhận được lời nhắn kèm lý do."))
        return redirect(kept.get_absolute_url())
    return _overtaken(request, round_id, unit_id, reason, return_form=form)


@require_POST
@second_factor_required
def approve(request: AuthenticatedRequest, round_id: UUID, unit_id: UUID) -> HttpResponse:
    _found, _unit, kept = _submitted(request, round_id, unit_id)
    if not policies.may_decide(request.user, kept):
        raise PermissionDenied
    if _was_seen(request, kept) and workflow.approve(kept, by=request.user, now=clock.now()):
        messages.success(request, _("Đã duyệt. Ghi số, ngày ký để ban hành."))
    else:
        _too_late(request)
    return redirect(kept.get_absolute_url())


@require_POST
@second_factor_required
def issue(request: AuthenticatedRequest, round_id: UUID, unit_id: UUID) -> HttpResponse:
    found, unit, kept = _submitted(request, round_id, unit_id)
    if not policies.may_issue(request.user, kept):
        raise PermissionDenied
    form = NumberForm(request.POST, sign=found.form.number_sign)
    if not form.is_valid():
        return _again(request, found, unit, kept, number_form=form)
    said = form.cleaned_data
    try:
        made = workflow.issue(
            kept, said["document_no"], said["document_on"], by=request.user, now=clock.now()
        )
    except NumberTaken:
        form.add_error("document_no", _("Số này đã dùng cho báo cáo khác của xã trong năm."))
        return _again(request, found, unit, kept, number_form=form)
    if made:
        messages.success(request, _("Đã ban hành. Bản này không thay đổi nữa."))
    else:
        _too_late(request)
    return redirect(kept.get_absolute_url())


@require_POST
@second_factor_required
def reopen(request: AuthenticatedRequest, round_id: UUID, unit_id: UUID) -> HttpResponse:
    found, unit, kept = _submitted(request, round_id, unit_id)
    if not policies.may_reopen(request.user, kept):
        raise PermissionDenied
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _again(request, found, unit, kept, reopen_form=form)
    if workflow.reopen(kept, form.cleaned_data["reason"], by=request.user, now=clock.now()):
        messages.success(request, _("Đã mở lại. Bản đã ban hành vẫn còn nguyên."))
        return redirect(kept.get_absolute_url())
    reason = form.cleaned_data["reason"]
    return _overtaken(request, round_id, unit_id, reason, reopen_form=form)


@require_safe
@second_factor_required
def version(
    request: AuthenticatedRequest, round_id: UUID, unit_id: UUID, number: int
) -> HttpResponse:
    """A version as it was issued, word for word."""
    found, unit, kept = _submitted(request, round_id, unit_id)
    made = get_object_or_404(kept.versions.select_related("issued_by"), number=number)
    context = {
        "round": found,
        "unit": unit,
        "report": kept,
        "version": made,
        "files": printing.offer(commune.CODE, commune.asked(found, unit, made)),
        **documents.context(made.content),
    }
    return render(request, "reports/version.html", context)


def _submitted(
    request: AuthenticatedRequest, round_id: UUID, unit_id: UUID
) -> tuple[ReportRound, Unit, Report]:
    found, unit, kept = writing.found_of(request, round_id, unit_id)
    if kept is None:
        raise Http404
    return found, unit, kept


def _again(
    request: AuthenticatedRequest, found: ReportRound, unit: Unit, kept: Report, **forms: Any
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return writing.page(request, found, unit, kept, status=status, **forms)


def _overtaken(
    request: AuthenticatedRequest, round_id: UUID, unit_id: UUID, reason: str, **forms: Any
) -> HttpResponse:
    """The report as it is now. The reason somebody typed stays in its box; where there is none any
    more, as of a report the commune took back, it stands there to be copied."""
    _too_late(request)
    found, unit, kept = _submitted(request, round_id, unit_id)
    boxes = {Report.State.SUBMITTED: "return_form", Report.State.APPROVED: "reopen_form"}
    boxes[Report.State.ISSUED] = "reopen_form"
    typed = "" if boxes.get(Report.State(kept.state)) in forms else reason
    status = HTTPStatus.CONFLICT
    return writing.page(request, found, unit, kept, status=status, typed_reason=typed, **forms)


def _was_seen(request: AuthenticatedRequest, kept: Report) -> bool:
    """Whether it is decided of the page that was looked at: what came since is looked at first."""
    return request.POST.get("seen", "") == str(kept.revision)


def _too_late(request: AuthenticatedRequest) -> None:
    messages.info(request, _("Báo cáo vừa thay đổi nên chưa làm gì. Xem lại rồi làm tiếp."))
