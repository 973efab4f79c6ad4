"""Later work in the admin: what waits, what runs, what failed and why; a fresh start for it."""

import re
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.defaults import permission_denied
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from lms.common import clock
from lms.common.text import sort_key
from lms.jobs import pulse, registry
from lms.jobs import services as jobs
from lms.jobs.models import Job, JobQuerySet

MAY_SEE = "jobs.view_job"
MAY_RETRY = "jobs.change_job"
BOARD = "jobs:board"
TITLE = gettext_lazy("Việc chạy nền")
STUCK = "stuck"
STATES = {**dict(Job.State.choices), STUCK: "Bị bỏ dở"}
LATELY = timedelta(days=1)
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
_LONG_NUMBER = re.compile(r"(\d{3})\d{6,}")


def state_of(job: Job) -> str:
    """The state as people need to know it: a running job may have lost its worker."""
    return STUCK if job.is_stuck(clock.now()) else job.state


def in_state(rows: JobQuerySet, state: str) -> JobQuerySet:
    return rows.lapsed(clock.now()) if state == STUCK else rows.filter(state=state)


def kinds() -> list[tuple[str, str]]:
    """Every kind and what people call it, in the order of the alphabet."""
    return sorted(registry.labels().items(), key=lambda pair: sort_key(pair[1]))


def without_people(error: str) -> str:
    """An error for the screen: mail addresses and long numbers may be somebody's."""
    return _LONG_NUMBER.sub(r"\1…", _ADDRESS.sub("…@…", error))


def signs() -> dict[str, Any]:
    """How it stands with all jobs, and whether a worker is there."""
    now = clock.now()
    rows, heard = Job.objects.all(), pulse.last()
    open_states = [Job.State.WAITING, Job.State.RUNNING, STUCK, Job.State.FAILED]
    finished = rows.filter(state=Job.State.DONE, finished_at__gte=now - LATELY)
    return {
        "counts": [(state, STATES[state], in_state(rows, state).count()) for state in open_states],
        "stuck_count": rows.lapsed(now).count(),
        "finished_count": finished.count(),
        "heard_at": heard,
        "is_silent": pulse.is_silent(heard, now),
    }


def about(job: Job) -> dict[str, Any]:
    """What a template shows of a job besides its columns."""
    state = state_of(job)
    return {
        "label": registry.label_of(job.kind),
        "state": state,
        "state_label": STATES[state],
        "error": without_people(job.error),
        "is_for_later": state == Job.State.WAITING and job.due_at > clock.now(),
    }


class Cell(Column):
    """A cell with a template of its own: `templates/jobs/cells/<name>.html`."""

    def __init__(self, name: str, label: Any, *, width: str = "") -> None:
        super().__init__(name, label=label, accessor="pk", width=width)
        self.cell_template_name = f"jobs/cells/{name}.html"

    def get_cell_context_data(self, instance: Job, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        may_retry = instance.is_broken and context["request"].user.has_perm(MAY_RETRY)
        return {**context, "job": instance, **about(instance), "may_retry": may_retry}


class JobFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Trạng thái"), choices=list(STATES.items()), method="narrow_to_state"
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Việc"), choices=kinds)

    class Meta:
        model = Job
        fields: ClassVar = ["state", "queue", "kind"]

    def narrow_to_state(self, rows: JobQuerySet, _name: str, state: str) -> JobQuerySet:
        return in_state(rows, state)


class BoardView(BaseListingView):
    """Newest first, turned over by key: page one hundred costs no more than page one."""

    queryset = Job.objects.select_related("requested_by")
    model: type[Model] = Job
    page_title = TITLE
    header_icon = "tasks"
    verbose_name_plural = gettext_lazy("việc chạy nền")
    results_template_name = "jobs/board_results.html"
    filterset_class = JobFilters
    default_ordering = "-pk"  # ids grow with time
    paginate_by = 50
    page_kwarg = "truoc"
    index_url_name = BOARD
    index_results_url_name = "jobs:board_results"
    is_searchable = False
    older_url = ""
    newest_url = ""
    columns: ClassVar = [
        Cell("kind", gettext_lazy("Việc"), width="40%"),
        Cell("state", gettext_lazy("Tình trạng")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY_SEE):
            return permission_denied(request, PermissionDenied())
        return super().dispatch(request, *args, **kwargs)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Tải lại"), self._address(), icon_name="rotate")]

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        before = _uuid(self.request.GET.get(self.page_kwarg, ""))
        rows = list((queryset.filter(pk__lt=before) if before else queryset)[: page_size + 1])
        shown = rows[:page_size]
        self.older_url = self._address(truoc=shown[-1].pk) if len(rows) > page_size else ""
        self.newest_url = self._address(truoc="") if before else ""
        return None, None, shown, bool(self.older_url)

    def _address(self, **changes: Any) -> str:
        """This list, filtered as it is, turned to another place."""
        query = {name: self.request.GET[name] for name in self.request.GET} | changes
        query.pop("_w_filter_fragment", None)
        wanted = urlencode({name: value for name, value in query.items() if value})
        return f"{self.index_url}?{wanted}" if wanted else self.index_url

    @property
    def no_results_message(self) -> str:
        if self.is_filtering:
            return _("Không có việc nào như đã lọc.")
        return _("Chưa có việc chạy nền nào.")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, **signs()}


def job_page(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job in full, and what a fresh start would do."""
    job = get_object_or_404(Job.objects.select_related("requested_by"), pk=job_id)
    if not request.user.has_perm(MAY_SEE):
        return permission_denied(request, PermissionDenied())
    label = registry.label_of(job.kind)
    context = {
        **about(job),
        "job": job,
        "may_retry": job.is_broken and request.user.has_perm(MAY_RETRY),
        "header_title": label,
        "header_icon": "tasks",
        "breadcrumbs_items": [
            {"url": reverse(BOARD), "label": TITLE},
            {"url": "", "label": label},
        ],
    }
    return render(request, "jobs/job_page.html", context)


@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job, pk=job_id)
    if not (request.user.is_authenticated and request.user.has_perm(MAY_RETRY)):
        return permission_denied(request, PermissionDenied())
    if jobs.retry(job, by=request.user):
        messages.success(request, _("Đã đưa việc vào hàng đợi, sẽ làm ngay."))
    else:
        messages.warning(request, _("Việc này không còn hỏng nên không cần làm lại."))
    return redirect("jobs:job_page", job.pk)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
