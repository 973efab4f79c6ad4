"""What a neighbour's phone could not send: brought by somebody of the team, or no longer taken."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.sync.forms import HandOverForm
from lms.sync.services import handover
from lms.users.http import AuthenticatedRequest, factor_where_due, signed_in
from teams import policies
from teams.models import Team


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


@signed_in
@require_POST
def withdraw(request: AuthenticatedRequest) -> HttpResponse:
    """From now on no file is taken that one of the person's phones made before."""
    handover.withdraw(request.user, by=request.user, now=clock.now())
    messages.success(request, _("Đã rút phiếu gửi hộ. Tệp làm trước lúc này tỉnh không nhận nữa."))
    return redirect("users:my-data")
