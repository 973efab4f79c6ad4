"""What a phone could not send, and the phones of a team: brought along, changed, stopped."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock, phones
from lms.sync.forms import HandOverForm
from lms.sync.models import Device
from lms.sync.services import handover, team_phones
from lms.sync.services.team_phones import WayBack
from lms.users.http import AuthenticatedRequest, factor_where_due, signed_in
from teams import policies
from teams.models import Team

NOT_NOW = {
    WayBack.COMMUNE: gettext_lazy("Máy này ngừng đã qua ngày. Nhờ cán bộ xã cho dùng lại."),
    WayBack.STOPPER: gettext_lazy("Máy này do người khác ngừng. Nhờ người đó, hoặc cán bộ xã."),
    WayBack.ELSEWHERE: gettext_lazy("Máy này ngừng từ máy khác. Mở trang này ở máy khác nhé."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def hand_over(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Take a file for the person whose phone made it, and say what became of it."""
    team = get_object_or_404(Team.objects.select_related("unit"), code=code)
    if not policies.may_hand_over(request.user, team):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = HandOverForm(request.POST, request.FILES) if is_sent else HandOverForm()
    taken = None
    if is_sent and form.is_valid():
        sealed = form.cleaned_data["file"]
        try:
            taken = handover.take(sealed, team=team, by=request.user, now=clock.now())
        except handover.FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            form = HandOverForm()
    context = {"team": team, "form": form, "taken": taken}
    return render(request, "sync/hand_over.html", context, status=422 if form.errors else 200)


@require_safe
@factor_where_due
def phones_of_team(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """How a phone is changed or a lost one stopped; which phones the team logs with."""
    team = _team(request, code)
    here = phones.of(request)
    now = team_phones.state_of(here) if here else None
    by_commune = team_phones.answers_for(request.user, team)
    rows = [
        (
            device,
            here is not None and device.pk == here.id,
            team_phones.way_back(device, by=request.user, by_commune=by_commune, here=here),
        )
        for device in team_phones.of_team(team, viewer=request.user)
    ]
    context = {
        "team": team,
        "rows": rows,
        "is_old": now is not None and now.is_old,
        "sees_all": team_phones.looks_after(request.user, team),
        "is_member": policies.may_log(request.user, team),
    }
    response = render(request, "sync/phones.html", context)
    if now is not None:
        phones.tell(response, now)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def phone_stop(request: AuthenticatedRequest, code: str, device: UUID) -> HttpResponse:
    """Ask once, then let a phone send only what it holds."""
    team = _team(request, code)
    found = _phone(request, team, device)
    here = phones.of(request)
    is_here = here is not None and here.id == found.pk
    if request.method != "POST":
        context = {"team": team, "device": found, "is_here": is_here}
        return render(request, "sync/phone_stop.html", context)
    if team_phones.stop(found, team=team, by=request.user, now=clock.now(), here=is_here):
        messages.success(request, _("Máy đó từ giờ chỉ gửi buổi đang giữ, không ghi buổi mới."))
    else:
        messages.info(request, _("Máy đó đã ngừng từ trước."))
    return redirect("sync:phones", code=code)


@require_POST
@factor_where_due
def phone_use(request: AuthenticatedRequest, code: str, device: UUID) -> HttpResponse:
    """Take it back: logs are begun on this phone again."""
    team = _team(request, code)
    found = _phone(request, team, device)
    here = phones.of(request)
    by_commune = team_phones.answers_for(request.user, team)
    way = team_phones.way_back(found, by=request.user, by_commune=by_commune, here=here)
    if way in NOT_NOW:
        messages.error(request, NOT_NOW[way])
        return redirect("sync:phones", code=code)
    team_phones.use_again(found, team=team, by=request.user)
    messages.success(request, _("Máy đó ghi buổi mới được rồi. Trên máy ấy, mở trang này một lần."))
    response = redirect("sync:phones", code=code)
    if here and here.id == found.pk:
        phones.tell(response, phones.Phone(here.id))
    return response


def _team(request: AuthenticatedRequest, code: str) -> Team:
    team = get_object_or_404(Team.objects.select_related("unit"), code=code)
    if not team_phones.may_change(request.user, team):
        raise PermissionDenied
    return team


def _phone(request: AuthenticatedRequest, team: Team, device: UUID) -> Device:
    shown = team_phones.of_team(team, viewer=request.user)
    found = next((one for one in shown if one.pk == device), None)
    if found is None:
        raise Http404
    return found


@signed_in
@require_POST
def withdraw(request: AuthenticatedRequest) -> HttpResponse:
    """From now on no file is taken that one of the person's phones made before."""
    handover.withdraw(request.user, by=request.user, now=clock.now())
    messages.success(request, _("Đã rút phiếu gửi hộ. Tệp làm trước lúc này tỉnh không nhận nữa."))
    return redirect("users:my-data")
