"""Kiện toàn tổ: one form, what it will change, one act; undone the same day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.users.http import AuthenticatedRequest, second_factor_required
from teams.forms.consolidate import ConsolidateForm, of_team
from teams.services import consolidating, lists, undoing
from teams.views.manage import managed_team
from teams.views.undoing import Words, take_back

CHANGED = "Tổ vừa có thay đổi. Xem lại từng người giúp mình."
UNDO = Words(
    done="Tổ lại như trước khi kiện toàn.",
    late="Không lấy lại được nữa. Sửa từng người giúp mình.",
    changed="Sau đó tổ đã có thay đổi khác. Sửa từng người giúp mình.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def consolidate(request: AuthenticatedRequest, code: str, team_code: str) -> HttpResponse:
    place, team = managed_team(request, code, team_code)
    places = [seat for seat in lists.members(team, on=clock.today()) if seat.valid_to is None]
    form = ConsolidateForm(request.POST or None, initial=of_team(team), places=places)
    context = {"commune": place, "team": team, "form": form}
    if request.method != "POST":
        return render(request, "teams/consolidate.html", context)
    if not form.is_valid() or "chinh-sua" in request.POST:
        return render(request, "teams/consolidate.html", context, status=422)
    if "xac-nhan" not in request.POST:
        return render(request, "teams/consolidate_confirm.html", context)
    try:
        consolidating.consolidate(team, form.decision(), by=request.user, now=clock.now())
    except undoing.Changed:
        messages.info(request, CHANGED)
        return redirect("teams:consolidate", code=code, team_code=team_code)
    messages.success(request, "Đã kiện toàn. Nhầm thì lấy lại được trong hôm nay.")
    return redirect("teams:manage", code=code, team_code=team_code)


@require_POST
@second_factor_required
def undo(request: AuthenticatedRequest, code: str, team_code: str) -> HttpResponse:
    return take_back(
        request, code, team_code, find=consolidating.undoable, undo=consolidating.undo, words=UNDO
    )
