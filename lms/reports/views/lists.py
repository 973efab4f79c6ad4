"""Which reports are owed: of one's own commune, and of the whole province."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.places.models import Unit
from lms.reports import policies
from lms.reports.forms import DueForm
from lms.reports.models import ReportForm, ReportRound
from lms.reports.services import printing, rounds
from lms.users.http import AuthenticatedRequest, second_factor_required

A_PAGE = 150
ROUNDS_SHOWN = 24
STATES = ("missing", "late", "open", "on_time")
"""In the order a province looks at them."""


@require_safe
@second_factor_required
def home(request: AuthenticatedRequest) -> HttpResponse:
    """Straight to what is one's own: the province, or the commune there is."""
    if policies.may_see_province(request.user):
        return redirect("reports:province")
    reach = policies.reads_for(request.user)
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    own = list(communes.filter(reach.units()).sorted()[:A_PAGE]) if reach else []
    if len(own) == 1:
        return redirect("reports:commune", code=own[0].code)
    return render(request, "reports/own.html", {"own": own})


@require_safe
@second_factor_required
def commune(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What the commune owes, what was returned, and what it has handed in."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    found = get_object_or_404(communes.select_related("parent"), code=code)
    if not policies.may_see(request.user, found):
        raise PermissionDenied
    standings = rounds.of_commune(found, today=clock.today())
    waiting = [one for one in standings if one.waits_for_commune]
    # What is due first, and what is overdue before that.
    waiting.sort(key=lambda one: one.round.due_on)
    context = {
        "commune": found,
        "waiting": waiting,
        "page": Paginator([one for one in standings if not one.waits_for_commune], 30).get_page(
            request.GET.get("trang")
        ),
        "link": "?trang=",
        "missing_count": sum(one.is_missing for one in waiting),
        "may_write": policies.may_write(request.user, found),
        "sees_province": policies.may_see_province(request.user),
        "sees_pay": policies.may_see_pay(request.user, found),
    }
    return render(request, "reports/commune.html", context)


@require_safe
@second_factor_required
def province(request: AuthenticatedRequest) -> HttpResponse:
    """The rounds, with how far each is; the forms for who sets them."""
    if not policies.may_see_province(request.user):
        raise PermissionDenied
    today = clock.today()
    listed = list(rounds.begun(today)[:ROUNDS_SHOWN])
    context = {
        "rounds": rounds.tallies(listed),
        "forms": ReportForm.objects.order_by("code"),
        "may_set": policies.may_set(request.user),
        "province": Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(today).first(),
    }
    return render(request, "reports/province.html", context)


@require_safe
@second_factor_required
def round_(request: AuthenticatedRequest, round_id: UUID) -> HttpResponse:
    """R07: who came on time, late, is missing; one commune a line."""
    return round_page(request, found_round(request, round_id))


def found_round(
    request: AuthenticatedRequest, round_id: UUID, *, sets: bool = False
) -> ReportRound:
    may = policies.may_set if sets else policies.may_see_province
    if not may(request.user):
        raise PermissionDenied
    return get_object_or_404(ReportRound.objects.select_related("form", "period"), pk=round_id)


def round_page(
    request: AuthenticatedRequest, found: ReportRound, form: DueForm | None = None
) -> HttpResponse:
    standings = rounds.standings(found)
    counts = rounds.counts(standings)
    wanted = request.GET.get("xem", "")
    if wanted in STATES:
        standings = [one for one in standings if one.state == wanted]
    elif wanted == "waiting":
        standings = [one for one in standings if one.report and one.report.state == "submitted"]
    else:
        standings.sort(key=lambda one: STATES.index(one.state))
    context: dict[str, Any] = {
        "round": found,
        "counts": counts,
        "owed_count": counts["missing"] + counts["open"],
        "wanted": wanted,
        "page": Paginator(standings, A_PAGE).get_page(request.GET.get("trang")),
        "link": f"?xem={wanted if wanted in (*STATES, 'waiting') else ''}&trang=",
        "form": form
        or DueForm(initial={"due_on": f"{found.due_on:%d/%m/%Y}"}, earliest=found.period.last_on),
        "reminders": found.reminders.select_related("by").order_by("-at")[:10],
        "may_set": policies.may_set(request.user),
        "files": printing.offer("R07", {"round": str(found.pk)}),
    }
    return render(request, "reports/round.html", context, status=422 if form else 200)
