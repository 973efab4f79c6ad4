"""Files of figures: sent, looked over row by row, confirmed, thrown away, taken back.

The same for every kind of file; `kind` comes with the address.
"""

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
from lms.common import clock
from lms.common.workbooks import answer
from lms.dashboards import policies
from lms.dashboards.forms import FiguresForm, PopulationForm
from lms.dashboards.models import DataImport, DataRow, Indicator, Population
from lms.dashboards.services import figure_files, imports, naming, population_files, populations
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.media.refusals import FileRefused
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required

FILES_A_PAGE = 20
ROWS_A_PAGE = 50
REFRESH_SECONDS = 3
Kind = DataImport.Kind
State = DataImport.State
Action = DataRow.Action
HOMES = {Kind.POPULATION: "/so-lieu/dan-so/", Kind.FIGURES: "/so-lieu/nganh/"}
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


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def population(request: AuthenticatedRequest) -> HttpResponse:
    """Send a table of how many live where; beside it what the province knows, and the files."""
    return _send(request, Kind.POPULATION, PopulationForm, {"known": _province_figures})


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def figures(request: AuthenticatedRequest) -> HttpResponse:
    """Send a table of what others know of indicators; beside it which they are, and the files."""
    imported = Indicator.objects.offered().filter(kind=Indicator.Kind.IMPORTED)
    more = {"indicators": lambda: imported.order_by("position", "code")}
    return _send(request, Kind.FIGURES, FiguresForm, more)


@require_safe
@second_factor_required
def population_model(request: AuthenticatedRequest) -> HttpResponse:
    _check(request)
    return answer(population_files.model(clock.today()), "dan-so-mau.xlsx")


@require_safe
@second_factor_required
def figures_model(request: AuthenticatedRequest) -> HttpResponse:
    """The empty table, with one indicator filled in where one is asked for."""
    _check(request)
    offered = Indicator.objects.offered().filter(kind=Indicator.Kind.IMPORTED)
    indicator = offered.filter(code=request.GET.get("chi-so", "")[:10]).first()
    name = f"so-lieu-{indicator.code.lower()}-mau.xlsx" if indicator else "so-lieu-mau.xlsx"
    return answer(figure_files.model(clock.today(), indicator), name)


@require_safe
@second_factor_required
def file(request: AuthenticatedRequest, kind: str, batch_id: UUID) -> HttpResponse:
    """A file as it stands: to be looked at, being written, written, thrown away or taken back."""
    batch = _batch(request, kind, batch_id)
    job = imports.job_of(batch)
    has_failed = bool(job and job.state == Job.State.FAILED)
    counts = batch.summary.get("counts", {})
    tabs = [Tab(slug, act.value, str(act.label), counts.get(act.value, 0)) for slug, act in TABS]
    asked = next((tab for tab in tabs if tab.slug == request.GET.get("loai")), None)
    shown = asked or next((tab for tab in tabs if tab.count), tabs[0])
    rows = batch.rows.filter(action=shown.action).select_related("unit__parent").order_by("row_no")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    how = imports.kind_of(batch)
    context = {
        "batch": batch,
        "home": HOMES[Kind(batch.kind)],
        "title": how.title,
        "period": naming.name(batch.first_on, batch.last_on) if batch.last_on else "",
        "job": job,
        "has_failed": has_failed,
        "tabs": tabs,
        "shown": shown,
        "page": page,
        "lines": [(row, how.shown(row)) for row in page],
        "headings": [label for label, _cell in how.shown(DataRow())],
        "link": f"?loai={shown.slug}&trang=",
        "to_apply": counts.get(Action.NEW, 0) + counts.get(Action.CHANGE, 0),
        "refused_count": counts.get(Action.REFUSE, 0),
        "unused": batch.summary.get("unused", []),
    }
    found = render(request, "dashboards/file.html", context)
    if job and not has_failed:
        found.headers["Refresh"] = str(REFRESH_SECONDS)
    return found


@require_safe
@second_factor_required
def refused(request: AuthenticatedRequest, kind: str, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, kind, batch_id)
    audit.record("figures.refused_exported", subject=batch, actor=request.user)
    return answer(imports.kind_of(batch).refused(batch), f"chua-nhan-{clock.today()}.xlsx")


@require_POST
@second_factor_required
def confirm(request: AuthenticatedRequest, kind: str, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, kind, batch_id)
    imports.confirm(batch, by=request.user, now=clock.now())
    return _to(batch)


@require_POST
@second_factor_required
def cancel(request: AuthenticatedRequest, kind: str, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, kind, batch_id)
    if imports.cancel(batch, by=request.user, now=clock.now()):
        messages.success(request, _("Đã bỏ tệp này. Số liệu giữ nguyên như trước."))
        return redirect(HOMES[Kind(batch.kind)])
    return _to(batch)


@require_POST
@second_factor_required
def undo(request: AuthenticatedRequest, kind: str, batch_id: UUID) -> HttpResponse:
    batch = _batch(request, kind, batch_id)
    if imports.undo(batch, by=request.user, now=clock.now()):
        messages.success(request, _("Đã lấy lại. Số liệu trước tệp này lại được dùng."))
    return _to(batch)


@require_POST
@second_factor_required
def again(request: AuthenticatedRequest, kind: str, batch_id: UUID) -> HttpResponse:
    """Try once more what the machine could not do."""
    batch = _batch(request, kind, batch_id)
    if job := imports.job_of(batch):
        jobs.retry(job, by=request.user)
    return _to(batch)


def _send(
    request: AuthenticatedRequest,
    kind: Kind,
    form_class: type[PopulationForm],
    more: dict[str, Any],
) -> HttpResponse:
    _check(request)
    is_sent = request.method == "POST"
    form = form_class(request.POST, request.FILES) if is_sent else form_class()
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            sent = imports.upload(
                said["file"].name,
                said["file"].read(),
                kind=kind,
                source=said["source"],
                as_of=said["as_of"],
                period=said.get("period"),
                by=request.user,
                now=clock.now(),
            )
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _to(sent)
    found = DataImport.objects.filter(kind=kind).select_related("uploaded_by")
    context = {
        "form": form,
        "home": HOMES[kind],
        "page": Paginator(found.order_by("-created_at"), FILES_A_PAGE).get_page(
            request.GET.get("trang")
        ),
        "link": "?trang=",
        **{name: ask() for name, ask in more.items()},
    }
    return render(request, f"dashboards/{kind}.html", context, status=422 if is_sent else 200)


def _to(batch: DataImport) -> HttpResponse:
    return redirect(f"{HOMES[Kind(batch.kind)]}{batch.pk}/")


def _check(request: AuthenticatedRequest) -> None:
    if not policies.may_bring_figures(request.user):
        raise PermissionDenied


def _batch(request: AuthenticatedRequest, kind: str, batch_id: UUID) -> DataImport:
    _check(request)
    found = DataImport.objects.filter(kind=kind).select_related("uploaded_by")
    return get_object_or_404(found, pk=batch_id)


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
