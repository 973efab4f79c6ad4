"""Whose targets stand where: of the province, a commune, an agency, a team."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.dashboards import target_policies as policies
from lms.dashboards.models import ReportingPeriod, Target
from lms.dashboards.models.targets import TargetQuerySet
from lms.dashboards.services.targets import reading, reporting, words
from lms.places.models import Unit
from lms.users import policies as users
from lms.users.http import AuthenticatedRequest, factor_where_due, second_factor_required
from lms.users.models import Agency
from teams import policies as teams
from teams.models import PlannedSession, Team

A_PAGE = 50
Kind = ReportingPeriod.Kind


@require_safe
@factor_where_due
def home(request: AuthenticatedRequest) -> HttpResponse:
    """The province's targets, or the way to one's own: straight there when there is one."""
    if policies.may_see_province(request.user):
        return _province(request)
    own = _own(request)
    if len(own) == 1:
        return redirect(own[0][1])
    return render(request, "dashboards/targets/own.html", {"own": own})


def _own(request: AuthenticatedRequest) -> list[tuple[str, str]]:
    """The communes, agencies and teams whose targets this person answers for, with their pages."""
    user = request.user
    today = clock.today()
    reach = users.units_within(user, *policies.COMMUNE)
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(today)
    found = [
        (one.name, f"/chi-tieu/xa/{one.code}/")
        for one in (communes.filter(reach.units()).sorted() if reach else ())
    ]
    managed = users.agencies_within(user, users.Role.AGENCY_MANAGER)
    agencies = Agency.objects.filter(managed.agencies()).order_by("sort_key") if managed else ()
    found += [(one.name, f"/chi-tieu/co-quan/{one.code}/") for one in agencies]
    places = teams.memberships_of(user).select_related("team").order_by("team__sort_key")
    found += [(one.team.name, f"/chi-tieu/to/{one.team.code}/") for one in places]
    headed = teams.headed_by(user).order_by("sort_key")
    found += [(one.name, f"/chi-tieu/to/{one.code}/") for one in headed]
    found += _of_villages_without_team(request)
    return list(dict.fromkeys(found))


def _of_villages_without_team(request: AuthenticatedRequest) -> list[tuple[str, str]]:
    """What was given to a village this person heads that has no team, whose page would show it."""
    reach = users.units_within(request.user, users.Role.VILLAGE_HEAD)
    if not reach:
        return []
    today = clock.today()
    rows = Target.objects.standing().filter(reach.units("unit"), unit__level=Unit.Level.VILLAGE)
    rows = rows.filter(period__first_on__lte=today, period__last_on__gte=today)
    rows = rows.exclude(unit__in=Team.objects.open().values("unit")).with_all()
    return [
        (f"{one.holder_name}: {one.indicator.name}", one.get_absolute_url())
        for one in rows.order_by("indicator__position", "pk")[:A_PAGE]
    ]


def _province(request: AuthenticatedRequest) -> HttpResponse:
    """What the province gave itself, and what it gave to one place alone; worst first."""
    period = _period(request)
    rows = Target.objects.filter(period=period, parent=None) if period else Target.objects.none()
    page = Paginator(rows.standing().with_all().order_by("indicator__position", "pk"), A_PAGE)
    shown = page.get_page(request.GET.get("trang"))
    disputed = Target.objects.filter(period=period, state=Target.State.DISPUTED)
    disputed = disputed.filter(Q(parent=None) | Q(parent__unit__level=Unit.Level.PROVINCE))
    context = {
        **_chosen(request, period),
        "lines": lines(list(shown)),
        "page": shown,
        "link": f"?ky={period.pk if period else ''}&trang=",
        "disputed": disputed.with_all().order_by("answered_at")[:A_PAGE],
        "may_assign": policies.may_assign(request.user),
    }
    return render(request, "dashboards/targets/province.html", context)


@require_safe
@second_factor_required
def commune(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What is missing today, what waits for the commune, and what its teams have of it."""
    found = get_object_or_404(
        Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today()), code=code
    )
    if not policies.may_see_commune(request.user, found):
        raise PermissionDenied
    period = _period(request)
    below = Target.objects.filter(
        Q(team__in=Team.objects.within(found))
        | Q(unit__parent=found, unit__level=Unit.Level.VILLAGE)
    )
    context = {
        "place": found,
        "title": found.name,
        **_chosen(request, period),
        **_listed(Target.objects.filter(unit=found), period),
        "disputed": below.filter(period=period, state=Target.State.DISPUTED).with_all()[:A_PAGE],
    }
    return render(request, "dashboards/targets/place.html", context)


