"""The commune says what a month is about, and answers for visits its teams left unanswered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.places.models import Unit
from lms.users import policies as users
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.models import RoleGrant
from teams import policies
from teams.forms.plans import CampaignForm, ReasonForm
from teams.forms.visits import GiveForm
from teams.models import Campaign, Team, VisitRequest
from teams.services import campaigns, visits
from teams.views.commune import commune_of

MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def campaign_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Campaigns from this month on, how far each team is, and a new one."""
    place = _run_by(request, code)
    if request.method != "POST":
        form = CampaignForm(in_province=_in_province(request, place), initial={"quota": 2})
        return _campaigns_page(request, place, form)
    form = CampaignForm(request.POST, in_province=_in_province(request, place))
    if not form.is_valid():
        return _campaigns_page(request, place, form, status=422)
    given = dict(form.cleaned_data)
    province = place.parent if given.pop("whole_province", False) else None
    try:
        campaigns.start(
            given.pop("name"), unit=province or place, **given, by=request.user, now=clock.now()
        )
    except campaigns.AlreadyThere:
        form.add_error("topic", _("Tháng này đã có một đợt về nội dung đó. Chọn nội dung khác."))
        return _campaigns_page(request, place, form, status=422)
    messages.success(request, _("Đã mở đợt. Các tổ thấy ở trang của tổ."))
    return redirect("teams:campaigns", code=code)


@require_POST
@second_factor_required
def campaign_end(request: AuthenticatedRequest, code: str, campaign_id: UUID) -> HttpResponse:
    place = _run_by(request, code)
    found = _campaign(request, place, campaign_id)
    if campaigns.end(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã dừng đợt. Dừng nhầm thì bấm “Mở lại”."))
    return redirect("teams:campaigns", code=code)


@require_POST
@second_factor_required
def campaign_go_on(request: AuthenticatedRequest, code: str, campaign_id: UUID) -> HttpResponse:
    place = _run_by(request, code)
    found = _campaign(request, place, campaign_id)
    try:
        if campaigns.go_on(found, by=request.user, now=clock.now()):
            messages.success(request, _("Đã mở lại đợt này."))
    except campaigns.AlreadyThere:
        messages.error(request, _("Đã có đợt khác thay vào. Dừng đợt đó trước đã."))
    return redirect("teams:campaigns", code=code)


@require_safe
@second_factor_required
def commune_visits(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Requests no team answered, the longest waiting first."""
    return _visits_page(request, _looked_after(request, code))


@require_POST
@second_factor_required
def commune_visit_give(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    place = _looked_after(request, code)
    found = get_object_or_404(_of_commune(place), pk=visit_id)
    form = GiveForm(request.POST, commune=place)
    if not form.is_valid():
        return _visits_page(request, place, wrong=form, wrong_id=found.pk, status=422)
    done = visits.give_to(found, form.cleaned_data["team"], by=request.user, now=clock.now())
    _say(request, done, _("Đã giao cho tổ. Tổ có ba ngày để trả lời."))
    return redirect("teams:commune-visits", code=code)


@require_POST
@second_factor_required
def commune_visit_decline(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    place = _looked_after(request, code)
    found = get_object_or_404(_of_commune(place), pk=visit_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _visits_page(request, place, wrong=form, wrong_id=found.pk, status=422)
    reason = form.cleaned_data["reason"]
    done = visits.decline(found, reason=reason, by=request.user, now=clock.now())
    _say(request, done, _("Đã trả lời bà con."))
    return redirect("teams:commune-visits", code=code)


@require_POST
@second_factor_required
def commune_visit_take_up(request: AuthenticatedRequest, code: str, visit_id: UUID) -> HttpResponse:
    place = _looked_after(request, code)
    found = get_object_or_404(_of_commune(place), pk=visit_id)
    _say(request, visits.take_up(found, by=request.user, now=clock.now()), _("Đã mở lại."))
    return redirect("teams:commune-visits", code=code)


def _say(request: AuthenticatedRequest, done: bool, words: str) -> None:  # noqa: FBT001
    if done:
        messages.success(request, words)
        return
    messages.info(request, _("Lời nhờ này vừa có thay đổi. Xem lại giúp mình."))


def _run_by(request: AuthenticatedRequest, code: str) -> Unit:
    place = commune_of(request, code)
    if not policies.may_run_campaigns(request.user, place):
        raise PermissionDenied
    return place


def _looked_after(request: AuthenticatedRequest, code: str) -> Unit:
    place = commune_of(request, code)
    if not policies.may_answer_in(request.user, place):
        raise PermissionDenied
    return place


def _in_province(request: AuthenticatedRequest, place: Unit) -> bool:
    admin = RoleGrant.Role.PROVINCE_ADMIN
    return place.parent is not None and users.has_role(request.user, admin, unit=place.parent)


def _campaign(request: AuthenticatedRequest, place: Unit, campaign_id: UUID) -> Campaign:
    """One of the commune; of the province only for who runs those."""
    return get_object_or_404(Campaign, pk=campaign_id, unit__in=_own_units(request, place))


def _own_units(request: AuthenticatedRequest, place: Unit) -> set[UUID]:
    """The commune with those it took over from, and the province for who runs its campaigns."""
    units = campaigns.own_units(place)
    if _in_province(request, place) and place.parent_id:
        units.add(place.parent_id)
    return units


def _campaigns_page(
    request: AuthenticatedRequest, place: Unit, form: CampaignForm, *, status: int = 200
) -> HttpResponse:
    today = clock.today()
    found = list(campaigns.of_unit(place, since=today)[:MOST])
    running = [one for one in found if one.ended_at is None and one.month == today.replace(day=1)]
    teams = Team.objects.open().within(place)
    shares = campaigns.shares(running, teams.order_by("level", "sort_key"), month=today)
    context = {
        "commune": place,
        "campaigns": found,
        "behind": [share for share in shares if share.missing_count],
        "running": running,
        "form": form,
        "own_ids": _own_units(request, place),
    }
    return render(request, "teams/plans/campaigns.html", context, status=status)


def _of_commune(place: Unit) -> Any:
    rows = VisitRequest.objects.within(place).filter(forgotten_at=None)
    return rows.exclude(with_commune_since=None)


def _visits_page(
    request: AuthenticatedRequest,
    place: Unit,
    *,
    wrong: GiveForm | ReasonForm | None = None,
    wrong_id: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = _of_commune(place).select_related("topic", "unit", "team")
    waiting = list(rows.waiting().order_by("waiting_since", "pk")[:MOST])
    teams = list(Team.objects.open().within(place))
    context = {
        "commune": place,
        "waiting": waiting,
        "teams": sorted(teams, key=lambda team: (team.level, team.sort_key)),
        "declined": list(
            rows.filter(status=VisitRequest.Status.DECLINED).order_by("-closed_at")[:MOST]
        ),
        "wrong": wrong,
        "wrong_id": wrong_id,
    }
    return render(request, "teams/visits/of_commune.html", context, status=status)
