"""A team's calendar: plan a session, change it, call it off, see who comes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams import policies
from teams.forms import plans as forms
from teams.models import PlannedSession, Team
from teams.services import campaigns, planning

MOST = 60
TAKEN = gettext_lazy("Giờ này tổ đã có một buổi khác. Chọn giờ khác.")
OVER = gettext_lazy("Tổ không hoạt động đến ngày đó. Chọn ngày sớm hơn, hoặc hỏi xã.")
READ = gettext_lazy("Bà con đọc được lý do này, ví dụ: mất điện, dời sang tuần sau.")


@require_safe
@factor_where_due
def plan_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What is to come, what was planned and never logged, what the month asks for."""
    found = _seen(request, code)
    now = clock.now()
    context = {
        "team": found,
        "page_kind": "team",
        "plans": list(planning.of_team(found, now=now)[:MOST]),
        "overdue": list(planning.overdue(found, now=now)[:10]),
        "shares": campaigns.of_team(found, on=clock.today()),
        "may_plan": policies.may_plan(request.user, found),
        "may_log": policies.may_log(request.user, found),
    }
    return render(request, "teams/plans/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def plan_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = _planned_by(request, code)
    context = {"team": found, "plan": None}
    if request.method != "POST":
        last = found.sessions.order_by("-created_at", "-pk").first()
        start = forms.fresh(last, topic=request.GET.get("noi-dung", "")[:40])
        return _form_page(request, context, forms.PlanForm(initial=start))
    form = forms.PlanForm(request.POST)
    if not form.is_valid():
        return _form_page(request, context, form, status=422)
    try:
        planning.plan(found, form.intent(), by=request.user, now=clock.now())
    except (planning.TakenTime, planning.TeamOver) as error:
        return _refused(request, context, form, error)
    messages.success(request, _("Đã đưa vào lịch. Bà con thấy buổi này rồi."))
    return redirect("teams:plans", code=code)


@require_safe
@factor_where_due
def plan(request: AuthenticatedRequest, code: str, plan_id: UUID) -> HttpResponse:
    found = _seen(request, code)
    reason = forms.ReasonForm(help_text=READ)
    return _page(request, found, _plan(found, plan_id), reason)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def plan_edit(request: AuthenticatedRequest, code: str, plan_id: UUID) -> HttpResponse:
    found = _planned_by(request, code)
    planned = _plan(found, plan_id)
    context = {"team": found, "plan": planned}
    if request.method != "POST":
        return _form_page(
            request, context, forms.PlanForm(initial=forms.of_plan(planned), planned=planned)
        )
    form = forms.PlanForm(request.POST, planned=planned)
    if not form.is_valid():
        return _form_page(request, context, form, status=422)
    try:
        planning.change(planned, form.intent(), by=request.user, now=clock.now())
    except (planning.TakenTime, planning.TeamOver) as error:
        return _refused(request, context, form, error)
    messages.success(request, _("Đã đổi. Ai báo đến bằng tài khoản đã nhận được tin."))
    return redirect("teams:plan", code=code, plan_id=plan_id)


@require_POST
@factor_where_due
def plan_cancel(request: AuthenticatedRequest, code: str, plan_id: UUID) -> HttpResponse:
    found = _planned_by(request, code)
    planned = _plan(found, plan_id)
    form = forms.ReasonForm(request.POST, help_text=READ)
    if not form.is_valid():
        return _page(request, found, planned, form, status=422)
    reason = form.cleaned_data["reason"]
    if planning.cancel(planned, reason=reason, by=request.user, now=clock.now()):
        messages.success(request, _("Đã hoãn. Hoãn nhầm thì bấm “Vẫn tổ chức”."))
    return redirect("teams:plan", code=code, plan_id=plan_id)


@require_POST
@factor_where_due
def plan_restore(request: AuthenticatedRequest, code: str, plan_id: UUID) -> HttpResponse:
    found = _planned_by(request, code)
    try:
        if planning.restore(_plan(found, plan_id), by=request.user, now=clock.now()):
            messages.success(request, _("Buổi này lại nằm trong lịch."))
    except planning.TakenTime:
        messages.error(request, TAKEN)
    except planning.TeamOver:
        messages.error(request, OVER)
    return redirect("teams:plan", code=code, plan_id=plan_id)


def _team(code: str) -> Team:
    return get_object_or_404(Team.objects.select_related("unit__parent"), code=code)


def _seen(request: AuthenticatedRequest, code: str) -> Team:
    found = _team(code)
    if not policies.may_see_plans(request.user, found):
        raise PermissionDenied
    return found


def _planned_by(request: AuthenticatedRequest, code: str) -> Team:
    found = _team(code)
    if not policies.may_plan(request.user, found):
        raise PermissionDenied
    return found


def _plan(team: Team, plan_id: UUID) -> PlannedSession:
    rows = team.plans.select_related("topic").with_expected().with_logged()
    planned = get_object_or_404(rows, pk=plan_id)
    planned.team = team
    return planned


def _page(
    request: AuthenticatedRequest,
    team: Team,
    planned: PlannedSession,
    form: forms.ReasonForm,
    *,
    status: int = 200,
) -> HttpResponse:
    comings = planned.comings.select_related("person").order_by("created_at", "pk")
    context = {
        "team": team,
        "page_kind": "team",
        "plan": planned,
        "comings": list(comings[:200]),
        "form": form,
        "may_plan": policies.may_plan(request.user, team),
        "may_log": policies.may_log(request.user, team),
        "is_past": planned.starts < clock.now(),
        "today": clock.today(),
    }
    return render(request, "teams/plans/of_team.html", context, status=status)


def _refused(
    request: AuthenticatedRequest, context: dict[str, Any], form: forms.PlanForm, error: Exception
) -> HttpResponse:
    is_over = isinstance(error, planning.TeamOver)
    form.add_error("on" if is_over else "at", OVER if is_over else TAKEN)
    return _form_page(request, context, form, status=422)


def _form_page(
    request: AuthenticatedRequest,
    context: dict[str, Any],
    form: forms.PlanForm,
    *,
    status: int = 200,
) -> HttpResponse:
    return render(request, "teams/plans/form.html", {**context, "form": form}, status=status)
