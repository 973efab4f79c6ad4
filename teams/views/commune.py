"""The commune's pages: the month's figures, and sessions waiting to be looked at."""

from calendar import monthrange
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.places.models import Unit
from lms.users import policies as users
from lms.users.http import AuthenticatedRequest, second_factor_required, signed_in
from teams import forms, policies
from teams.models import Act, Session, SessionAct, Team
from teams.models.sessions import SessionQuerySet
from teams.services import reviewing
from teams.views.team import FLAGS

PAGE_SIZE = 50


@require_safe
@signed_in
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """The communes I have to do with; straight to it when there is one."""
    reach = users.units_within(request.user, *policies.COMMUNE_READERS)
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    mine_ids = policies.memberships_of(request.user).values("team__unit")
    own = communes.filter(reach.units()) | communes.filter(pk__in=mine_ids)
    own |= communes.filter(children__in=mine_ids)
    found = list(own.distinct().sorted()[:200])
    if len(found) == 1:
        return redirect("teams:commune", code=found[0].code)
    return render(request, "teams/communes.html", {"communes": found})


@require_safe
@signed_in
def commune(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Verified sessions, heads and acts of one month, each figure with its word."""
    place = _commune(request, code)
    first = _month(request.GET.get("thang", ""))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    verified = Session.objects.within(place).verified().held_between(first, last)
    sums = verified.aggregate(sessions=Count("pk"), heads=Sum("heads_count"))
    context = {
        "commune": place,
        "month": first,
        "previous": _shift(first, -1),
        "following": _shift(first, 1) if first < clock.today().replace(day=1) else None,
        "sessions_count": sums["sessions"],
        "heads_count": sums["heads"] or 0,
        "acts": _acts(verified),
        "sessions": verified.select_related("team").order_by("-held_on", "-pk")[:PAGE_SIZE],
        "teams": Team.objects.filter(unit__path__startswith=place.path)
        .working_on(clock.today())
        .order_by("sort_key"),
        "waiting_count": _waiting(place).count(),
        "may_review": policies.may_review_in(request.user, place),
    }
    return render(request, "teams/commune.html", context)


@require_safe
@second_factor_required
def review_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    place = _commune(request, code)
    if not policies.may_review_in(request.user, place):
        raise PermissionDenied
    rows = _waiting(place).select_related("team", "logged_by").order_by("held_on", "pk")
    context = {
        "commune": place,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang")),
    }
    return render(request, "teams/review_list.html", context)


@require_safe
@second_factor_required
def review(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    place, session = _under_review(request, code, record_id)
    return _review_page(request, place, session, forms.ReturnForm())


@require_POST
@second_factor_required
def verify(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    place, session = _under_review(request, code, record_id)
    session.rev = _seen_rev(request, session)
    try:
        done = reviewing.verify(session, by=request.user, now=clock.now())
    except reviewing.NotYours as error:
        raise PermissionDenied from error
    if done:
        messages.success(request, "Đã xác nhận. Buổi này được tính từ bây giờ.")
    else:
        messages.info(request, "Buổi này vừa có thay đổi. Xem lại rồi hãy xác nhận.")
    return redirect("teams:review-list", code=place.code)


@require_POST
@second_factor_required
def send_back(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    place, session = _under_review(request, code, record_id)
    session.rev = _seen_rev(request, session)
    form = forms.ReturnForm(request.POST)
    if not form.is_valid():
        return _review_page(request, place, session, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        done = reviewing.return_for_fix(session, by=request.user, reason=reason, now=clock.now())
    except reviewing.NotYours as error:
        raise PermissionDenied from error
    if done:
        messages.success(request, "Đã trả lại cho tổ kèm lời nhắn.")
    else:
        messages.info(request, "Buổi này vừa có thay đổi. Xem lại giúp mình.")
    return redirect("teams:review-list", code=place.code)


def _commune(request: AuthenticatedRequest, code: str) -> Unit:
    """The commune of today with this code, if the person has to do with it."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE, code=code).valid_on(clock.today())
    place = get_object_or_404(communes.select_related("parent"))
    if not policies.may_see_commune(request.user, place):
        raise PermissionDenied
    return place


def _under_review(
    request: AuthenticatedRequest, code: str, record_id: UUID
) -> tuple[Unit, Session]:
    place = _commune(request, code)
    session = get_object_or_404(
        Session.objects.within(place).select_related("team", "logged_by", "unit", "submission"),
        record_id=record_id,
    )
    if not policies.may_review_in(request.user, place):
        raise PermissionDenied
    return place, session


def _seen_rev(request: AuthenticatedRequest, session: Session) -> int:
    """The revision on the reviewer's screen, so that nothing unseen is confirmed."""
    seen = request.POST.get("rev", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else session.rev


def _review_page(
    request: AuthenticatedRequest,
    place: Unit,
    session: Session,
    form: forms.ReturnForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "commune": place,
        "session": session,
        "form": form,
        "flags": [FLAGS[flag] for flag in session.flags if flag in FLAGS],
        "may_decide": policies.may_review(request.user, session)
        and session.status == Session.Status.RECEIVED,
    }
    return render(request, "teams/review.html", context, status=status)


def _waiting(place: Unit) -> SessionQuerySet:
    return Session.objects.within(place).filter(status=Session.Status.RECEIVED)


def _acts(verified: SessionQuerySet) -> list[dict[str, object]]:
    totals = dict(
        SessionAct.objects.filter(session__in=verified)
        .values_list("kind")
        .annotate(total=Sum("count"))
    )
    return [{"label": act.label, "count": totals.get(act.value, 0)} for act in Act]


def _month(asked: str) -> date:
    """The first day of the month asked for as 2026-11; this month for anything else."""
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return clock.today().replace(day=1)


def _shift(first: date, months: int) -> date:
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
