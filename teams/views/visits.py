"""A team answers who asked to be helped at home: it promises, passes on, or says why not."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams import policies
from teams.forms.plans import ReasonForm
from teams.forms.visits import PromiseForm
from teams.models import Team, VisitRequest
from teams.services import visits

MOST = 50
Status = VisitRequest.Status
READ = gettext_lazy("Bà con đọc được lý do này, ví dụ: tuần này tổ đi tập huấn.")


@require_safe
@factor_where_due
def visit_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Who waits, whom the team visits next, what became of the rest."""
    team = _team(code)
    answers = policies.may_answer_visits(request.user, team)
    if not (answers or policies.may_log(request.user, team)):
        raise PermissionDenied
    rows = VisitRequest.objects.filter(team=team).select_related("topic", "unit", "visitor")
    if not answers:
        rows = rows.filter(visitor=request.user, status=Status.ACCEPTED)
    context = {
        "team": team,
        "answers": answers,
        "waiting": list(rows.waiting().order_by("waiting_since", "pk")[:MOST]),
        "due": list(rows.due()[:MOST]),
        "closed": list(
            rows.filter(status__in=[Status.DONE, Status.DECLINED], forgotten_at=None).order_by(
                "-closed_at"
            )[:MOST]
        ),
        "today": clock.today(),
    }
    return render(request, "teams/visits/list.html", context)


@require_safe
@factor_where_due
def visit(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    team, found = _seen(request, code, visit_id)
    goes = found.visitor_id or request.user.pk
    start = {
        "on": found.visit_on or found.wished_on,
        "at": found.visit_at,
        "visitor": team.memberships.open().filter(person=goes).first(),
    }
    return _page(request, team, found, PromiseForm(team=team, initial=start), _reason())


@require_POST
@factor_where_due
def visit_promise(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    team, found = _answered(request, code, visit_id)
    form = PromiseForm(request.POST, team=team)
    if not form.is_valid():
        return _page(request, team, found, form, _reason(), status=422)
    place, on, at = (form.cleaned_data[name] for name in ("visitor", "on", "at"))
    try:
        done = visits.promise(found, place.person, on=on, at=at, by=request.user, now=clock.now())
    except visits.NotInTeam:
        form.add_error(
            "visitor", _("Ngày đó người này chưa ở trong tổ, hoặc tổ đã nghỉ. Chọn lại.")
        )
        return _page(request, team, found, form, _reason(), status=422)
    _say(request, done, _("Đã hẹn. Bà con thấy ai đến và ngày nào."))
    return redirect("teams:visit", code=code, visit_id=visit_id)


@require_POST
@factor_where_due
def visit_decline(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    team, found = _answered(request, code, visit_id)
    form = ReasonForm(request.POST, help_text=READ)
    if not form.is_valid():
        return _page(request, team, found, PromiseForm(team=team), form, status=422)
    reason = form.cleaned_data["reason"]
    done = visits.decline(found, reason=reason, by=request.user, now=clock.now())
    _say(request, done, _("Đã trả lời bà con. Trả lời nhầm thì bấm “Xem lại lời nhờ”."))
    return redirect("teams:visit", code=code, visit_id=visit_id)


@require_POST
@factor_where_due
def visit_pass_on(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    found = _answered(request, code, visit_id)[1]
    done = visits.pass_on(found, by=request.user, now=clock.now())
    _say(request, done, _("Đã chuyển lên xã. Tổ vẫn nhận lại được khi xã chưa giao."))
    return redirect("teams:visit", code=code, visit_id=visit_id)


@require_POST
@factor_where_due
def visit_done(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    """By whoever answers, or by the member who went."""
    team, found = _seen(request, code, visit_id)
    done = visits.done(found, by=request.user, now=clock.now())
    _say(request, done, _("Đã ghi là xong. Nhớ ghi buổi hướng dẫn tại nhà nhé."))
    if policies.may_answer_visits(request.user, team):
        return redirect("teams:visit", code=code, visit_id=visit_id)
    return redirect("teams:visits", code=code)


@require_POST
@factor_where_due
def visit_take_up(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    found = _answered(request, code, visit_id)[1]
    done = visits.take_up(found, by=request.user, now=clock.now())
    _say(request, done, _("Đã mở lại."))
    return redirect("teams:visit", code=code, visit_id=visit_id)


def _say(request: AuthenticatedRequest, done: bool, words: str) -> None:  # noqa: FBT001
    if done:
        messages.success(request, words)
        return
    messages.info(request, _("Lời nhờ này vừa có thay đổi. Xem lại giúp mình."))


def _reason() -> ReasonForm:
    return ReasonForm(help_text=READ)


def _team(code: str) -> Team:
    return get_object_or_404(Team.objects.select_related("unit__parent"), code=code)


def _seen(request: AuthenticatedRequest, code: str, visit_id: UUID) -> tuple[Team, VisitRequest]:
    """A request of the team, for who answers or goes; a stranger learns not even that it exists."""
    team = _team(code)
    if not (policies.may_log(request.user, team) or policies.may_answer_visits(request.user, team)):
        raise PermissionDenied
    rows = team.visit_requests.select_related("topic", "unit__parent", "visitor", "answered_by")
    found = get_object_or_404(rows, pk=visit_id)
    found.team = team
    if not policies.may_see_visit(request.user, found):
        raise PermissionDenied
    return team, found


def _answered(
    request: AuthenticatedRequest, code: str, visit_id: UUID
) -> tuple[Team, VisitRequest]:
    team, found = _seen(request, code, visit_id)
    if not policies.may_answer_visits(request.user, team):
        raise PermissionDenied
    return team, found


def _page(
    request: AuthenticatedRequest,
    team: Team,
    found: VisitRequest,
    promise: PromiseForm,
    reason: ReasonForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "team": team,
        "visit": found,
        "promise": promise,
        "reason": reason,
        "answers": policies.may_answer_visits(request.user, team),
        "is_open": found.is_open,
    }
    return render(request, "teams/visits/visit.html", context, status=status)
