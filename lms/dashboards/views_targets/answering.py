"""A target is taken on, disputed, answered, changed, withdrawn and brought back."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock, numbers
from lms.dashboards import target_policies as policies
from lms.dashboards.forms_targets import ChangeForm, ReasonForm, SettleForm
from lms.dashboards.models import Target
from lms.dashboards.services.targets import answering, words
from lms.dashboards.services.targets.answering import ChangedMeanwhile
from lms.dashboards.services.targets.giving import TargetRefused, Wording
from lms.dashboards.views_targets.giving import visible
from lms.users.http import AuthenticatedRequest, factor_where_due, second_factor_required

STALE = "Chỉ tiêu này vừa có thay đổi. Xem lại giúp mình."
SAME = "Số mới và các mốc giống như đang có, nên không đổi gì."


@require_POST
@factor_where_due
def accept(request: AuthenticatedRequest, target_id: UUID) -> HttpResponse:
    found = visible(request, target_id)
    _allow(may=policies.may_answer(request.user, found))
    if answering.accept(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã nhận chỉ tiêu."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def dispute(request: AuthenticatedRequest, target_id: UUID) -> HttpResponse:
    found = visible(request, target_id)
    _allow(may=policies.may_answer(request.user, found) and found.is_standing)
    form = ReasonForm(request.POST or None)

    def act() -> bool:
        reason = form.cleaned_data["reason"]
        return answering.dispute(found, reason, by=request.user, now=clock.now())

    done = _("Đã gửi đề nghị. Chỉ tiêu cũ vẫn tính cho tới khi có trả lời.")
    return _ask(request, found, form, act, done=done, name="dispute")


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def settle(request: AuthenticatedRequest, target_id: UUID) -> HttpResponse:
    found = visible(request, target_id)
    _allow(may=policies.may_change(request.user, found) and found.is_standing)
    form = SettleForm(request.POST or None)

    def act() -> bool:
        said = form.cleaned_data
        wording = None
        if said["value"] is not None:
            wording = Wording(said["value"], form.paper(), said["answer"], found.marks)
        now = clock.now()
        return answering.settle(found, said["answer"], by=request.user, now=now, wording=wording)

    return _ask(request, found, form, act, done=_("Đã trả lời."), name="settle")


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def change(request: AuthenticatedRequest, target_id: UUID) -> HttpResponse:
    found = visible(request, target_id)
    _allow(may=policies.may_change(request.user, found) and found.is_standing)
    places = found.indicator.decimals
    marks = [f"{day:%d/%m/%Y}: {numbers.show(value, places=places)}" for day, value in found.marks]
    initial = {
        "seen": found.version,
        "value": numbers.show(found.value, places=places),
        "milestones": "\n".join(marks),
    }
    form = ChangeForm(request.POST or None, initial=initial)

    def act() -> bool:
        said = form.cleaned_data
        wording = Wording(said["value"], form.paper(), said["reason"], said["milestones"])
        return answering.change(found, wording, seen=said["seen"], by=request.user, now=clock.now())

    done = _("Đã điều chỉnh. Số cũ và văn bản cũ vẫn giữ ở dưới.")
    return _ask(request, found, form, act, done=done, name="change", not_done=SAME)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def withdraw(request: AuthenticatedRequest, target_id: UUID) -> HttpResponse:
    found = visible(request, target_id)
    _allow(may=policies.may_change(request.user, found) and found.is_standing)
    form = ReasonForm(request.POST or None)

    def act() -> bool:
        reason = form.cleaned_data["reason"]
        return bool(answering.withdraw(found, reason, by=request.user, now=clock.now()))

    return _ask(
        request, found, form, act, done=_("Đã rút chỉ tiêu. Lấy lại được."), name="withdraw"
    )


@require_POST
@second_factor_required
def restore(request: AuthenticatedRequest, target_id: UUID) -> HttpResponse:
    found = visible(request, target_id)
    _allow(may=policies.may_change(request.user, found))
    try:
        if answering.restore(found, by=request.user, now=clock.now()):
            messages.success(request, _("Chỉ tiêu lại có hiệu lực."))
    except TargetRefused as refused:
        messages.error(request, str(refused))
    return redirect(found)


def _allow(*, may: bool) -> None:
    if not may:
        raise PermissionDenied


def _ask(  # one page that asks, and what is done with the answer
    request: AuthenticatedRequest,
    found: Target,
    form: forms.Form,
    act: Callable[[], bool],
    *,
    done: str,
    name: str,
    not_done: str = STALE,
) -> HttpResponse:
    """Show the form, or do what it says: then the target's page tells what became of it."""
    if form.is_bound and form.is_valid():
        try:
            if act():
                messages.success(request, done)
            else:
                messages.info(request, _(not_done))
        except TargetRefused as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, ChangedMeanwhile):
                # The new number is shown now, so the next answer is to that one.
                form.data = {**request.POST.dict(), "seen": str(found.version)}
        else:
            return redirect(found)
    parts = len(answering.below(found)) - 1 if name == "withdraw" else 0
    context = {
        "target": found,
        "form": form,
        "value": words.shown(found.indicator, found.value),
        "parts_count": parts,
    }
    is_wrong = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, f"dashboards/targets/{name}.html", context, status=status)
