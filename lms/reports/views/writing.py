"""A commune's report: its figures fill themselves in, its people write the rest and submit it."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.places.models import Unit
from lms.reports import policies
from lms.reports.documents import report as documents
from lms.reports.forms import NumberForm, ReopenForm, ReturnForm, WordsForm
from lms.reports.kinds import commune
from lms.reports.models import Report, ReportRound
from lms.reports.services import composing, printing, rounds, workflow
from lms.reports.services.workflow import WrittenMeanwhile
from lms.users.http import AuthenticatedRequest, second_factor_required

PARTS = ("difficulties", "tasks", "proposals")


def found_of(
    request: AuthenticatedRequest, round_id: UUID, unit_id: UUID
) -> tuple[ReportRound, Unit, Report | None]:
    """The round, the commune that owes it a report, and the report if somebody began it."""
    found = get_object_or_404(ReportRound.objects.select_related("form", "period"), pk=round_id)
    unit = get_object_or_404(rounds.owing(found).select_related("parent"), pk=unit_id)
    if not policies.may_see(request.user, unit):
        raise PermissionDenied
    return found, unit, workflow.find(found, unit)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def report(request: AuthenticatedRequest, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """The report as it stands; whoever may write it saves it here, and submits it."""
    found, unit, kept = found_of(request, round_id, unit_id)
    if request.method != "POST":
        return page(request, found, unit, kept)
    if not policies.may_write(request.user, unit):
        raise PermissionDenied
    form = WordsForm(request.POST)
    if not form.is_valid():
        return page(request, found, unit, kept, words=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        kept = workflow.save(found, unit, form.words(), by=request.user, now=clock.now())
    except WrittenMeanwhile as meanwhile:
        return _told(request, found, unit, meanwhile.report)
    if "nop" not in request.POST:
        messages.success(request, _("Đã lưu. Chưa nộp; khi nào xong thì bấm “Nộp báo cáo”."))
        return redirect(kept.get_absolute_url())
    if workflow.submit(kept, by=request.user, now=clock.now()):
        messages.success(request, _("Đã nộp. Số liệu được giữ như lúc này."))
    return redirect(kept.get_absolute_url())


def _told(
    request: AuthenticatedRequest, found: ReportRound, unit: Unit, now_is: Report
) -> HttpResponse:
    """Somebody else was faster: both texts are on the page, and the next save is of this one."""
    data = {**request.POST.dict(), "seen": str(now_is.revision)}
    again = WordsForm(data)
    again.is_valid()
    theirs = [
        (again.fields[name].label, getattr(now_is, name))
        for name in PARTS
        if getattr(now_is, name) != workflow.tidy(data.get(name, ""))
    ]
    return page(
        request,
        found,
        unit,
        now_is,
        words=again,
        theirs=theirs,
        own=[(again.fields[name].label, data.get(name, "")) for name in PARTS],
        is_meanwhile=True,
        status=HTTPStatus.CONFLICT,
    )


@require_POST
@second_factor_required
def submit(request: AuthenticatedRequest, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """What was saved goes to the province."""
    _found, unit, kept = found_of(request, round_id, unit_id)
    if not policies.may_write(request.user, unit):
        raise PermissionDenied
    if kept and workflow.submit(kept, by=request.user, now=clock.now()):
        messages.success(request, _("Đã nộp. Số liệu được giữ như lúc này."))
    return redirect("reports:report", round_id=round_id, unit_id=unit_id)


@require_POST
@second_factor_required
def take_back(request: AuthenticatedRequest, round_id: UUID, unit_id: UUID) -> HttpResponse:
    _found, unit, kept = found_of(request, round_id, unit_id)
    if not policies.may_write(request.user, unit):
        raise PermissionDenied
    if kept and workflow.take_back(kept, by=request.user, now=clock.now()):
        messages.success(request, _("Đã lấy lại. Sửa xong nhớ nộp lại; ngày nộp lần đầu vẫn giữ."))
    else:
        messages.info(request, _("Tỉnh đã xử lý báo cáo này nên không lấy lại được."))
    return redirect("reports:report", round_id=round_id, unit_id=unit_id)


def page(
    request: AuthenticatedRequest,
    found: ReportRound,
    unit: Unit,
    kept: Report | None,
    *,
    words: WordsForm | None = None,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    """The page of a report, as this person may see and change it."""
    may_write = policies.may_write(request.user, unit)
    is_open = kept is None or kept.may_be_written
    figures = kept.figures if kept and kept.figures else None
    live = figures or composing.figures(found, unit, now=clock.now())
    if is_open and may_write and words is None:
        words = WordsForm(initial=_initial(found, unit, kept))
    context = {
        "round": found,
        "unit": unit,
        "report": kept,
        "standing": rounds.Standing(unit, found, kept),
        "lines": documents.lines(live["rows"]),
        "villages": live["villages"],
        "is_frozen": figures is not None,
        "is_running": found.period.last_on >= clock.today(),
        "taken_at": clock.local(kept.submitted_at)
        if figures and kept and kept.submitted_at
        else None,
        "words": words if is_open and may_write else None,
        "read": [] if is_open and may_write else _read(kept),
        "may_write": may_write,
        "may_decide": kept is not None and policies.may_decide(request.user, kept),
        "may_issue": kept is not None and policies.may_issue(request.user, kept),
        "may_reopen": kept is not None and policies.may_reopen(request.user, kept),
        "events": kept.events.select_related("by").order_by("-at", "-pk") if kept else (),
        "versions": kept.versions.order_by("-number").defer("content") if kept else (),
        "files": printing.offer(commune.CODE, commune.asked(found, unit)),
        "return_form": ReturnForm(),
        "reopen_form": ReopenForm(),
        "number_form": NumberForm(
            sign=found.form.number_sign, initial={"document_on": f"{clock.today():%d/%m/%Y}"}
        ),
        "sees_province": policies.may_see_province(request.user),
        **more,
    }
    return render(request, "reports/report.html", context, status=status)


def _initial(found: ReportRound, unit: Unit, kept: Report | None) -> dict[str, Any]:
    if kept is None:
        return {"seen": 0, "signer": Report.Signer.CHAIR, **composing.words(found, unit)}
    names = (*PARTS, "signer", "signer_name")
    return {"seen": kept.revision, **{name: getattr(kept, name) for name in names}}


def _read(kept: Report | None) -> list[tuple[Any, str]]:
    if kept is None:
        return []
    labels = WordsForm.base_fields
    return [(labels[name].label, getattr(kept, name)) for name in PARTS]
