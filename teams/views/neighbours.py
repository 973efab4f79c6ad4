"""Nhờ giúp: whom to ring when something does not work; open to everybody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, factor_where_due
from lms.users.models import Consent, User
from lms.users.services import consents
from teams import policies
from teams.models import Team
from teams.services import lists, neighbours


@require_safe
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """First the commune, then who answers in it; for somebody known, straight to the names."""
    today = clock.today()
    code = request.GET.get("xa", "")
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(today)
    commune = communes.filter(code=code).first() if code else None
    home = request.user.home_unit if isinstance(request.user, User) else None
    if home and "xa" not in request.GET:
        if found := neighbours.of_unit(home.pk, on=today):
            return render(request, "teams/help.html", {"found": found, "place": home.label})
        commune = home if home.level == Unit.Level.COMMUNE else home.parent
    context = {
        "commune": commune,
        "communes": communes.sorted(),
        "teams": neighbours.villages_with_help(commune, on=today) if commune else [],
    }
    return render(request, "teams/help_choose.html", context)


@require_safe
@never_cache
def team(request: HttpRequest, code: str) -> HttpResponse:
    """Who answers in one team's village, then in the commune above; the phone remembers it."""
    found = get_object_or_404(Team.objects.select_related("unit"), code=code)
    context = {
        "team": found,
        "place": found.unit.label,
        "found": neighbours.of_unit(found.unit_id, on=clock.today()),
    }
    return render(request, "teams/help.html", context)


@require_POST
@factor_where_due
def answer_calls(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A member agrees to be rung by the neighbours, or no longer."""
    found = get_object_or_404(Team, code=code)
    if not policies.may_log(request.user, found):
        raise PermissionDenied
    if "thoi" in request.POST:
        consents.withdraw(request.user, neighbours.CALLS, by=request.user, now=clock.now())
        messages.success(request, _("Bà con không còn thấy số của mình ở mục Nhờ giúp."))
    elif not lists.number_of(request.user):
        words = _("Mình chưa có số điện thoại để bà con gọi. Thêm số ở Dữ liệu của tôi đã nhé.")
        messages.error(request, words)
    else:
        consents.give(
            request.user,
            neighbours.CALLS,
            wording=str(neighbours.CALLS_WORDING),
            channel=Consent.Channel.SCREEN,
            by=None,
            now=clock.now(),
        )
        messages.success(request, _("Bà con cần giúp sẽ thấy tên và số của mình."))
    return redirect("teams:team", code=code)
