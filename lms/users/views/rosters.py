"""An agency manager brings in the list of the people who serve there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.audit import services as audit
from lms.common import clock
from lms.common.workbooks import answer
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.media.refusals import FileRefused
from lms.users import policies
from lms.users.forms.rosters import RosterForm
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.models import Agency, Official, RosterImport, RosterRow
from lms.users.rosters import workbooks
from lms.users.rosters.cells import display_phone
from lms.users.rosters.columns import OFFICIALS
from lms.users.services import rosters as services
from lms.users.views.previews import REFRESH_SECONDS, preview

ROSTERS_A_PAGE = 20
Action = RosterRow.Action
State = RosterImport.State

# What needs somebody's eyes comes first.
TABS = tuple(
    (slug, action.value, str(action.label))
    for slug, action in (
        ("khong-nhan", Action.REFUSE),
        ("them-moi", Action.CREATE),
        ("thay-doi", Action.CHANGE),
        ("khong-doi", Action.SAME),
    )
)


@dataclass(frozen=True)
class Shown:
    """One row as the preview shows it: what was written, never what is kept elsewhere."""

    number: int
    name: str
    staff_no: str
    agency: str
    title: str
    ways: str
    reasons: Sequence[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def rosters(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Send a list; below it the lists sent before."""
    place = _agency(request, code)
    is_sent = request.method == "POST"
    form = RosterForm(OFFICIALS, *([request.POST, request.FILES] if is_sent else []))
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = services.upload(place, file.name, file.read(), by=request.user, now=clock.now())
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("users:roster", code=place.code, roster_id=sent.pk)
    found = place.roster_imports.select_related("uploaded_by").order_by("-created_at")
    context = {
        "agency": place,
        "form": form,
        "page": Paginator(found, ROSTERS_A_PAGE).get_page(request.GET.get("trang")),
        "link": "?trang=",
    }
    return render(request, "users/rosters/list.html", context, status=422 if is_sent else 200)


@require_safe
@second_factor_required
def model(request: AuthenticatedRequest, code: str) -> HttpResponse:
    place = _agency(request, code)
    return answer(workbooks.model(place, today=clock.today()), "danh-sach-mau.xlsx")


@require_safe
@second_factor_required
def roster(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    """The list as it stands: being read, to be looked at, being applied, or done."""
    found = _roster(request, code, roster_id)
    job = services.job_of(found)
    context: dict[str, Any] = {
        "agency": found.agency,
        "base": f"/co-quan/{code}/danh-sach/",
        "roster": found,
        "job": job,
        "has_failed": bool(job and job.state == Job.State.FAILED),
    }
    if found.state in {State.STAGED, State.APPLIED}:
        context |= _preview(found, request.GET.get("loai", ""), request.GET.get("trang"))
    page = render(request, "users/rosters/roster.html", context)
    if job and not context["has_failed"]:
        page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


@require_POST
@second_factor_required
def confirm(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    found = _roster(request, code, roster_id)
    services.confirm(found, by=request.user, now=clock.now())
    return _back(code, found)


@require_POST
@second_factor_required
def cancel(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    found = _roster(request, code, roster_id)
    if services.cancel(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã bỏ danh sách này."))
        return redirect("users:rosters", code=code)
    return _back(code, found)


@require_POST
@second_factor_required
def again(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    """Try once more what the machine could not do."""
    found = _roster(request, code, roster_id)
    if job := services.job_of(found):
        jobs.retry(job, by=request.user)
    return _back(code, found)


@require_safe
@second_factor_required
def refused(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    found = _roster(request, code, roster_id)
    audit.record("roster.refused_exported", subject=found, actor=request.user)
    return answer(workbooks.refused(found), f"chua-nhan-{clock.today()}.xlsx")


def _agency(request: AuthenticatedRequest, code: str) -> Agency:
    found = get_object_or_404(Agency.objects.select_related("unit"), code=code)
    if not policies.may_manage_agency(request.user, found):
        raise PermissionDenied
    return found


def _roster(request: AuthenticatedRequest, code: str, roster_id: UUID) -> RosterImport:
    place = _agency(request, code)
    return get_object_or_404(
        RosterImport.objects.select_related("agency", "uploaded_by"), pk=roster_id, agency=place
    )


def _back(code: str, found: RosterImport) -> HttpResponse:
    return redirect("users:roster", code=code, roster_id=found.pk)


def _preview(found: RosterImport, slug: str, number: str | None) -> dict[str, Any]:
    counts = found.summary.get("counts", {})
    told = preview(found, TABS, asked=slug, number=number)
    return {
        **told,
        "lines": _lines(told["page"]),
        "to_apply": counts.get(Action.CREATE, 0) + counts.get(Action.CHANGE, 0),
        "refused_count": counts.get(Action.REFUSE, 0),
        "left_out": found.summary.get("left_out", 0),
    }


def _lines(page: Page[RosterRow]) -> list[Shown]:
    said = [(row, row.cells.get("said", {}), row.cells.get("raw", {})) for row in page]
    ids = {kept["agency_id"] for _row, kept, _raw in said if kept.get("agency_id")}
    names = {agency.pk.hex: agency.name for agency in Agency.objects.filter(pk__in=ids)}
    return [
        Shown(
            number=row.row_no,
            name=kept.get("name") or raw.get("name", ""),
            staff_no=kept.get("staff_no") or raw.get("staff_no", ""),
            agency=names.get(kept.get("agency_id", "")) or raw.get("agency", ""),
            title=kept.get("title") or _kind(kept.get("kind", "")),
            ways=", ".join(
                filter(None, (_phone(kept, raw), kept.get("email") or raw.get("email")))
            ),
            reasons=row.reasons,
        )
        for row, kept, raw in said
    ]


def _kind(kind: str) -> str:
    return str(Official.Kind(kind).label) if kind else ""


def _phone(kept: dict[str, str], raw: dict[str, str]) -> str:
    return display_phone(kept["phone"]) if kept.get("phone") else raw.get("phone", "")
