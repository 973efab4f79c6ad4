"""Units and agencies are reorganised: drafted line by line, looked at, confirmed, carried out."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.common.workbooks import answer
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.media.refusals import FileRefused
from lms.users import policies
from lms.users.forms.reorganising import ActForm, ConfirmForm, LineForm, LinesFileForm
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.models import Reorganisation
from lms.users.reorganising import carrying, drafting, files, following, reversing

ACTS_A_PAGE = 20
LINES_A_PAGE = 50
ROWS_A_PAGE = 60
REFRESH_SECONDS = 3
HOME = "/don-vi/sap-xep/"
State = Reorganisation.State


@require_safe
@second_factor_required
def acts(request: AuthenticatedRequest) -> HttpResponse:
    """Every act there was, the newest first."""
    _check(request)
    found = Reorganisation.objects.select_related("made_by").order_by("-made_at")
    page = Paginator(found, ACTS_A_PAGE).get_page(request.GET.get("trang"))
    return render(request, "users/reorganising/acts.html", {"page": page, "link": "?trang="})


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def new(request: AuthenticatedRequest) -> HttpResponse:
    """The paper of an act; of one that puts another right its lines are filled in with it."""
    _check(request)
    is_sent = request.method == "POST"
    wrong = _wrong_one(request)
    initial = {"subject": wrong.subject, "kind": reversing.kind(wrong)} if wrong else {}
    form = ActForm(request.POST) if is_sent else ActForm(initial=initial)
    back = reversing.lines(wrong) if wrong else []
    if is_sent and form.is_valid():
        with transaction.atomic():
            act = drafting.draft(**form.cleaned_data, by=request.user, now=clock.now())
            if wrong and act.subject == wrong.subject:
                drafting.add(act, back)
        return redirect(act)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    context = {"form": form, "wrong": wrong, "back": back}
    return render(request, "users/reorganising/new.html", context, status=status)


@require_safe
@second_factor_required
def act(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    """An act as it stands: being drafted, looked at, waiting, under way, in force, called off."""
    return _show(request, _act(request, act_id))


@require_POST
@second_factor_required
def add(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    found = _act(request, act_id)
    form = LineForm(request.POST, act=found)
    if not form.is_valid():
        return _show(request, found, line_form=form)
    _try(request, lambda: drafting.add(found, [form.wanted()]))
    return redirect(found)


@require_POST
@second_factor_required
def remove(request: AuthenticatedRequest, act_id: UUID, line: int) -> HttpResponse:
    found = _act(request, act_id)
    _try(request, lambda: drafting.remove(found, line))
    return redirect(found)


@require_POST
@second_factor_required
def send(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    """Lines from a table; what cannot be taken is kept to be mended."""
    found = _act(request, act_id)
    form = LinesFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, file_form=form)
    try:
        taken = files.take(found, form.cleaned_data["file"].read())
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return _show(request, found, file_form=form)

    def write() -> None:
        drafting.add(found, taken.lines)
        drafting.keep_refused(found, taken.refused)
        words = _("Đã nhận %(count)s dòng.") % {"count": len(taken.lines)}
        messages.success(request, words)

    _try(request, write)
    return redirect(found)


@require_safe
@second_factor_required
def model(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    return answer(files.model(_act(request, act_id)), "sap-xep-mau.xlsx")


@require_safe
@second_factor_required
def refused(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    return answer(files.refused(_act(request, act_id)), f"chua-nhan-{clock.today()}.xlsx")


@require_POST
@second_factor_required
def preview(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    found = _act(request, act_id)
    try:
        carrying.previewed(found, by=request.user, now=clock.now())
    except carrying.ActRefused as error:
        messages.error(request, str(error))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def confirm(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    """The last look: what is decided of each target, and the number of the paper typed again."""
    found = _act(request, act_id)
    if found.state != State.PREVIEWED:
        return redirect(found)
    look = carrying.look(found)
    is_sent = request.method == "POST"
    said = (request.POST,) if is_sent else ()
    form = ConfirmForm(*said, act=found, choices=look.choices)
    if is_sent and form.is_valid():
        try:
            carrying.confirm(found, answers=form.answers(), by=request.user, now=clock.now())
        except carrying.ActRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect(found)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    context = {"act": found, "form": form, "warnings": look.warnings}
    return render(request, "users/reorganising/confirm.html", context, status=status)


@require_POST
@second_factor_required
def call_off(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    found = _act(request, act_id)
    if drafting.discard(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã thôi lần sắp xếp này. Không đơn vị nào thay đổi."))
    else:
        messages.error(request, _("Đã bắt đầu thực hiện nên không thôi được nữa."))
    return redirect(found)


@require_POST
@second_factor_required
def again(request: AuthenticatedRequest, act_id: UUID) -> HttpResponse:
    """Try once more what the machine could not do."""
    found = _act(request, act_id)
    if job := carrying.job_of(found):
        jobs.retry(job, by=request.user)
    return redirect(found)


def _show(
    request: AuthenticatedRequest,
    found: Reorganisation,
    *,
    line_form: LineForm | None = None,
    file_form: LinesFileForm | None = None,
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if line_form or file_form else HTTPStatus.OK
    job = carrying.job_of(found)
    has_failed = bool(job and job.state == Job.State.FAILED)
    is_begun = drafting.is_begun(found)
    is_running = bool(job and not has_failed and found.effective_on <= clock.today())
    context: dict[str, Any] = {
        "act": found,
        "home": HOME,
        "job": job,
        "has_failed": has_failed,
        "is_begun": is_begun,
        "is_running": is_running,
        "steps_count": len(carrying.steps()),
        "line_form": line_form or LineForm(act=found),
        "file_form": file_form or LinesFileForm(),
    }
    if found.is_open:
        context["look"] = look = carrying.look(found)
        context |= _lines(request, found, look.built.faults)
    elif found.state == State.IN_FORCE:
        context |= _lines(request, found, {}) | _histories(request, found)
    else:
        context |= _lines(request, found, {})
    shown = render(request, "users/reorganising/act.html", context, status=status)
    if is_running:
        shown.headers["Refresh"] = str(REFRESH_SECONDS)
    return shown


def _lines(
    request: AuthenticatedRequest, found: Reorganisation, faults: dict[int, list[str]]
) -> dict[str, Any]:
    """A page of its lines, those that want mending first."""
    rows = list(
        found.lines.select_related("old_unit__parent", "old_agency", "new_unit").order_by("pk")
    )
    rows.sort(key=lambda one: not faults.get(one.pk))
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("trang"))
    return {
        "page": page,
        "lines": [(one, faults.get(one.pk, [])) for one in page],
        "lines_count": len(rows),
        "faults_count": sum(bool(said) for said in faults.values()),
        "link": "?trang=",
    }


def _histories(request: AuthenticatedRequest, found: Reorganisation) -> dict[str, Any]:
    """Both histories, as it was or restated as the page is asked."""
    as_was = request.GET.get("xem") == "cu"
    tables = following.histories(carrying.read(found, now=clock.now()))
    shown = [
        (
            table,
            [row for row in table.rows if not as_was or row.is_old][:ROWS_A_PAGE],
            table.as_was if as_was else table.restated,
        )
        for table in tables
    ]
    return {"histories": shown, "as_was": as_was}


def _try(request: AuthenticatedRequest, write: Any) -> None:
    try:
        write()
    except drafting.NotOpen as error:
        messages.error(request, str(error))


def _check(request: AuthenticatedRequest) -> None:
    if not policies.may_reorganise(request.user):
        raise PermissionDenied


def _wrong_one(request: AuthenticatedRequest) -> Reorganisation | None:
    """The act in force that the new one is to put right, if the address names one."""
    try:
        asked = UUID(request.GET.get("nguoc", ""))
    except ValueError:
        return None
    return Reorganisation.objects.filter(pk=asked, state=State.IN_FORCE).first()


def _act(request: AuthenticatedRequest, act_id: UUID) -> Reorganisation:
    _check(request)
    rows = Reorganisation.objects.select_related("made_by", "confirmed_by")
    return get_object_or_404(rows, pk=act_id)
