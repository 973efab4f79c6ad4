"""A commune, or the leader of a village's team, brings in the list of who lives there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.audit import services as audit
from lms.common import clock
from lms.common.workbooks import answer
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.media.refusals import FileRefused
from lms.places.models import Unit
from lms.users.forms.rosters import RosterForm
from lms.users.http import AuthenticatedRequest, factor_where_due
from lms.users.models import RosterImport, RosterRow, User
from lms.users.rosters import workbooks
from lms.users.rosters.cells import display_phone
from lms.users.rosters.columns import RESIDENTS
from lms.users.services import residents, rosters
from lms.users.views.previews import REFRESH_SECONDS, preview
from teams import policies
from teams.services import printing

LISTS_A_PAGE = 20
Action = RosterRow.Action
State = RosterImport.State

# What needs somebody's eyes comes first.
TABS = (
    ("can-chon", Action.MAYBE.value, gettext_lazy("Có lẽ đã có")),
    ("khong-nhan", Action.REFUSE.value, gettext_lazy("Không nhận")),
    ("them-moi", Action.CREATE.value, gettext_lazy("Thêm mới")),
    ("da-co", Action.SAME.value, gettext_lazy("Đã có")),
)
KEPT_TAB = ("giu-lai", Action.CHANGE.value, gettext_lazy("Giữ lại"))


@dataclass(frozen=True)
class Shown:
    """One row as the preview shows it, with the people it may mean."""

    number: int
    name: str
    year: str
    village: str
    phone: str
    reasons: Sequence[tuple[str, str]]
    is_doubtful: bool
    found: Sequence[User]


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def residents_list(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    """Send a list; below it the lists sent before."""
    place = _place(request, unit_id)
    is_sent = request.method == "POST"
    form = RosterForm(RESIDENTS, *([request.POST, request.FILES] if is_sent else []))
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = rosters.upload(place, file.name, file.read(), by=request.user, now=clock.now())
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("teams:residents", unit_id=place.pk, roster_id=sent.pk)
    found = place.roster_imports.select_related("uploaded_by").order_by("-created_at")
    context = _at(place) | {
        "form": form,
        "page": Paginator(found, LISTS_A_PAGE).get_page(request.GET.get("trang")),
        "link": "?trang=",
        "team": place.teams.open().first(),
    }
    return render(request, "teams/residents/list.html", context, status=422 if is_sent else 200)


@require_safe
@factor_where_due
def model(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    place = _place(request, unit_id)
    return answer(workbooks.resident_model(place, today=clock.today()), "danh-sach-thon-mau.xlsx")


@require_safe
@factor_where_due
def roster(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> HttpResponse:
    """The list as it stands: being read, to be looked at, being applied, done or taken back."""
    found = roster_of(request, unit_id, roster_id)
    job = rosters.job_of(found)
    has_failed = bool(job and job.state == Job.State.FAILED)
    context = _at(found.place) | {"roster": found, "job": job, "has_failed": has_failed}
    context["waits"] = bool(job and not has_failed)
    if found.state in {State.STAGED, State.APPLIED, State.UNDONE}:
        context |= _preview(found, request.GET.get("loai", ""), request.GET.get("trang"))
    if found.state == State.APPLIED:
        sheets = printing.newest(found, by=request.user, now=clock.now())
        context |= {"sheets": sheets, "to_print": printing.waiting_for_cards(found)}
        context["waits"] = bool(sheets and sheets.is_under_way)
    page = render(request, "teams/residents/roster.html", context)
    if context["waits"]:
        page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


@require_POST
@factor_where_due
def choose(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> HttpResponse:
    """Say whom a doubtful row means; or of all of them that it is who is known."""
    found = roster_of(request, unit_id, roster_id)
    if "tat-ca" in request.POST:
        count = residents.choose_known(found, by=request.user)
        messages.success(request, _("Đã chọn người đã có cho %(count)s dòng.") % {"count": count})
        return _back(found)
    number = request.POST.get("dong", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 8
    chosen = request.POST.get("ai", "")
    if not is_number or not residents.choose(found, int(number), chosen, by=request.user):
        messages.info(request, _("Danh sách vừa có thay đổi. Chọn lại giúp mình."))
    return _back(found)


@require_POST
@factor_where_due
def confirm(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> HttpResponse:
    found = roster_of(request, unit_id, roster_id)
    if "agrees" not in request.POST:
        messages.error(request, _("Chưa nhập: đánh dấu ô đã hỏi bà con trước đã."))
    elif not rosters.confirm(found, by=request.user, now=clock.now()):
        messages.info(request, _("Chưa nhập: còn dòng cần chọn, hoặc danh sách đã được nhập."))
    return _back(found)


@require_POST
@factor_where_due
def cancel(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> HttpResponse:
    found = roster_of(request, unit_id, roster_id)
    if rosters.cancel(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã bỏ danh sách này."))
        return redirect("teams:residents-list", unit_id=unit_id)
    return _back(found)


@require_POST
@factor_where_due
def undo(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> HttpResponse:
    found = roster_of(request, unit_id, roster_id)
    rosters.undo(found, by=request.user, now=clock.now())
    return _back(found)


@require_POST
@factor_where_due
def again(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> HttpResponse:
    """Try once more what the machine could not do."""
    found = roster_of(request, unit_id, roster_id)
    if job := rosters.job_of(found):
        jobs.retry(job, by=request.user)
    return _back(found)


@require_safe
@factor_where_due
def refused(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> HttpResponse:
    found = roster_of(request, unit_id, roster_id)
    audit.record("roster.refused_exported", subject=found, actor=request.user)
    return answer(workbooks.refused(found, RESIDENTS.columns), f"chua-nhan-{clock.today()}.xlsx")


def _place(request: AuthenticatedRequest, unit_id: UUID) -> Unit:
    levels = (Unit.Level.COMMUNE, Unit.Level.VILLAGE)
    places = Unit.objects.filter(level__in=levels).valid_on(clock.today())
    place = get_object_or_404(places.select_related("parent"), pk=unit_id)
    if not policies.may_list_residents(request.user, place):
        raise PermissionDenied
    return place


def roster_of(request: AuthenticatedRequest, unit_id: UUID, roster_id: UUID) -> RosterImport:
    """The list, for whoever may bring in lists of its place."""
    place = _place(request, unit_id)
    found = RosterImport.objects.select_related("unit__parent", "uploaded_by")
    return get_object_or_404(found, pk=roster_id, unit=place)


def _back(found: RosterImport) -> HttpResponse:
    return redirect("teams:residents", unit_id=found.unit_id, roster_id=found.pk)


def _at(place: Any) -> dict[str, Any]:
    return {"place": place, "base": f"/dia-ban/{place.pk}/danh-sach/"}


def _preview(found: RosterImport, slug: str, number: str | None) -> dict[str, Any]:
    counts = found.summary.get("counts", {})
    tabs = (*TABS[1:], KEPT_TAB) if found.state == State.UNDONE else TABS
    told = preview(found, tabs, asked=slug, number=number)
    return {
        **told,
        "lines": _lines(list(told["page"])),
        "is_open": found.state == State.STAGED,
        "to_choose": counts.get(Action.MAYBE, 0),
        "to_apply": counts.get(Action.CREATE, 0),
        "refused_count": counts.get(Action.REFUSE, 0),
        "may_undo": found.state == State.APPLIED and found.rows.exists(),
    }


def _lines(rows: list[RosterRow]) -> list[Shown]:
    found = residents.candidates(rows)
    homes = {row.cells.get("said", {}).get("home_id") for row in rows} - {None}
    names = {unit.pk.hex: unit.name for unit in Unit.objects.filter(pk__in=homes)}
    return [_line(row, found[row.row_no], names) for row in rows]


def _line(row: RosterRow, found: list[User], names: dict[str, str]) -> Shown:
    said, raw = row.cells.get("said", {}), row.cells.get("raw", {})
    return Shown(
        number=row.row_no,
        name=said.get("name") or raw.get("name", ""),
        year=str(said.get("birth_year") or raw.get("year", "")),
        village=names.get(said.get("home_id", "")) or raw.get("village", ""),
        phone=display_phone(said["phone"]) if said.get("phone") else raw.get("phone", ""),
        reasons=row.reasons,
        is_doubtful="doubts" in row.cells,
        found=found,
    )
