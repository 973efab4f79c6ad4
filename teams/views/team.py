"""A member's pages: my teams, a team's sessions, logging one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lms.common import clock
from lms.users.http import AuthenticatedRequest, signed_in
from teams import forms, policies
from teams.models import Session, Team
from teams.services import submissions

PAGE_SIZE = 20
FLAGS = {
    "late": "Ghi muộn hơn 45 ngày.",
    "future": "Ngày tổ chức ở phía trước.",
    "role_ended": "Người ghi không còn trong tổ vào ngày đó.",
    "team_closed": "Tổ đã nghỉ vào ngày đó.",
}


@require_safe
@signed_in
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """My teams; straight to it when there is one."""
    places = list(
        policies.memberships_of(request.user)
        .select_related("team__unit")
        .order_by("team__sort_key")
    )
    if len(places) == 1:
        return redirect(places[0].team)
    return render(request, "teams/mine.html", {"places": places})


@require_safe
@signed_in
def team(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = _team(request, code)
    sessions = found.sessions.prefetch_related("topics", "acts").order_by("-held_on", "-pk")
    members = found.memberships.valid_on(clock.today()).select_related("person")
    context = {
        "team": found,
        "page": Paginator(sessions, PAGE_SIZE).get_page(request.GET.get("trang")),
        "members": members.order_by("role", "person__sort_key"),
        "may_log": policies.may_log(request.user, found),
    }
    return render(request, "teams/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_log(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The plain form for a new session; works without script."""
    found = _team(request, code)
    if not policies.was_ever_member(request.user, found):
        raise PermissionDenied
    if request.method == "POST":
        return _receive(request, found)
    form = forms.SessionForm(initial=forms.fresh())
    return _form_page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_edit(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """A further revision of a log that was returned, or not looked at yet."""
    found = _team(request, code)
    if not policies.was_ever_member(request.user, found):
        raise PermissionDenied
    session = get_object_or_404(found.sessions, record_id=record_id)
    if session.status == Session.Status.VERIFIED:
        messages.info(request, "Buổi này xã đã xác nhận. Muốn sửa thì nhờ xã trả lại.")
        return redirect("teams:session", code=code, record_id=record_id)
    if request.method == "POST":
        return _receive(request, found, base_rev=session.rev)
    form = forms.SessionForm(initial=forms.of_session(session))
    return _form_page(request, found, form, session=session)


@require_safe
@signed_in
def session(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    found = _team(request, code)
    row = get_object_or_404(
        found.sessions.select_related("submission", "logged_by", "unit"), record_id=record_id
    )
    context = {
        "team": found,
        "session": row,
        "flags": [FLAGS[flag] for flag in row.flags if flag in FLAGS],
        "may_edit": policies.may_log(request.user, found)
        and row.status in {Session.Status.RECEIVED, Session.Status.NEEDS_FIX},
    }
    return render(request, "teams/session.html", context)


def _receive(
    request: AuthenticatedRequest, found: Team, *, base_rev: int | None = None
) -> HttpResponse:
    form = forms.SessionForm(request.POST)
    if not form.is_valid():
        return _form_page(request, found, form, status=422)
    now = clock.now()
    envelope = submissions.Envelope(
        record_id=form.cleaned_data["record_id"],
        rev=form.cleaned_data["rev"],
        team=found,
        captured_at=now,
        base_rev=base_rev,
    )
    receipt = submissions.receive(request.user, envelope, form.document(), now=now)
    if not receipt.is_kept:
        for message in receipt.errors.values():
            form.add_error(None, message)
        return _form_page(request, found, form, status=409)
    messages.success(request, f"Đã nhận. Số biên nhận {receipt.receipt_no}.")
    return redirect("teams:session", code=found.code, record_id=envelope.record_id)


def _form_page(
    request: AuthenticatedRequest,
    found: Team,
    form: forms.SessionForm,
    *,
    session: Session | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"team": found, "form": form, "session": session}
    return render(request, "teams/session_log.html", context, status=status)


def _team(request: AuthenticatedRequest, code: str) -> Team:
    found = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    may_look = policies.may_see_team(request.user, found)
    if not may_look and not policies.was_ever_member(request.user, found):
        raise PermissionDenied
    return found
