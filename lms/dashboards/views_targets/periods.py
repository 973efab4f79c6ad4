"""The reporting periods: opened by the year, closed, locked, opened again."""

from http import HTTPStatus
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.dashboards import target_policies as policies
from lms.dashboards.forms_targets import ReasonForm, YearForm
from lms.dashboards.models import ReportingPeriod, Target
from lms.dashboards.services.targets import calendar, reporting, stated
from lms.users.http import AuthenticatedRequest, second_factor_required

A_PAGE = 30
LATE_SHOWN = 300


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def periods(request: AuthenticatedRequest) -> HttpResponse:
    """Every period with its state, newest first; a year's are opened at once."""
    if not policies.may_see_province(request.user):
        raise PermissionDenied
    is_sent = request.method == "POST"
    if is_sent and not policies.may_assign(request.user):
        raise PermissionDenied
    form = YearForm(request.POST) if is_sent else YearForm()
    if is_sent and form.is_valid():
        said = form.cleaned_data
        starts_on = said["starts_on"]
        wanted = [
            *calendar.of_year(said["year"], starts_on=starts_on, with_weeks=said["with_weeks"])
        ]
        if said["years_count"] > 1:
            last = said["year"] + said["years_count"] - 1
            wanted.append(calendar.of_years(said["year"], last, starts_on=starts_on))
        try:
            opened = reporting.open_periods(wanted, by=request.user, now=clock.now())
        except reporting.PeriodsOverlap as overlap:
            form.add_error("starts_on", str(overlap))
        else:
            messages.success(request, _("Đã mở %(count)s kỳ.") % {"count": len(opened)})
            return redirect("dashboards:periods")
    # What has begun, the newest first; then what is to come.
    is_ahead = Case(When(first_on__gt=clock.today(), then=Value(1)), default=Value(0))
    rows = ReportingPeriod.objects.order_by(is_ahead, "-first_on", "last_on")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "years": [(words, [*periods]) for words, periods in groupby(page, _year)],
        "link": "?trang=",
        "may_assign": policies.may_assign(request.user),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    return render(request, "dashboards/targets/periods.html", context, status=status)


def _year(period: ReportingPeriod) -> str:
    words = _("Sắp tới, năm %(year)s") if period.first_on > clock.today() else _("Năm %(year)s")
    return words % {"year": period.first_on.year}


@require_safe
@second_factor_required
def period(request: AuthenticatedRequest, period_id: UUID) -> HttpResponse:
    return _page(request, _found(request, period_id), ReasonForm())


@require_POST
@second_factor_required
def close(request: AuthenticatedRequest, period_id: UUID) -> HttpResponse:
    found = _found(request, period_id, acts=True)
    if reporting.close(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã đóng kỳ. Chỉ tiêu giữ nguyên, số liệu vẫn vào tiếp."))
    return redirect("dashboards:period", period_id=found.pk)


@require_POST
@second_factor_required
def lock(request: AuthenticatedRequest, period_id: UUID) -> HttpResponse:
    found = _found(request, period_id, acts=True)
    if reporting.lock(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã khóa số liệu. Số đến sau được ghi là ngoài kỳ."))
    return redirect("dashboards:period", period_id=found.pk)


@require_POST
@second_factor_required
def reopen(request: AuthenticatedRequest, period_id: UUID) -> HttpResponse:
    found = _found(request, period_id, acts=True)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if reporting.reopen(found, form.cleaned_data["reason"], by=request.user, now=clock.now()):
        messages.success(request, _("Đã mở lại kỳ. Số liệu ngoài kỳ nay được tính vào."))
    return redirect("dashboards:period", period_id=found.pk)


def _page(
    request: AuthenticatedRequest,
    found: ReportingPeriod,
    form: ReasonForm,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    late = reporting.off_period(found)
    told = stated.off_period(found)
    told_count = told.count()
    context = {
        "period": found,
        "form": form,
        "events": found.events.select_related("by").order_by("-at", "-pk"),
        "late": late[:LATE_SHOWN],
        "told": told[:LATE_SHOWN],
        "late_count": len(late) + told_count,
        "targets_count": Target.objects.standing().filter(period=found).count(),
        "is_over": found.last_on < clock.today(),
        "may_assign": policies.may_assign(request.user),
    }
    return render(request, "dashboards/targets/period.html", context, status=status)


def _found(
    request: AuthenticatedRequest, period_id: UUID, *, acts: bool = False
) -> ReportingPeriod:
    may = policies.may_assign if acts else policies.may_see_province
    if not may(request.user):
        raise PermissionDenied
    return get_object_or_404(ReportingPeriod, pk=period_id)
