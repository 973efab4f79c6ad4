"""The commune's month: on the page, and on a sheet to print."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.places.models import Unit, UnitLineage
from lms.users import policies as users
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams import policies, seams
from teams.models import Feedback, Session, VisitRequest, Whom
from teams.services import months

PAGE_SIZE = 50
EARLIEST = date(2020, 1, 1)


@require_safe
@factor_where_due
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """The communes I have to do with; straight to it when there is one."""
    reach = users.units_within(request.user, *policies.BOARD_READERS)
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    mine_ids = policies.memberships_of(request.user).values("team__unit")
    # Where communes were merged since, the one that took over.
    stand_for = UnitLineage.objects.filter(earlier__in=mine_ids).values("later")
    own = communes.filter(reach.units()) | communes.filter(pk__in=stand_for)
    own |= communes.filter(children__in=stand_for)
    found = list(own.distinct().sorted()[:200])
    if len(found) == 1:
        return redirect("teams:commune", code=found[0].code)
    return render(request, "teams/communes.html", {"communes": found})


@require_safe
@factor_where_due
def commune(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Confirmed sessions, heads and acts of one month, each figure with its word."""
    place = commune_of(request, code)
    context = _month(request, place)
    first: date = context["month"].first
    sessions = months.confirmed(place, first).select_related("team").order_by("-held_on", "-pk")
    context |= {
        "previous": months.shift(first, -1) if first > EARLIEST else None,
        "following": months.shift(first, 1) if first < clock.today().replace(day=1) else None,
        "page": Paginator(sessions, PAGE_SIZE).get_page(request.GET.get("trang")),
        "link": f"?thang={first:%Y-%m}&trang=",
        "waiting_count": Session.objects.within(place).waiting().count(),
        "visits_count": _visits_count(place) if policies.may_answer_in(request.user, place) else 0,
        "may_review": policies.may_review_in(request.user, place),
        "may_see_targets": policies.holds_in(request.user, *policies.BOARD_READERS, unit=place),
        "opens_sessions": policies.may_open_sessions(request.user, place),
        "may_manage": policies.may_manage_teams(request.user, place),
    }
    if context["may_see_targets"]:
        context["missing"] = seams.missing_today(place, request.user)
    if context["may_review"]:
        lines = UnitLineage.objects.filter(later__path__startswith=place.path)
        waiting = Feedback.objects.live().open().filter(unit__in=lines.values("earlier"))
        context["feedback_count"] = waiting.filter(whom=Whom.COMMUNE).count()
    return render(request, "teams/commune.html", context)


@require_safe
@factor_where_due
def sheet(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The same month on paper: one table, team by team, with room to sign."""
    place = commune_of(request, code)
    return render(request, "teams/sheet.html", _month(request, place))


def commune_of(request: AuthenticatedRequest, code: str) -> Unit:
    """The commune of today with this code, if the person has to do with it."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE, code=code).valid_on(clock.today())
    place = get_object_or_404(communes.select_related("parent"))
    if not policies.may_see_commune(request.user, place):
        raise PermissionDenied
    return place


def _visits_count(place: Unit) -> int:
    """Requests for a visit no team answered."""
    rows = VisitRequest.objects.waiting().exclude(with_commune_since=None)
    return rows.within(place).count()


def _month(request: AuthenticatedRequest, place: Unit) -> dict[str, Any]:
    month = months.of_commune(place, _asked(request.GET.get("thang", "")))
    return {"commune": place, "month": month, "today": clock.today()}


def _asked(written: str) -> date:
    """The first day of the month asked for as 2026-11; this month for anything else."""
    now = clock.today().replace(day=1)
    try:
        return min(max(date.fromisoformat(f"{written}-01"), EARLIEST), now)
    except ValueError:
        return now
