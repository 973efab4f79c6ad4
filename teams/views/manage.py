"""The commune's pages about its teams: what is missing, opening one, who is in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lms.common import clock
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required
from teams import policies
from teams.forms import manage as forms
from teams.models import Team
from teams.services import consolidating, lists, membership, terms

SHOWN_MISSING = 5
"""Villages without a team that stand unfolded above the teams."""


@require_safe
@second_factor_required
def team_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The teams of a commune; villages without one stand first."""
    place = managed_commune(request, code)
    overview = lists.overview(place, on=clock.today())
    context = {
        "commune": place,
        "overview": overview,
        "first_missing": overview.missing[:SHOWN_MISSING],
        "more_missing": overview.missing[SHOWN_MISSING:],
    }
    return render(request, "teams/team_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def team_open(request: AuthenticatedRequest, code: str, unit_id: UUID) -> HttpResponse:
    """A team for a village that has none, or for the commune itself."""
    place = managed_commune(request, code)
    units = Unit.objects.within(place).valid_on(clock.today())
    unit = get_object_or_404(units.select_related("parent"), pk=unit_id)
    if there := Team.objects.open().at(unit).first():
        messages.info(request, f"{unit.name} đã có tổ.")
        return redirect("teams:manage", code=code, team_code=there.code)
    initial = {"name": f"Tổ công nghệ số {unit.name[:1].lower()}{unit.name[1:]}"}
    form = forms.TeamForm(request.POST or None, initial=initial)
    context = {"commune": place, "unit": unit, "form": form}
    if request.method != "POST":
        return render(request, "teams/team_form.html", context)
    if not form.is_valid():
        return render(request, "teams/team_form.html", context, status=422)
    given = dict(form.cleaned_data)
    name, on = given.pop("name"), given["decision_on"] or clock.today()
    try:
        opened = membership.open_team(name, unit=unit, by=request.user, on=on, **given)
    except membership.HasTeam:
        messages.info(request, f"{unit.name} đã có tổ.")
        return redirect("teams:team-list", code=code)
    messages.success(request, "Đã lập tổ. Giờ thêm tổ trưởng và các thành viên.")
    return redirect("teams:manage", code=code, team_code=opened.code)


@require_safe
@second_factor_required
def team_manage(request: AuthenticatedRequest, code: str, team_code: str) -> HttpResponse:
    """One team: who leads, who is in it, who was."""
    place, found = managed_team(request, code, team_code)
    current = lists.members(found, on=clock.today())
    context = {
        "commune": place,
        "team": found,
        "members": [member for member in current if not member.ended_at],
        "former": lists.former(found),
        "acts": list(found.consolidations.filter(undone_at=None).order_by("-made_at")[:10]),
        "founding": consolidating.founding(found),
        "last_act": consolidating.undoable(found, now=clock.now()),
        "last_term": terms.undoable(found, now=clock.now()),
        "has_leader": any(member.role == "leader" for member in current),
    }
    return render(request, "teams/team_manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def team_edit(request: AuthenticatedRequest, code: str, team_code: str) -> HttpResponse:
    place, found = managed_team(request, code, team_code)
    number, on = consolidating.founding(found)
    initial = {**forms.of_team(found), "decision_no": number, "decision_on": on}
    form = forms.TeamForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"commune": place, "team": found, "unit": found.unit, "form": form}
    if request.method != "POST":
        return render(request, "teams/team_form.html", context)
    if not form.is_valid():
        return render(request, "teams/team_form.html", context, status=422)
    consolidating.describe(found, by=request.user, **form.cleaned_data)
    messages.success(request, "Đã ghi lại.")
    return redirect("teams:manage", code=code, team_code=found.code)


def managed_commune(request: AuthenticatedRequest, code: str) -> Unit:
    """The commune of today with this code, if its teams are this person's to manage."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE, code=code).valid_on(clock.today())
    place = get_object_or_404(communes.select_related("parent"))
    if not policies.may_manage_teams(request.user, place):
        raise PermissionDenied
    return place


def managed_team(request: AuthenticatedRequest, code: str, team_code: str) -> tuple[Unit, Team]:
    """A team of that commune or of a village in it."""
    place = managed_commune(request, code)
    found = get_object_or_404(Team.objects.select_related("unit__parent"), code=team_code)
    if not Team.objects.within(place).filter(pk=found.pk).exists():
        raise Http404
    return place, found
