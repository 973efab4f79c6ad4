"""A month to be shown in Zalo: seen first, then taken along as a picture."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.meetings.services import sharing
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams import policies as teams
from teams.models import Team
from teams.services import months

EARLIEST = date(2020, 1, 1)


@require_safe
@factor_where_due
def commune(request: AuthenticatedRequest, code: str) -> HttpResponse:
    place = _commune(request, code)
    return _page(request, place.name, f"/xa/{code}/")


@require_safe
@factor_where_due
def commune_picture(request: AuthenticatedRequest, code: str) -> HttpResponse:
    said = sharing.of_commune(_commune(request, code), _month(request))
    return _picture(said, f"ket-qua-xa-{code}-{_month(request):%Y-%m}.png")


@require_safe
@factor_where_due
def team(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = _team(request, code)
    return _page(request, found.name, f"/to/{code}/")


@require_safe
@factor_where_due
def team_picture(request: AuthenticatedRequest, code: str) -> HttpResponse:
    said = sharing.of_team(_team(request, code), _month(request))
    return _picture(said, f"ket-qua-{code}-{_month(request):%Y-%m}.png")


def _page(request: AuthenticatedRequest, title: str, back: str) -> HttpResponse:
    first = _month(request)
    this_month = clock.today().replace(day=1)
    context = {
        "title": title,
        "back": back,
        "first": first,
        "previous": months.shift(first, -1) if first > EARLIEST else None,
        "following": months.shift(first, 1) if first < this_month else None,
    }
    return render(request, "meetings/share.html", context)


def _picture(said: sharing.Shared, name: str) -> HttpResponse:
    answer = HttpResponse(sharing.draw(said), content_type="image/png")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _month(request: AuthenticatedRequest) -> date:
    """The first day of the month asked for as 2026-11; this month for anything else."""
    this_month = clock.today().replace(day=1)
    try:
        asked = date.fromisoformat(f"{request.GET.get('thang', '')}-01")
    except ValueError:
        return this_month
    return min(max(asked, EARLIEST), this_month)


def _commune(request: AuthenticatedRequest, code: str) -> Unit:
    rows = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    place = get_object_or_404(rows.select_related("parent"), code=code)
    if not teams.may_see_commune(request.user, place):
        raise PermissionDenied
    return place


def _team(request: AuthenticatedRequest, code: str) -> Team:
    found = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    if not teams.may_see_team(request.user, found):
        raise PermissionDenied
    return found
