"""Who is in a team: taking somebody in, changing the role, ending it, taking the end back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.models import User
from lms.users.services import people
from teams.forms import manage as forms
from teams.models import Team, TeamMembership
from teams.services import membership, recruiting
from teams.services.recruiting import Recruit
from teams.views.manage import managed_team

LED = "Tổ đang có tổ trưởng. Đánh dấu ô “Thay tổ trưởng hiện nay” để thay."
WAS_IN = "Người này đã ở trong tổ vào ngày đó. Chọn một ngày sau khi thôi."
CROWDED = "Số này đã dùng cho nhiều người quá. Nhập số khác hoặc để trống."
AGAIN = "Danh sách vừa có thay đổi. Chọn lại giúp mình."


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def member_add(request: AuthenticatedRequest, code: str, team_code: str) -> HttpResponse:
    """The form, then who that may be, then the place in the team."""
    place, team = managed_team(request, code, team_code)
    initial = {"on": clock.today(), "role": "leader" if not leader_of(team) else "member"}
    form = forms.MemberForm(request.POST or None, initial=initial)
    context = {"commune": place, "team": team, "form": form, "leader": leader_of(team)}
    if request.method != "POST":
        return render(request, "teams/member_add.html", context)
    if not form.is_valid() or "chinh-sua" in request.POST:
        return render(request, "teams/member_add.html", context, status=422)
    recruit = Recruit(**form.cleaned_data)
    if _leader_in_the_way(form, team):
        return render(request, "teams/member_add.html", context, status=422)
    if "ai" not in request.POST:
        found = recruiting.found(recruit, team)
        return _choose(request, {**context, "found": found}, team)
    return _take_in(request, context, team, recruit)


@require_safe
@second_factor_required
def member(request: AuthenticatedRequest, code: str, team_code: str, place_id: int) -> HttpResponse:
    place, team = managed_team(request, code, team_code)
    held = get_object_or_404(team.memberships.select_related("person"), pk=place_id)
    role = forms.RoleForm(initial={"role": held.role, "on": clock.today()})
    end = forms.EndForm(place=held, initial={"last": clock.today()})
    return _member_page(request, {"commune": place, "team": team, "held": held}, role, end)


@require_POST
@second_factor_required
def member_role(
    request: AuthenticatedRequest, code: str, team_code: str, place_id: int
) -> HttpResponse:
    place, team = managed_team(request, code, team_code)
    held = get_object_or_404(team.memberships.open(), pk=place_id)
    form = forms.RoleForm(request.POST)
    if form.is_valid() and not _leader_in_the_way(form, team, besides=held.person):
        role, on = form.cleaned_data["role"], form.cleaned_data["on"]
        if role == TeamMembership.Role.LEADER:
            membership.lead(team, held.person, on=on, by=request.user)
        else:
            membership.join(team, held.person, role=role, on=on, by=request.user)
        messages.success(request, "Đã đổi vai trò.")
        return redirect("teams:manage", code=code, team_code=team_code)
    end = forms.EndForm(place=held, initial={"last": clock.today()})
    context = {"commune": place, "team": team, "held": held}
    return _member_page(request, context, form, end, status=422)


@require_POST
@second_factor_required
def member_end(
    request: AuthenticatedRequest, code: str, team_code: str, place_id: int
) -> HttpResponse:
    place, team = managed_team(request, code, team_code)
    held = get_object_or_404(team.memberships.select_related("person"), pk=place_id)
    form = forms.EndForm(request.POST, place=held)
    if not form.is_valid():
        role = forms.RoleForm(initial={"role": held.role, "on": clock.today()})
        context = {"commune": place, "team": team, "held": held}
        return _member_page(request, context, role, form, status=422)
    last = form.cleaned_data["last"]
    if membership.leave(held, on=last, by=request.user, now=clock.now()):
        messages.success(request, "Đã cho thôi. Trong hôm nay còn lấy lại được.")
    return redirect("teams:manage", code=code, team_code=team_code)


@require_POST
@second_factor_required
def member_back(
    request: AuthenticatedRequest, code: str, team_code: str, place_id: int
) -> HttpResponse:
    _, team = managed_team(request, code, team_code)
    held = get_object_or_404(team.memberships.select_related("person"), pk=place_id)
    try:
        done = membership.come_back(held, by=request.user, now=clock.now())
    except membership.LeaderTaken:
        messages.error(request, "Tổ đã có tổ trưởng khác. Thêm người này với vai trò khác.")
    else:
        if done:
            messages.success(request, "Đã lấy lại. Người này vẫn ở trong tổ như trước.")
        else:
            messages.info(request, "Không lấy lại được nữa. Muốn thì thêm lại vào tổ.")
    return redirect("teams:manage", code=code, team_code=team_code)


def leader_of(team: Team) -> TeamMembership | None:
    rows = team.memberships.open().filter(role=TeamMembership.Role.LEADER)
    return rows.select_related("person").first()


def _leader_in_the_way(form: forms.RoleForm, team: Team, *, besides: User | None = None) -> bool:
    """Whether somebody else leads and nobody said that this one takes over."""
    given, leader = form.cleaned_data, leader_of(team)
    if given["role"] != "leader" or given["takes_over"]:
        return False
    if leader is None or (besides and leader.person_id == besides.pk):
        return False
    form.add_error("takes_over", LED)
    return True


def _take_in(
    request: AuthenticatedRequest, context: dict[str, Any], team: Team, recruit: Recruit
) -> HttpResponse:
    chosen, form = request.POST["ai"], context["form"]
    try:
        recruiting.take_in(
            team,
            recruit,
            chosen="" if chosen == "moi" else chosen,
            new=request.POST.get("phieu", ""),
            by=request.user,
        )
    except recruiting.NotOffered:
        messages.info(request, AGAIN)
        return _choose(request, {**context, "found": recruiting.found(recruit, team)}, team)
    except membership.LeaderTaken:
        form.add_error("takes_over", LED)
    except membership.Overlaps:
        form.add_error("on", WAS_IN)
    except people.TooManyPeople:
        form.add_error("number", CROWDED)
    else:
        messages.success(request, "Đã thêm vào tổ.")
        return redirect("teams:manage", code=context["commune"].code, team_code=team.code)
    return render(request, "teams/member_add.html", context, status=422)


def _choose(request: AuthenticatedRequest, context: dict[str, Any], team: Team) -> HttpResponse:
    context = {**context, "ticket": recruiting.ticket(team)}
    return render(request, "teams/member_choose.html", context)


def _member_page(
    request: AuthenticatedRequest,
    context: dict[str, Any],
    role: forms.RoleForm,
    end: forms.EndForm,
    *,
    status: int = 200,
) -> HttpResponse:
    held: TeamMembership = context["held"]
    others = leader_of(context["team"])
    context |= {
        "role_form": role,
        "end_form": end,
        "may_change": held.valid_to is None,
        "may_come_back": membership.may_come_back(held, now=clock.now()),
        "leader": others if others and others.person_id != held.person_id else None,
    }
    return render(request, "teams/member.html", context, status=status)
