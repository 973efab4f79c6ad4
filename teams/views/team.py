"""A member's pages: my teams, a team's sessions, logging one."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock, phones, text
from lms.users.http import AuthenticatedRequest, factor_where_due
from lms.users.models import RoleGrant
from lms.users.services import consents
from teams import policies, seams
from teams.forms import photos as photo_forms
from teams.forms import sessions as forms
from teams.forms import starting
from teams.models import Session, Team
from teams.services import (
    ahead,
    asked,
    attendees,
    comparing,
    evidence,
    handing,
    helping,
    households,
    listed,
    lists,
    names,
    neighbours,
    papers,
    planning,
    reviewing,
    revising,
    session_form,
    submissions,
)
from teams.views import photos

PAGE_SIZE = 20
REFRESH_SECONDS = 3
"""While a page to print is drawn."""
FLAGS = {
    "late": "Ghi muộn hơn 45 ngày.",
    "future": "Ngày tổ chức ở phía trước.",
    "clock_off": "Đồng hồ của máy ghi chạy sai. Xem lại ngày giờ của buổi.",
    "old_phone": "Gửi từ máy đã ngừng dùng. Hỏi lại người ghi trước khi xác nhận.",
    "role_ended": "Người ghi không còn trong tổ vào ngày đó.",
    "team_closed": "Tổ đã nghỉ vào ngày đó.",
    "was_verified": "Buổi này đã được xác nhận, sau đó tổ sửa lại.",
    "unknown_code": "Có mục không nằm trong danh sách của tỉnh; bản gửi vẫn giữ, chưa tính mục đó.",
    "helper_not_member": "Có người tham gia không ở trong tổ vào ngày đó.",
    "more_attendees": "Điểm danh nhiều người hơn số người đến. Xem lại hai số này.",
    "unknown_card": "Có thẻ học không ai nhận ra. Xem lại thẻ ở lần sau; dòng điểm danh vẫn giữ.",
    "names_left_out": "Có tên không ghi lại, vì tên trong buổi này đã được bỏ theo yêu cầu.",
    "joined": "Hai máy cùng sửa buổi này; hai bản đã được ghép lại, không mất bản nào.",
    "off_period": "Kỳ báo cáo đã khóa số liệu khi buổi này gửi lên (ngoài kỳ).",
    "outside": "Vị trí máy ghi có vẻ ở ngoài xã, ước theo khoảng cách tới trung tâm xã này và các "
    "xã bên cạnh. Có thể chưa đúng.",
    "was_withdrawn": "Buổi này tổ đã thu hồi, sau đó gửi lại.",
}
DISPUTED = "Hai máy gửi cùng buổi này mà ghi khác nhau. Xã xem cả hai bản rồi chọn."


@require_safe
@factor_where_due
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """My teams and those of a village I head; straight to it when there is one."""
    places = policies.memberships_of(request.user).select_related("team__unit")
    ranks = {place.team: place.get_role_display() for place in places.order_by("team__sort_key")}
    for headed in policies.headed_by(request.user).select_related("unit").order_by("sort_key"):
        ranks.setdefault(headed, RoleGrant.Role.VILLAGE_HEAD.label)
    if len(ranks) == 1:
        return redirect(next(iter(ranks)))
    return render(request, "teams/mine.html", {"ranks": ranks.items()})


@require_safe
@factor_where_due
def team(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What the team logged, what the commune wants mended, who is in it."""
    found = _team(request, code)
    is_open = policies.may_see_team(request.user, found)
    sessions = found.sessions.all()
    only_mine = not is_open or request.GET.get("ai") == "toi"
    if only_mine:
        sessions = sessions.filter(logged_by=request.user)
    to_fix = sessions.filter(status=Session.Status.NEEDS_FIX).order_by("held_on", "pk")
    rows = sessions.select_related("logged_by").order_by("-held_on", "-pk")
    context = {
        "team": found,
        "page_kind": "team",
        "to_fix": to_fix[:PAGE_SIZE],
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang")),
        "link": "?ai=toi&trang=" if only_mine else "?trang=",
        "only_mine": only_mine,
        "members": (members := lists.roster(found, on=clock.today()) if is_open else []),
        "left_count": households.left(found, [seat.place for seat in members]) if is_open else 0,
        "open_places": policies.contributions_open(request.user, found, [m.place for m in members]),
        "is_open": is_open,
        "may_call": policies.may_call(request.user, found),
        "may_log": (may_log := policies.may_log(request.user, found)),
        "asked_count": asked.waiting_count(found) if may_log else 0,
        "calls_wording": neighbours.CALLS_WORDING,
        "answers_calls": consents.has(request.user, neighbours.CALLS),
        "may_hand_over": policies.may_hand_over(request.user, found),
        "is_old_phone": (phone := phones.of(request)) is not None and phone.is_old,
        "may_give_cards": policies.may_give_cards(request.user, found),
        "ahead": _ahead(request, found),
        "missing": seams.missing_today(found, request.user)
        if is_open and not found.is_over
        else None,
        "leads": policies.may_answer_visits(request.user, found),
        "may_plan": policies.may_plan(request.user, found),
        "may_share": policies.may_share_households(request.user, found),
        "was_member": not policies.may_log(request.user, found)
        and policies.was_ever_member(request.user, found),
    }
    return render(request, "teams/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def session_log(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The plain form for a new session; works without script."""
    found = _team(request, code)
    if not policies.was_ever_member(request.user, found):
        raise PermissionDenied
    phone = phones.of(request)
    if request.method == "POST":
        return _receive(request, found)
    # What was filled in before is taken; only nothing new is begun.
    if phone and phone.is_old:
        return render(request, "teams/old_phone.html", {"team": found}, status=403)
    last = found.sessions.order_by("-created_at", "-pk").first()
    start = starting.fresh(last, helpers=helping.usual(last, found, by=request.user))
    if planned := planning.asked_for(found, request.GET.get("lich", "")):
        start |= starting.of_plan(planned, last)
    people = helping.offered(found, by=request.user)
    form = forms.SessionForm(initial=start, people=people)
    return _form_page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def session_edit(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """A further revision of a log that was returned, or not looked at yet."""
    found, row = session_of(request, code, record_id)
    if not policies.may_edit(request.user, row):
        raise PermissionDenied
    if request.method == "POST":
        return _receive(request, found, session=row)
    people = helping.offered(found, by=request.user, session=row)
    facts = revising.facts_of(row.latest, lists=listed.snapshot())
    form = forms.SessionForm(initial=starting.of_session(row, facts), people=people, facts=facts)
    pictures = photo_forms.PhotosForm(kept=facts.pictured)
    return _form_page(request, found, form, pictures=pictures, session=row)


@require_safe
@factor_where_due
def session(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    context = _about(request, code, record_id)
    page = render(request, "teams/session.html", context)
    if context["order"] and context["order"].is_under_way:
        # Another address each time: one that differs in its place only is not asked for again.
        address = f"{context['photo_base']}?luc={int(clock.now().timestamp())}#in"
        page.headers["Refresh"] = f"{REFRESH_SECONDS}; url={address}"
    return page


@require_safe
@factor_where_due
def receipt(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """What one sees right after sending: it has arrived, under this number."""
    return render(request, "teams/receipt.html", _about(request, code, record_id))


@require_POST
@factor_where_due
def withdraw(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """Take a log back that should not have been sent."""
    _, row = session_of(request, code, record_id)
    if row.status == Session.Status.WITHDRAWN:
        return redirect("teams:session", code=code, record_id=record_id)
    try:
        done = reviewing.withdraw(row, by=request.user, now=clock.now())
    except reviewing.NotYours as error:
        raise PermissionDenied from error
    if done:
        messages.success(request, "Đã thu hồi. Buổi này không tính nữa; cần thì sửa và gửi lại.")
    else:
        messages.info(request, "Buổi này vừa có thay đổi. Xem lại giúp mình.")
    return redirect("teams:session", code=code, record_id=record_id)


@require_POST
@factor_where_due
def names_forget(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """Take one name out of a session, or all, because somebody asked for it."""
    _, row = session_of(request, code, record_id)
    if not policies.may_see_names(request.user, row):
        raise PermissionDenied
    asked = request.POST.get("position", "")
    if asked == "all" or (asked.isascii() and asked.isdigit() and len(asked) < 6):
        position = None if asked == "all" else int(asked)
        if names.forget(row, position=position, by=request.user, now=clock.now()):
            messages.success(request, "Đã bỏ tên. Số người đến vẫn giữ nguyên.")
    return redirect("teams:session", code=code, record_id=record_id)


def flags_told(row: Session, flags: Iterable[str]) -> list[str]:
    """What is to be known about a session, in words, each once."""
    said = [FLAGS[flag] for flag in dict.fromkeys(flags) if flag in FLAGS]
    return [*said, DISPUTED] if row.disputed_at else said


def _ahead(request: AuthenticatedRequest, found: Team) -> ahead.Ahead | None:
    """What the team has before it, for the team and those who look after it."""
    if not policies.may_see_plans(request.user, found):
        return None
    leads = policies.may_answer_visits(request.user, found)
    return ahead.of_team(found, viewer=request.user, leads=leads, now=clock.now())


def _about(request: AuthenticatedRequest, code: str, record_id: UUID) -> dict[str, Any]:
    found, row = session_of(request, code, record_id)
    may_see = policies.may_see_names(request.user, row)
    return {
        "team": found,
        "session": row,
        "flags": flags_told(row, row.flags),
        "written_by": handing.written_by(row),
        "attendees": names.of_session(row) if may_see else [],
        "may_say_who": policies.may_say_who_came(request.user, row),
        "has_names": may_see and names.are_kept(row),
        "may_edit": policies.may_edit(request.user, row),
        "change": comparing.change(row),
        "is_declined": row.status == Session.Status.VERIFIED and row.reason and not row.pending,
        "may_withdraw": policies.may_withdraw(request.user, row),
        "may_log": (may_log := policies.may_log(request.user, found)),
        "asked_count": asked.waiting_count(found) if may_log else 0,
        "photo_base": row.get_absolute_url(),
        "order": papers.newest(row, by=request.user, now=clock.now()),
        **photos.album(request.user, row),
    }


def _receive(
    request: AuthenticatedRequest, found: Team, *, session: Session | None = None
) -> HttpResponse:
    people = helping.offered(found, by=request.user, session=session)
    facts = revising.facts_of(session.latest, lists=listed.snapshot()) if session else None
    form = forms.SessionForm(request.POST, people=people, facts=facts)
    kept = facts.pictured if facts else None
    pictures = photo_forms.PhotosForm(request.POST, request.FILES, kept=kept)
    is_valid = pictures.is_valid() & form.is_valid()
    if not (is_valid and _is_open_to(request, found, form) and _is_new(found, form)):
        return _form_page(request, found, form, pictures=pictures, session=session, status=422)
    now = clock.now()
    envelope = submissions.Envelope(
        record_id=session.record_id if session else form.cleaned_data["record_id"],
        rev=form.cleaned_data["rev"],
        team=found,
        captured_at=now,
        # What stood in the form when it was opened, whatever has come since.
        base_rev=form.cleaned_data["rev"] - 1 or None,
        form_version=form.form_version,
    )
    document = {**form.document(), **pictures.document()}
    if facts:
        # This form does not ask for turns: what a phone counted stays where it still can be.
        document["turns"] = session_form.turns_left(facts.turns, document)
        # Nor for those who came one by one.
        unasked = {"household": facts.household, "code_nth": facts.code_nth}
        document |= {key: value for key, value in unasked.items() if value}
        document |= attendees.left(facts.attendees, consent=facts.consent_taken)
    taken = submissions.receive(request.user, envelope, document, now=now)
    if not taken.is_kept:
        for message in taken.errors.values():
            form.add_error(None, message)
        conflict = HTTPStatus.CONFLICT
        return _form_page(request, found, form, pictures=pictures, session=session, status=conflict)
    if taken.session:
        evidence.keep_all(taken.session, pictures.cleaned_data["photos"], now=now)
    return redirect("teams:receipt", code=found.code, record_id=envelope.record_id)


def _is_open_to(request: AuthenticatedRequest, found: Team, form: forms.SessionForm) -> bool:
    """Whoever has left logs what was held while she was in the team."""
    if policies.may_log_of(request.user, found, form.cleaned_data["held_on"]):
        return True
    last = found.memberships.filter(person=request.user).order_by("-valid_to").first()
    until = last.valid_to if last and last.valid_to else clock.today()
    form.add_error(
        "held_on",
        f"Bà con ở trong tổ đến hết ngày {until:%d/%m/%Y}. Buổi sau đó nhờ người trong tổ ghi.",
    )
    return False


def _is_new(found: Team, form: forms.SessionForm) -> bool:
    """Ask before a second log of what looks like the same session."""
    given = form.cleaned_data
    if given["is_another"] or given["rev"] > 1:
        return True
    alike = found.sessions.filter(held_on=given["held_on"], type=given["type"])
    alike = alike.exclude(status=Session.Status.WITHDRAWN).exclude(record_id=given["record_id"])
    twins = [row for row in alike if text.fold(row.venue) == text.fold(given["venue"])]
    if not twins:
        return True
    form.add_error(
        "is_another",
        f"Ngày này, nơi này tổ đã ghi một buổi {twins[0].heads_count} người. "
        "Có phải cùng một buổi không? Nếu là buổi khác thì đánh dấu ô này rồi gửi.",
    )
    return False


def _form_page(
    request: AuthenticatedRequest,
    found: Team,
    form: forms.SessionForm,
    *,
    pictures: photo_forms.PhotosForm | None = None,
    session: Session | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "team": found,
        "form": form,
        "photos": pictures or photo_forms.PhotosForm(),
        "session": session,
        "back": found.get_absolute_url(),
        "is_conflict": status == HTTPStatus.CONFLICT,
        "page_kind": "session",
    }
    return render(request, "teams/session_log.html", context, status=status)


def session_of(request: AuthenticatedRequest, code: str, record_id: UUID) -> tuple[Team, Session]:
    """A session of the team; of one's own only for somebody who has left."""
    found = _team(request, code)
    rows = found.sessions.select_related(
        "submission", "pending", "logged_by", "unit", "reviewed_by"
    )
    row = get_object_or_404(rows, record_id=record_id)
    row.team = found
    if row.logged_by_id != request.user.pk and not policies.may_see_team(request.user, found):
        raise PermissionDenied
    return found, row


def _team(request: AuthenticatedRequest, code: str) -> Team:
    found = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    may_look = policies.may_see_team(request.user, found)
    if not may_look and not policies.was_ever_member(request.user, found):
        raise PermissionDenied
    return found
