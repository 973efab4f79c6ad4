"""R03: a team's own month, on the screen and as a file."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.reports import policies
from lms.reports.kinds import teams as kinds
from lms.reports.services import printing, team_month
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams.models import Team
from teams.services import contributing, months

EARLIEST = date(2020, 1, 1)


@require_safe
@factor_where_due
def month(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """For the team, and for those who look after it."""
    team = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    if not policies.may_see_team(request.user, team):
        raise PermissionDenied
    first = _asked(request.GET.get("thang", ""))
    this = clock.today().replace(day=1)
    found = team_month.of(team, first)
    asked = {"team": str(team.pk), "month": f"{first:%Y-%m}"}
    context = {
        "team": team,
        "month": found,
        "hours": contributing.hours_of(found.minutes),
        "previous": months.shift(first, -1) if first > EARLIEST else None,
        "following": months.shift(first, 1) if first < this else None,
        "files": printing.offer("R03", asked),
        "blank": printing.offer("R12", {"team": str(team.pk)}),
        "back": f"/bao-cao/to/{team.code}/?thang={first:%Y-%m}",
    }
    return render(request, "reports/team.html", context)


def _asked(written: str) -> date:
    """The month asked for as 2026-11; this month for anything else."""
    now = clock.today().replace(day=1)
    try:
        return min(max(kinds.month_of(written), EARLIEST), now)
    except ValueError:
        return now
