"""A committee's own page: what is followed, its meetings and packs; a new meeting is called."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.meetings import policies
from lms.meetings.forms import MeetingForm
from lms.meetings.models import Action, Meeting, Paper
from lms.meetings.services import holding, packing
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required

A_PAGE = 20
PACKS_SHOWN = 3
COMMITTEES_SHOWN = 200


@require_safe
@second_factor_required
def committees(request: AuthenticatedRequest) -> HttpResponse:
    """The committees one reads: straight to it where there is one."""
    reach = policies.reads(request.user)
    if not reach:
        raise PermissionDenied
    units = Unit.objects.filter(reach.units(), level__in=policies.LEVELS).valid_on(clock.today())
    found = list(units.order_by("parent__path", "sort_key")[:COMMITTEES_SHOWN])
    own = [one for one in found if policies.may_hold(request.user, one)]
    if len(found) == 1:
        return redirect(f"/ban-chi-dao/{found[0].pk}/")
    return render(
        request,
        "meetings/committees.html",
        {
            "own": own,
            "others": [one for one in found if one not in own],
            "sees_desk": policies.may_see_desk(request.user),
        },
    )


@require_safe
@second_factor_required
def committee(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    unit = committee_of(request, unit_id)
    today = clock.today()
    led = policies.led_by([unit.pk])
    followed = Action.objects.followed().filter(decision__meeting__unit__in=led)
    rows = Meeting.objects.filter(unit__in=led).order_by("-held_on", "-made_at")
    packs = Paper.objects.filter(unit=unit, kind=Paper.Kind.PACK).defer("content", "pdf")
    context = {
        "unit": unit,
        "page": Paginator(rows.select_related("unit"), A_PAGE).get_page(request.GET.get("trang")),
        "link": "?trang=",
        "packs": packs.order_by("-made_at")[:PACKS_SHOWN],
        "overdue_count": followed.overdue(today).count(),
        "waiting_count": followed.filter(state=Action.State.DONE).count(),
        "followed_count": followed.count(),
        "may_hold": policies.may_hold(request.user, unit),
    }
    return render(request, "meetings/committee.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def call(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    unit = held_by(request, unit_id)
    form = MeetingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        found = holding.call(
            unit,
            form.called(),
            meeting_id=form.meeting_id,
            by=request.user,
            now=clock.now(),
        )
        return redirect(found)
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/call.html", {"unit": unit, "form": form}, status=status)


@require_POST
@second_factor_required
def pack(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    """One tap, and everything for the next meeting is there."""
    unit = held_by(request, unit_id)
    led = policies.led_by([unit.pk])
    open_ones = Meeting.objects.filter(unit__in=led, state=Meeting.State.OPEN)
    key = _key(request.POST.get("cuoc-hop", ""))
    meeting = open_ones.filter(pk=key).first() if key else None
    made = packing.make(unit, meeting=meeting, by=request.user, now=clock.now())
    messages.success(request, _("Đã lập tài liệu họp với số liệu lúc này. Tệp PDF đang được in."))
    return redirect(made)


def committee_of(request: AuthenticatedRequest, unit_id: UUID) -> Unit:
    """The unit, for whoever reads its committee."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), pk=unit_id)
    if not policies.may_see(request.user, unit):
        raise PermissionDenied
    return unit


def held_by(request: AuthenticatedRequest, unit_id: UUID) -> Unit:
    """The unit, for whoever holds its meetings."""
    unit = committee_of(request, unit_id)
    if not policies.may_hold(request.user, unit):
        raise PermissionDenied
    return unit


def _key(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