@require_safe
@second_factor_required
def agency(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Agency, code=code)
    if not policies.may_see_agency(request.user, found):
        raise PermissionDenied
    period = _period(request)
    below = Target.objects.filter(agency__parent=found)
    context = {
        "place": found,
        "title": found.name,
        **_chosen(request, period),
        **_listed(Target.objects.filter(agency=found), period),
        "disputed": below.filter(period=period, state=Target.State.DISPUTED).with_all()[:A_PAGE],
    }
    return render(request, "dashboards/targets/place.html", context)


@require_safe
@factor_where_due
def team(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """One card: what the team still has to do, and how much that is a session."""
    found = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    if not policies.may_see_team(request.user, found):
        raise PermissionDenied
    period = _period(request)
    rows = Target.objects.standing().of_team(found).filter(period=period).with_all()
    standing = reading.standings(list(rows.order_by("indicator__position", "pk")))
    today = clock.today()
    planned = PlannedSession.objects.standing().filter(team=found, planned_on__gte=today)
    count = planned.filter(planned_on__lte=period.last_on).count() if period else 0
    context = {
        "team": found,
        **_chosen(request, period),
        "lines": [(words.line(one), words.for_team(one, count, today)) for one in standing],
        "leads": teams.leads(request.user, found),
        "answers_village": policies.may_answer_for_village(request.user, found.unit),
    }
    return render(request, "dashboards/targets/team.html", context)


def lines(targets: list[Target]) -> list[words.Line]:
    """Where each stands, the furthest behind first; what nobody knows comes last."""
    found = reading.standings(targets)
    return [words.line(one) for one in sorted(found, key=_behind)]


def _behind(one: reading.Standing) -> tuple[bool, bool, float]:
    pace = one.pace
    if pace.behind is None:
        return True, True, 0
    due = abs(pace.expected) or 1
    return False, not pace.is_behind, -float(pace.behind / due)


def _listed(rows: TargetQuerySet, period: ReportingPeriod | None) -> dict[str, Any]:
    standing = rows.standing().filter(period=period).with_all() if period else rows.none()
    found = lines(list(standing))
    return {
        "lines": found,
        "waiting_count": sum(one.target.waits_for_holder for one in found),
        "behind_count": sum(one.standing.pace.is_behind for one in found),
    }


def _chosen(request: AuthenticatedRequest, period: ReportingPeriod | None) -> dict[str, Any]:
    """The period that is shown, and the others one can choose: those near today."""
    rows = ReportingPeriod.objects.exclude(kind=Kind.WEEK)
    today = clock.today()
    near = rows.filter(first_on__lte=today).order_by("-first_on", "last_on")[:A_PAGE]
    periods = list(near)
    if period and period not in periods:
        periods.append(period)
    return {
        "period": period,
        "periods": periods,
        "may_see_periods": policies.may_see_province(request.user),
    }


def _period(request: AuthenticatedRequest) -> ReportingPeriod | None:
    """The one that is asked for, else this month's, else this year's."""
    asked = request.GET.get("ky", "")
    with suppress(ValueError):
        if found := ReportingPeriod.objects.filter(pk=UUID(asked)).first():
            return found
    today = clock.today()
    return reporting.current(Kind.MONTH, on=today) or reporting.current(Kind.YEAR, on=today)
