"""Hộp tin: what the person was told, and what she wishes to be reminded of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.notifications import inbox
from lms.users.http import AuthenticatedRequest, signed_in

MOST = 100


@require_safe
@never_cache
@signed_in
def notices(request: AuthenticatedRequest) -> HttpResponse:
    """Everything told, newest first; what was new is marked once more, and read from then on."""
    found = inbox.newest(request.user, limit=MOST)
    wished = inbox.wishes(request.user)
    context = {
        "page_kind": "mine",
        "nav": "mine",
        "notices": found,
        "kinds": [(kind, kind.name in wished) for kind in inbox.reminder_kinds()],
    }
    page = render(request, "home/inbox.html", context)
    if any(notice.read_at is None for notice in found):
        inbox.read(request.user, now=clock.now())
    return page


@require_POST
@signed_in
def remind_me(request: AuthenticatedRequest) -> HttpResponse:
    inbox.wish(request.user, request.POST.getlist("nhac"), now=clock.now())
    messages.success(request, _("Đã ghi lại."))
    return redirect("home:inbox")
