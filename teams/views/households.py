"""Who of a team looks after how many households, on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from lms.common import clock
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams import policies
from teams.forms.households import HouseholdsForm
from teams.models import Team
from teams.services import households as services
from teams.services import lists

BEFORE = "teams.households_before"
"""In the session of who changed it: team, day, what stood there and stands now; put back once."""
PUT_BACK = "Số hộ lại như trước."
SOME_PUT_BACK = "Có số người khác đã ghi lại sau đó: số ấy giữ nguyên, còn lại như trước."


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def households(request: AuthenticatedRequest, code: str) -> HttpResponse:
    team = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    if not policies.may_share_households(request.user, team):
        raise PermissionDenied
    before = request.session.get(BEFORE, {})
    is_undoable = (before.get("team"), before.get("day")) == (code, clock.today().isoformat())
    if request.method == "POST" and "lay-lai" in request.POST:
        if is_undoable:
            _put_back(request, team)
        return redirect("teams:households", code=code)
    places = [seat for seat in lists.members(team, on=clock.today()) if seat.valid_to is None]
    form = HouseholdsForm(request.POST or None, places=places)
    if request.method == "POST" and places and form.is_valid():
        if changed := services.share(team, form.counts(), by=request.user, now=clock.now()):
            counts = {str(key): [was, form.counts()[key]] for key, was in changed.items()}
            day = clock.today().isoformat()
            request.session[BEFORE] = {"team": code, "day": day, "counts": counts}
            messages.success(request, "Đã ghi số hộ.")
        else:
            messages.info(request, "Không có gì thay đổi.")
        return redirect("teams:households", code=code)
    shared = sum(place.households_count for place in places)
    context = {
        "team": team,
        "form": form,
        "shared_count": shared,
        "left_count": services.left(team, places),
        "over_count": max(shared - team.households_count, 0) if team.households_count else 0,
        "is_undoable": is_undoable,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "teams/households.html", context, status=status)


def _put_back(request: AuthenticatedRequest, team: Team) -> None:
    counts = request.session.pop(BEFORE)["counts"]
    was = {int(key): pair[0] for key, pair in counts.items()}
    became = {int(key): pair[1] for key, pair in counts.items()}
    if services.put_back(team, was, became, by=request.user, now=clock.now()):
        messages.success(request, PUT_BACK)
    else:
        messages.info(request, SOME_PUT_BACK)
