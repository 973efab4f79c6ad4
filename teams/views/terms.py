"""When a team works: one form, what its end will touch, one act; undone the same day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.users.http import AuthenticatedRequest, second_factor_required
from teams.forms.terms import TermForm
from teams.services import membership, terms
from teams.views.manage import managed_team
from teams.views.undoing import Words, take_back

OTHERS = "Trong thời gian đó nơi này có tổ khác. Xem lại hai ngày."
UNDO = Words(
    done="Đã lấy lại. Lịch và lời hẹn của tổ như trước.",
    late="Không lấy lại được nữa. Ghi lại ngày giúp mình.",
    changed="Nơi này đã có tổ khác, nên không lấy lại được.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def term(request: AuthenticatedRequest, code: str, team_code: str) -> HttpResponse:
    place, team = managed_team(request, code, team_code)
    form = TermForm(request.POST or None, initial={"first": team.valid_from, "last": team.valid_to})
    context = {"commune": place, "team": team, "form": form}
    if request.method != "POST":
        return render(request, "teams/term.html", context)
    if not form.is_valid() or "chinh-sua" in request.POST:
        return render(request, "teams/term.html", context, status=422)
    first, last, now = form.cleaned_data["first"], form.cleaned_data["last"], clock.now()
    if "xac-nhan" not in request.POST:
        context["reach"] = terms.reach(team, last, now=now)
        context["is_over"] = last is not None and last < clock.today()
        return render(request, "teams/term_confirm.html", context)
    try:
        act = terms.set_term(team, first=first, last=last, by=request.user, now=now)
    except membership.HasTeam:
        form.add_error(None, OTHERS)
        return render(request, "teams/term.html", context, status=422)
    words = "Đã ghi. Nhầm thì lấy lại được trong hôm nay." if act else "Không có gì thay đổi."
    messages.success(request, words)
    return redirect("teams:manage", code=code, team_code=team_code)


@require_POST
@second_factor_required
def undo(request: AuthenticatedRequest, code: str, team_code: str) -> HttpResponse:
    return take_back(request, code, team_code, find=terms.undoable, undo=terms.undo, words=UNDO)
