"""A member's page: hours and what came of them, year by year."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams import policies
from teams.models import Team
from teams.services import contributing

FIRST_YEAR = 2022
"""When the first teams were founded."""


@require_safe
@factor_where_due
def member(request: AuthenticatedRequest, code: str, place_id: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.select_related("unit"), code=code)
    place = team.memberships.select_related("person").filter(pk=place_id).first()
    if not policies.may_see_team(request.user, team):
        raise PermissionDenied
    held = place or get_object_or_404(team.memberships, pk=place_id)
    if not policies.contributions_open(request.user, team, [held]):
        raise PermissionDenied
    this_year = clock.today().year
    year = _asked(request.GET.get("nam", ""), this_year)
    context = {
        "team": team,
        "held": held,
        "given": contributing.of_member(held.person, team, year=year),
        "previous": year - 1 if year > max(FIRST_YEAR, held.valid_from.year) else None,
        "following": year + 1 if year < this_year else None,
    }
    return render(request, "teams/contribution.html", context)


def _asked(written: str, this_year: int) -> int:
    if written.isascii() and written.isdigit() and len(written) == 4:
        return min(max(int(written), FIRST_YEAR), this_year)
    return this_year
