"""A unit enters its figures; somebody else approves them or gives them back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.dashboards import policies
from lms.dashboards.forms_entering import EntryForm, ReasonForm
from lms.dashboards.models import Entry
from lms.dashboards.services import entering, figures, naming
from lms.dashboards.views import choosing
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required

ENTRIES_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def sheet(request: AuthenticatedRequest) -> HttpResponse:
    """Everything a unit enters for a period, each with the last value beside it."""
    reach = policies.enters_for(request.user)
    if not reach:
        raise PermissionDenied
    levels = (Unit.Level.PROVINCE, Unit.Level.COMMUNE)
    asked = Unit.objects.filter(reach.units(), level__in=levels).valid_on(clock.today())
    units = list(asked.sorted())
    written = request.GET.get("don-vi", "")
    unit = choosing.unit_of(units, written) or (units[0] if units and not written else None)
    if unit is None:
        raise Http404
    period = choosing.period(request)
    lines = entering.sheet(unit, period.span)
    is_sent = request.method == "POST"
    forms = [
        EntryForm(line, *((request.POST, request.FILES) if is_sent else ()))
        for line in lines
        if not line.waiting
    ]
    # Each is looked at, so that all that is wrong is told at once.
    valid = [form for form in forms if is_sent and form.is_valid()]
    if is_sent and len(valid) == len(forms):
        return _submit(request, unit, period, [form for form in valid if form.is_said])
    for form in forms if is_sent else ():
        form.ask_file_again()
    by_line = {id(form.line): form for form in forms}
    context = {
        "unit": unit,
        "units": units if len(units) > 1 else [],
        "period": period,
        "periods": naming.recent(clock.today()),
        "rows": [(line, by_line.get(id(line)), _shown(line.standing)) for line in lines],
        "is_open": bool(forms),
        "error_count": sum(len(form.errors) for form in forms if is_sent),
        "may_decide": policies.may_decide_some(request.user),
        "sees_catalogue": policies.may_see_catalogue(request.user),
    }
    return render(request, "dashboards/entry_sheet.html", context, status=422 if is_sent else 200)


def _submit(
    request: AuthenticatedRequest, unit: Unit, period: naming.Named, forms: list[EntryForm]
) -> HttpResponse:
    sent, held = entering.submit(
        unit, period.span, [form.said for form in forms], by=request.user, now=clock.now()
    )
    for indicator in held:
        words = _("%(name)s: đang có số chờ duyệt, số vừa ghi chưa được gửi.")
        messages.warning(request, words % {"name": indicator.name})
    if sent:
        words = ngettext("Đã gửi %(n)s số để duyệt.", "Đã gửi %(n)s số để duyệt.", len(sent))
        messages.success(request, words % {"n": len(sent)})
    elif not held:
        messages.info(request, _("Chưa có số nào được ghi, nên chưa gửi gì."))
    return redirect(f"/so-lieu/nhap/?don-vi={unit.pk}&ky={period.key}")


@require_safe
@second_factor_required
def waiting(request: AuthenticatedRequest) -> HttpResponse:
    """What waits to be approved, longest first."""
    return _waiting(request)


@require_POST
@second_factor_required
def decide(request: AuthenticatedRequest, entry_id: UUID) -> HttpResponse:
    """Approve an entry, or give it back with a reason."""
    rows = Entry.objects.select_related("indicator__owner", "unit")
    if not policies.may_decide_some(request.user):
        raise PermissionDenied
    entry = get_object_or_404(rows, pk=entry_id)
    if not policies.may_decide(request.user, entry):
        raise PermissionDenied
    now = clock.now()
    if request.POST.get("viec") == "duyet":
        done = entering.approve(entry, by=request.user, now=now)
        words = _("Đã duyệt. Số này được dùng từ nay.")
    else:
        form = ReasonForm(request.POST, prefix=str(entry.pk))
        if not form.is_valid():
            return _waiting(request, wrong=(entry, form))
        reason = form.cleaned_data["reason"]
        done = entering.send_back(entry, reason, by=request.user, now=now)
        words = _("Đã trả lại kèm lý do. Người gửi được báo.")
    if done:
        messages.success(request, words)
    else:
        messages.info(request, _("Số này đã có người quyết định trước đó."))
    return redirect("/so-lieu/duyet/")


@require_safe
@second_factor_required
def evidence(request: AuthenticatedRequest, entry_id: UUID) -> HttpResponseBase:
    """The file that proves an entry, to be kept and opened elsewhere: never shown as a page."""
    entry = get_object_or_404(Entry.objects.select_related("indicator__owner", "unit"), pk=entry_id)
    if not policies.may_see_evidence(request.user, entry):
        raise PermissionDenied
    name = entry.evidence_file.name
    if not name or not entry.evidence_file.storage.exists(name):
        raise Http404
    answer = FileResponse(
        entry.evidence_file.open(),
        as_attachment=True,
        filename=name.rpartition("/")[2],
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _waiting(
    request: AuthenticatedRequest, *, wrong: tuple[Entry, ReasonForm] | None = None
) -> HttpResponse:
    if not policies.may_decide_some(request.user):
        raise PermissionDenied
    user = request.user
    found = [one for one in entering.waiting() if policies.may_look_into(user, one)]
    page = Paginator(found, ENTRIES_A_PAGE).get_page(request.GET.get("trang"))
    last = entering.last_of(list(page))
    context = {
        "page": page,
        "link": "?trang=",
        "rows": [
            {
                "entry": entry,
                "period": naming.name(entry.first_on, entry.last_on),
                "value": figures.valued(entry.indicator, entry.numerator, entry.denominator),
                "last": last.get(entry.pk),
                "form": wrong[1]
                if wrong and wrong[0].pk == entry.pk
                else ReasonForm(prefix=str(entry.pk)),
                "may_decide": policies.may_decide(user, entry),
            }
            for entry in page
        ],
        "enters": bool(policies.enters_for(user)),
    }
    status = 422 if wrong else 200
    return render(request, "dashboards/entry_waiting.html", context, status=status)


def _shown(figure: Any) -> Any:
    """The value of the figure that stands, as it is read."""
    return figure and figures.valued(figure.indicator, figure.numerator, figure.denominator)
