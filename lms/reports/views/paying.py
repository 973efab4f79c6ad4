"""What members are paid: the sheet of a period, frozen by the commune; the rates it rests on."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.dashboards.models import ReportingPeriod
from lms.places.models import Unit
from lms.places.services import succession
from lms.reports import policies
from lms.reports.forms_pay import FreezeForm, RateForm
from lms.reports.kinds import pay as kinds
from lms.reports.models import PayRate, PaySheet
from lms.reports.services import paying, printing
from lms.reports.services.paying import Draft, NoRate, PaidMeanwhile, RateTooEarly
from lms.users.http import AuthenticatedRequest, second_factor_required

PERIODS_SHOWN = 24
KINDS = (ReportingPeriod.Kind.MONTH, ReportingPeriod.Kind.QUARTER)


@require_safe
@second_factor_required
def commune(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    """The periods one may freeze a sheet of, with the sheets there are.

    A period is paid by the commune of its last day: those before are with the former communes.
    """
    unit = _unit(unit_id)
    if not policies.may_see_pay(request.user, unit):
        raise PermissionDenied
    periods = ReportingPeriod.objects.filter(kind__in=KINDS, first_on__lte=clock.today())
    newest = periods.order_by("-first_on", "kind")[:PERIODS_SHOWN]
    listed = [one for one in newest if unit.is_valid_on(one.last_on)]
    former = Unit.objects.filter(level=Unit.Level.COMMUNE, later_lineage__later=unit)
    sheets: dict[UUID, list[PaySheet]] = {}
    for sheet in PaySheet.objects.filter(unit=unit, period__in=listed).order_by("number"):
        sheets.setdefault(sheet.period_id, []).append(sheet)
    rates = PayRate.objects.filter(unit__in=[unit.pk, unit.parent_id])
    context = {
        "unit": unit,
        "home_code": succession.standing(unit).code,
        "periods": [(one, sheets.get(one.pk, [])) for one in listed],
        "rates": [
            (one, kinds.rate_words(one))
            for one in rates.select_related("unit").order_by("-valid_from")[:10]
        ],
        "may_set": unit.valid_to is None and policies.may_set_pay(request.user, unit),
        "former": former.exclude(pk=unit.pk).sorted(),
    }
    return render(request, "reports/pay_commune.html", context)


@require_http_methods(["GET", "HEAD"])
@second_factor_required
def sheet(request: AuthenticatedRequest, unit_id: UUID, period_id: UUID) -> HttpResponse:
    """What was frozen of the period, and what the next sheet would say."""
    unit, period = _paid_by(unit_id, period_id)
    if not policies.may_see_pay(request.user, unit):
        raise PermissionDenied
    return _page(request, unit, period)


@require_POST
@second_factor_required
def freeze(request: AuthenticatedRequest, unit_id: UUID, period_id: UUID) -> HttpResponse:
    unit, period = _paid_by(unit_id, period_id)
    if not policies.may_freeze_pay(request.user, unit):
        raise PermissionDenied
    is_supplement = PaySheet.objects.filter(unit=unit, period=period).exists()
    form = FreezeForm(request.POST, is_supplement=is_supplement)
    if not form.is_valid():
        return _page(request, unit, period, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if period.last_on >= clock.today():
        messages.info(request, _("Kỳ chưa hết nên chưa chốt được."))
        return redirect("reports:pay-sheet", unit_id=unit.pk, period_id=period.pk)
    said = form.cleaned_data
    try:
        made = paying.freeze(
            unit,
            period,
            said["seen"],
            reason=said.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except (PaidMeanwhile, NoRate):
        messages.info(request, _("Bảng vừa thay đổi nên chưa chốt. Xem lại số mới rồi chốt."))
    else:
        if made:
            messages.success(request, _("Đã chốt bảng. Bảng này không thay đổi nữa."))
    return redirect("reports:pay-sheet", unit_id=unit.pk, period_id=period.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def rate(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    """By which paper how much is paid from when on."""
    unit = get_object_or_404(Unit.objects.valid_on(clock.today()), pk=unit_id)
    if not policies.may_set_pay(request.user, unit):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = RateForm(request.POST) if is_sent else RateForm(initial={"basis": "hour"})
    if is_sent and form.is_valid():
        try:
            paying.set_rate(unit, form.rate(), by=request.user, now=clock.now())
        except RateTooEarly:
            words = _("Mức đang dùng bắt đầu từ ngày này hoặc sau đó. Chọn ngày muộn hơn.")
            form.add_error("valid_from", words)
        else:
            messages.success(request, _("Đã lưu mức hỗ trợ. Bảng đã chốt giữ mức lúc chốt."))
            return redirect("reports:pay-rate", unit_id=unit.pk)
    rates = PayRate.objects.filter(unit=unit).order_by("-valid_from")
    context = {
        "unit": unit,
        "form": form,
        "rates": [(one, kinds.rate_words(one)) for one in rates],
        "is_province": unit.level == Unit.Level.PROVINCE,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    return render(request, "reports/pay_rate.html", context, status=status)


def _unit(unit_id: UUID) -> Unit:
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).select_related("parent")
    return get_object_or_404(communes, pk=unit_id)


def _paid_by(unit_id: UUID, period_id: UUID) -> tuple[Unit, ReportingPeriod]:
    unit, period = _unit(unit_id), get_object_or_404(ReportingPeriod, pk=period_id)
    if not unit.is_valid_on(period.last_on):
        raise Http404
    return unit, period


def _page(
    request: AuthenticatedRequest,
    unit: Unit,
    period: ReportingPeriod,
    form: FreezeForm | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    sheets = PaySheet.objects.filter(unit=unit, period=period).order_by("number")
    frozen = list(sheets.select_related("frozen_by", "rate").prefetch_related("lines"))
    draft = _draft(unit, period)
    if form is None and draft:
        form = FreezeForm(initial={"seen": draft.token}, is_supplement=bool(frozen))
    context = {
        "unit": unit,
        "period": period,
        "frozen": [
            (one, printing.offer(kinds.CODE, {"sheet": str(one.pk)}), kinds.rate_words(one.rate))
            for one in frozen
        ],
        "draft": draft,
        "lines": [(one, kinds.hours(one.minutes)) for one in draft.lines] if draft else [],
        "rate": kinds.rate_words(draft.rate) if draft else "",
        "untimed_count": sum(one.untimed_count for one in draft.lines) if draft else 0,
        "form": form,
        "is_over": period.last_on < clock.today(),
        "may_freeze": policies.may_freeze_pay(request.user, unit),
    }
    return render(request, "reports/pay_sheet.html", context, status=status)


def _draft(unit: Unit, period: ReportingPeriod) -> Draft | None:
    try:
        return paying.draft(unit, period)
    except NoRate:
        return None
