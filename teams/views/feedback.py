"""What is hard in the field: read, answered, passed on; the board of what is told most often."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams import feedback_policies as policies
from teams.forms import feedback as forms
from teams.models import Feedback, Team
from teams.services import bottlenecks
from teams.services import feedback as services
from teams.views.commune import commune_of

PAGE_SIZE = 30
WITH = ("kind", "team", "unit__parent", "agency", "session", "course")
DAYS = {str(days): days for days in bottlenecks.PERIODS}
FASTER = "Mục này vừa có thay đổi, có thể người khác đã làm trước. Xem lại giúp mình."


@require_safe
@factor_where_due
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for my answer, the most urgent first; behind it what is answered."""
    rows = Feedback.objects.live().filter(policies.addressed_to(request.user))
    is_done = request.GET.get("xem") == "xong"
    shown = rows.settled().order_by("-raised_on", "-pk") if is_done else _urgent(rows.open())
    page = Paginator(shown.select_related(*WITH), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "is_done": is_done,
        "link": "?xem=xong&trang=" if is_done else "?trang=",
        "answers_any": policies.answers_any(request.user),
        "may_see_board": policies.may_see_board(request.user),
    }
    return render(request, "teams/feedback/mine.html", context)


@require_safe
@factor_where_due
def item(request: AuthenticatedRequest, item_id: UUID) -> HttpResponse:
    return _item_page(request, _item(request, item_id))


@require_POST
@factor_where_due
def answer(request: AuthenticatedRequest, item_id: UUID) -> HttpResponse:
    found = _to_answer(request, item_id)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _item_page(request, found, answer_form=form, status=422)
    words, alike = form.cleaned_data["words"], form.cleaned_data["alike"]
    send = partial(services.answer, words=words, alike=alike)
    return _do(request, found, send, _("Đã trả lời. Tổ trưởng đọc được ở hộp tin."))


@require_POST
@factor_where_due
def pass_on(request: AuthenticatedRequest, item_id: UUID) -> HttpResponse:
    found = _to_answer(request, item_id)
    form = forms.PassForm(request.POST, item=found)
    if not form.is_valid():
        return _item_page(request, found, pass_form=form, status=422)
    send = partial(services.pass_on, to=form.address(), words=form.cleaned_data["words"])
    return _do(request, found, send, _("Đã chuyển. Nhầm thì lấy lại được ngay ở đây."))


@require_POST
@factor_where_due
def close(request: AuthenticatedRequest, item_id: UUID) -> HttpResponse:
    found = _to_answer(request, item_id)
    form = forms.CloseForm(request.POST)
    if not form.is_valid():
        return _item_page(request, found, close_form=form, status=422)
    send = partial(services.close, words=form.cleaned_data["words"])
    return _do(request, found, send, _("Đã đóng mục này. Mở lại được lúc nào cũng được."))


@require_POST
@factor_where_due
def reopen(request: AuthenticatedRequest, item_id: UUID) -> HttpResponse:
    """Undo an answer or a closing, or passing it on."""
    found = _item(request, item_id)
    if "chuyen" in request.POST:
        return _do(request, found, services.take_back, _("Đã lấy lại, chờ trả lời ở đây."))
    return _do(request, found, services.reopen, _("Đã mở lại. Mục này lại chờ trả lời."))


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def of_team(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What a team's residents said and what became of it, and the way to write down more."""
    team = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    if not policies.may_read_team(request.user, team):
        raise PermissionDenied
    may_name = policies.may_name(request.user, team)
    form = None
    if policies.may_raise(request.user, team):
        form = forms.SaidForm(team=team, may_name=may_name)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        form = forms.SaidForm(request.POST, team=team, may_name=may_name)
        if form.is_valid():
            services.log(
                team,
                by=request.user,
                said=form.cleaned_data["said"],
                kind=form.cleaned_data["kind"],
                resident=form.resident,
                now=clock.now(),
            )
            messages.success(request, _("Đã ghi và chuyển đi. Có trả lời thì tin về hộp tin."))
            return redirect("teams:feedback-team", code=code)
    rows = team.feedback.live().select_related(*WITH).order_by("-raised_on", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"team": team, "form": form, "page": page, "link": "?trang="}
    status = 422 if form is not None and form.errors else 200
    return render(request, "teams/feedback/team.html", context, status=status)


@require_safe
@factor_where_due
def board(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A commune's: what is told most often, village by village or topic by topic."""
    return _board(request, commune_of(request, code))


@require_safe
@factor_where_due
def province_board(request: AuthenticatedRequest) -> HttpResponse:
    """The whole province's, commune by commune."""
    if not policies.may_see_board(request.user):
        raise PermissionDenied
    return _board(request, None)


def _board(request: AuthenticatedRequest, place: Unit | None) -> HttpResponse:
    days = DAYS.get(request.GET.get("ngay", ""), bottlenecks.PERIODS[0])
    by_topic = request.GET.get("theo") == "noi-dung"
    kinds = bottlenecks.board(place, today=clock.today(), days=days, by_topic=by_topic)
    context = {
        "place": place,
        "kinds": kinds,
        "days": days,
        "periods": bottlenecks.PERIODS,
        "by_topic": by_topic,
        "most": max((kind.total for kind in kinds), default=0),
        "answers_any": policies.answers_any(request.user),
    }
    return render(request, "teams/feedback/board.html", context)


def _urgent(rows: Any) -> Any:
    return rows.order_by("due_on", "pk")


def _item(request: AuthenticatedRequest, item_id: UUID) -> Feedback:
    found = get_object_or_404(Feedback.objects.live().select_related(*WITH), pk=item_id)
    if not policies.may_read(request.user, found):
        raise PermissionDenied
    return found


def _to_answer(request: AuthenticatedRequest, item_id: UUID) -> Feedback:
    found = _item(request, item_id)
    if not policies.may_answer(request.user, found):
        raise PermissionDenied
    return found


def _do(
    request: AuthenticatedRequest, found: Feedback, act: Callable[..., int], said: str
) -> HttpResponse:
    try:
        done = act(found, by=request.user, now=clock.now())
    except services.NotYours as error:
        raise PermissionDenied from error
    if done > 1:
        said = _("Đã trả lời %(count)s mục cùng loại.") % {"count": done}
    if done:
        messages.success(request, said)
    else:
        messages.info(request, FASTER)
    now = Feedback.objects.select_related(*WITH).get(pk=found.pk)
    # What was passed on is perhaps no longer for these eyes.
    return redirect(now if policies.may_read(request.user, now) else "teams:feedback")


def _item_page(
    request: AuthenticatedRequest,
    found: Feedback,
    *,
    status: int = 200,
    **given: django_forms.Form,
) -> HttpResponse:
    may_answer = policies.may_answer(request.user, found)
    is_open = found.status == Feedback.Status.OPEN
    context = {
        "item": found,
        "steps": found.steps.select_related("by").order_by("-pk"),
        "may_answer": may_answer,
        "is_open": is_open,
        "may_close": may_answer and found.status != Feedback.Status.CLOSED,
        "may_reopen": may_answer and not is_open,
        "may_take_back": services.may_take_back(found, request.user),
        "alike_count": services.alike_to(found).count() if may_answer and is_open else 0,
        "answers_any": policies.answers_any(request.user),
        "answer_form": given.get("answer_form") or forms.AnswerForm(),
        "pass_form": given.get("pass_form") or forms.PassForm(item=found),
        "close_form": given.get("close_form") or forms.CloseForm(),
    }
    return render(request, "teams/feedback/item.html", context, status=status)
