"""The commune speaks to its teams: written, seen as a leader will see it, sent, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.http import AuthenticatedRequest, second_factor_required
from teams.forms.broadcasts import BroadcastForm
from teams.models import Broadcast
from teams.services import broadcasting
from teams.views.manage import managed_commune

PAGE_SIZE = 20
SEND, CHANGE = "gui", "chinh-sua"


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def broadcasts(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What was told, and the form; what is written is shown as it will look before it goes."""
    place = managed_commune(request, code)
    if request.method != "POST":
        return _list(request, code, BroadcastForm(initial={"broadcast_id": uuid7()}))
    form = BroadcastForm(request.POST)
    if not form.is_valid():
        return _list(request, code, form, status=422)
    if CHANGE in request.POST:
        return _list(request, code, form)
    given = dict(form.cleaned_data)
    whom = given.pop("audience")
    people = broadcasting.audience(place, whom, on=clock.today())
    if SEND not in request.POST or not people.exists():
        context = {"commune": place, "form": form, "given": form.cleaned_data}
        context |= {"count": people.count(), "some": people[:5], "minutes": broadcasting.MINUTES}
        context |= {"whom": Broadcast.Audience(whom).label, "today": clock.today()}
        return render(request, "teams/broadcasts/preview.html", context)
    broadcasting.announce(place, whom=whom, by=request.user, now=clock.now(), **given)
    messages.success(request, _("Tin sẽ gửi sau 5 phút. Đổi ý thì bấm Rút lại."))
    return redirect("teams:broadcast", code=code, broadcast_id=given["broadcast_id"])


@require_safe
@second_factor_required
def broadcast(request: AuthenticatedRequest, code: str, broadcast_id: UUID) -> HttpResponse:
    """One message: when it goes or went, and who has read it."""
    place = managed_commune(request, code)
    found = get_object_or_404(Broadcast, pk=broadcast_id, unit=place)
    readers = broadcasting.readers(found)
    context = {
        "commune": place,
        "broadcast": found,
        "readers": readers,
        "read_count": sum(one.read_at is not None for one in readers),
    }
    return render(request, "teams/broadcasts/broadcast.html", context)


@require_POST
@second_factor_required
def withdraw(request: AuthenticatedRequest, code: str, broadcast_id: UUID) -> HttpResponse:
    """Take it back: it is not sent, or goes out of every inbox."""
    place = managed_commune(request, code)
    found = get_object_or_404(Broadcast.objects.select_related("unit"), pk=broadcast_id, unit=place)
    if broadcasting.withdraw(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã rút lại tin này."))
    return redirect("teams:broadcast", code=code, broadcast_id=broadcast_id)


def _list(
    request: AuthenticatedRequest, code: str, form: BroadcastForm, *, status: int = 200
) -> HttpResponse:
    place = managed_commune(request, code)
    rows = (
        Broadcast.objects.filter(unit=place)
        .select_related("written_by")
        .order_by("-created_at", "-pk")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    counts = broadcasting.read_counts(list(page))
    context: dict[str, Any] = {
        "commune": place,
        "form": form,
        "page": page,
        "lines": [(one, counts.get(one.pk, 0)) for one in page],
    }
    return render(request, "teams/broadcasts/broadcasts.html", context, status=status)
