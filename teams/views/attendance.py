"""Who a line of attendance is: shown, said by somebody of the team, proved by a PIN, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.common import clock
from lms.users import devices
from lms.users.forms.entrance import PinForm
from lms.users.http import AuthenticatedRequest, factor_where_due
from lms.users.services import cards
from lms.users.views.cards import tried, words
from teams import policies
from teams.models import Attendance, AttendanceTie, Session
from teams.services import recognising

ASK_HER = gettext_lazy("Hỏi lại người đó 6 số trên mảnh giấy đi kèm thẻ.")


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def line(request: AuthenticatedRequest, code: str, record_id: UUID, local_id: UUID) -> HttpResponse:
    """Who may be meant, beside what was written down; then how it is known, and the way back."""
    found = _line(request, code, record_id, local_id)
    tie = recognising.tie_of(found)
    if request.method != "POST":
        return _page(request, found, tie)
    if "bo" in request.POST:
        if recognising.undo(found, by=request.user, now=clock.now()):
            messages.success(request, _("Đã gỡ. Dòng này lại chưa rõ là ai."))
        return redirect(request.path)
    if "pin" in request.POST and tie:
        return _prove(request, found, tie)
    try:
        chosen = request.POST.get("ai", "")
        recognising.recognise(found, chosen=chosen, by=request.user, now=clock.now())
    except recognising.NotOffered:
        messages.error(request, _("Danh sách vừa có thay đổi. Xem và chọn lại giúp mình."))
    else:
        messages.success(request, _("Đã ghi nhận là người này."))
    return redirect(request.path)


def _prove(request: AuthenticatedRequest, found: Attendance, tie: AttendanceTie) -> HttpResponse:
    if not recognising.may_prove(tie, by=request.user):
        raise PermissionDenied
    form = PinForm(request.POST)
    trouble: dict[str, str] = {}
    if form.is_valid():
        pin, now = form.cleaned_data["pin"], clock.now()
        check = tried(request, lambda: cards.pin_is_right(tie.person, pin, now=now))
        if check.person:
            done = recognising.prove(tie, found, by=request.user, now=now)
            said = _("Đúng mã PIN. %(count)s việc đã vào khóa học của người này.")
            messages.success(request, said % {"count": done})
            return redirect(request.path)
        trouble = words(check, where=ASK_HER)
        form.add_error("pin", _("Mã PIN này chưa đúng."))
    return _page(request, found, tie, form=form, status=422, **trouble)


def _page(
    request: AuthenticatedRequest,
    found: Attendance,
    tie: AttendanceTie | None,
    *,
    form: PinForm | None = None,
    status: int = 200,
    **more: str,
) -> HttpResponse:
    may_prove = tie is not None and recognising.may_prove(tie, by=request.user)
    context: dict[str, Any] = {
        "line": found,
        "session": found.session,
        "team": found.session.team,
        "tie": tie,
        "candidates": [] if tie else recognising.candidates(found),
        "may_undo": tie and tie.how in {AttendanceTie.How.MATCH, AttendanceTie.How.PIN},
        "form": (form or PinForm()) if may_prove else None,
        **more,
    }
    return render(request, "teams/line.html", context, status=status)


def _line(request: AuthenticatedRequest, code: str, record_id: UUID, local_id: UUID) -> Attendance:
    rows = Session.objects.select_related("team__unit", "unit", "submission__submitter")
    session = get_object_or_404(rows, record_id=record_id, team__code=code)
    if not policies.may_say_who_came(request.user, session):
        raise PermissionDenied
    found = session.attendances.prefetch_related("marks__topic").select_related("person")
    row = get_object_or_404(found, local_id=local_id)
    row.session = session
    return row
