"""The catalogue of indicators, and how many live where: for the province."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.audit import services as audit
from lms.common import clock, numbers
from lms.common.workbooks import answer
from lms.dashboards import policies
from lms.dashboards.forms import FiguresForm
from lms.dashboards.models import DataImport, DataRow, Indicator, IndicatorGroup, Population
from lms.dashboards.services import figures, imports, population_files, populations
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.media.refusals import FileRefused
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required

FILES_A_PAGE = 20
ROWS_A_PAGE = 50
REFRESH_SECONDS = 3
State = DataImport.State
Action = DataRow.Action
# What needs somebody's eyes comes first.
TABS = (
    ("khong-nhan", Action.REFUSE),
    ("thay-so-cu", Action.CHANGE),
    ("them-moi", Action.NEW),
    ("khong-doi", Action.SAME),
)


@dataclass(frozen=True)
class Tab:
    """The rows of one action, and how many there are."""

    slug: str
    action: str
    label: str
    count: int


@require_safe
@second_factor_required
def catalogue(request: AuthenticatedRequest) -> HttpResponse:
    """Every indicator by its groups: what it counts, how, and who answers for it."""
    if not policies.may_see_catalogue(request.user):
        raise PermissionDenied
    offered = Indicator.objects.offered().select_related("owner")
    known = {one.code: one for one in offered}
    groups = IndicatorGroup.objects.filter(is_offered=True).prefetch_related("members")
    context = {
        "groups": [
            (group, [known[one.code] for one in _in_order(group) if one.code in known])
            for group in groups.order_by("position", "pk")
        ],
        "folded_at": figures.folded_at(),
        "may_bring": policies.may_bring_figures(request.user),
    }
    return render(request, "dashboards/catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def population(request: AuthenticatedRequest) -> HttpResponse:
    """Send a table of how many live where; beside it what the province knows, and the files."""
    _check(request)
    is_sent = request.method == "POST"
    form = FiguresForm(request.POST, request.FILES) if is_sent else FiguresForm()
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            sent = imports.upload(
                said["file"].name,
                said["file"].read(),
                source=said["source"],
                as_of=said["as_of"],
                by=request.user,
                now=clock.now(),
            )
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("dashboards:population-file", batch_id=sent.pk)
    found = DataImport.objects.select_related("uploaded_by").order_by("-created_at")
    context = {
        "form": form,
        "known": _province_figures(),
        "page": Paginator(found, FILES_A_PAGE).get_page(request.GET.get("trang")),
        "link": "?trang=",
    }
    return render(request, "dashboards/population.html", context, status=422 if is_sent else 200)


@require_safe
@second_factor_required
def population_model(request: AuthenticatedRequest) -> HttpResponse:
    _check(request)
    return answer(population_files.model(clock.today()), "dan-so-mau.xlsx")


@require_safe
@second_factor_required
def population_file(request: AuthenticatedRequest, batch_id: UUID) -> HttpResponse:
    """A file as it stands: to be looked at, being written, written, thrown away or taken back."""
    batch = _batch(request, batch_id)
    job = imports.job_of(batch)
    has_failed = bool(job and job.state == Job.State.FAILED)
    counts = batch.summary.get("counts", {})
    tabs = [Tab(slug, act.value, str(act.label), counts.get(act.value, 0)) for slug, act in TABS]
    asked = next((tab for tab in tabs if tab.slug == request.GET.get("loai")), None)
    shown = asked or next((tab for tab in tabs if tab.count), tabs[0])
    rows = batch.rows.filter(action=shown.action).select_related("unit__parent").order_by("row_no")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "batch": batch,
        "job": job,
        "has_failed": has_failed,
        "tabs": tabs,
        "shown": shown,
        "page": page,
        "lines": [(row, _cells(row)) for row in page],
        "groups": [str(group.label) for group in Population.Group],
        "link": f"?loai={shown.slug}&trang=",
        "to_apply": counts.get(Action.NEW, 0) + counts.get(Action.CHANGE, 0),
        "refused_count": counts.get(Action.REFUSE, 0),
        "unused": batch.summary.get("unused", []),
    }
    found = render(request, "dashboards/population_file.html", context)
    if job and not has_failed:
        found.headers["Refresh"] = str(REFRESH_SECONDS)
    return found


@require_safe
@second_factor_required
def population_refused(request: AuthenticatedRequest, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, batch_id)
    audit.record("figures.refused_exported", subject=batch, actor=request.user)
    return answer(population_files.refused(batch), f"chua-nhan-{clock.today()}.xlsx")


@require_POST
@second_factor_required
def population_confirm(request: AuthenticatedRequest, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, batch_id)
    imports.confirm(batch, by=request.user, now=clock.now())
    return redirect("dashboards:population-file", batch_id=batch.pk)


@require_POST
@second_factor_required
def population_cancel(request: AuthenticatedRequest, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, batch_id)
    if imports.cancel(batch, by=request.user, now=clock.now()):
        messages.success(request, _("Đã bỏ tệp này. Số liệu giữ nguyên như trước."))
        return redirect("dashboards:population")
    return redirect("dashboards:population-file", batch_id=batch.pk)


@require_POST
@second_factor_required
def population_undo(request: AuthenticatedRequest, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, batch_id)
    if imports.undo(batch, by=request.user, now=clock.now()):
        messages.success(request, _("Đã lấy lại. Số liệu trước tệp này lại được dùng."))
    return redirect("dashboards:population-file", batch_id=batch.pk)


@require_POST
@second_factor_required
def population_again(request: AuthenticatedRequest, batch_id: UUID) -> HttpResponse:
    """Try once more what the machine could not do."""
    batch = _batch(request, batch_id)
    if job := imports.job_of(batch):
        jobs.retry(job, by=request.user)
    return redirect("dashboards:population-file", batch_id=batch.pk)


def _check(request: AuthenticatedRequest) -> None:
    if not policies.may_bring_figures(request.user):
        raise PermissionDenied


def _batch(request: AuthenticatedRequest, batch_id: UUID) -> DataImport:
    _check(request)
    return get_object_or_404(DataImport.objects.select_related("uploaded_by"), pk=batch_id)


def _in_order(group: IndicatorGroup) -> list[Any]:
    return sorted(group.members.all(), key=lambda member: (member.position, member.pk))


def _cells(row: DataRow) -> list[tuple[str, str]]:
    """What a row says under each heading: the numbers it comes to, or what was written."""
    said: Mapping[str, int] = row.said
    written: defaultdict[str, str] = defaultdict(str, row.cells)
    return [
        (
            str(group.label),
            numbers.show(said[group.value]) if group.value in said else written[group.value],
        )
        for group in Population.Group
    ]


def _province_figures() -> list[tuple[str, populations.Known | None]]:
    """What is known of the whole province today, group by group."""
    today = clock.today()
    province = Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(today).first()
    return [
        (
            str(group.label),
            populations.of(province, group.value, on=today) if province else None,
        )
        for group in Population.Group
    ]
