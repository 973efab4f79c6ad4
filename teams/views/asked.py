"""What neighbours asked their team about a step of a course."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import StepQuestion
from courses.services import answers, naming_steps
from lms.common import clock, ranges
from lms.users.http import AuthenticatedRequest, factor_where_due
from teams import policies
from teams.models import Team
from teams.services import asked

PAGE_SIZE = 20


@require_safe
@factor_where_due
def questions(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What waits for the team, or what it has answered."""
    team = _team(request, code)
    is_done = request.GET.get("xem") == "xong"
    rows = asked.of_team(team)
    if is_done:
        rows = rows.exclude(state=StepQuestion.State.WAITING).order_by("-asked_at", "pk")
    else:
        rows = rows.waiting().order_by("asked_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"team": team, "page": page, "rows": naming_steps.named(page), "is_done": is_done}
    context["link"] = "?xem=xong&trang=" if is_done else "?trang="
    return render(request, "teams/asked/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def question(request: AuthenticatedRequest, code: str, question_id: UUID) -> HttpResponse:
    """One question, with the form that answers it."""
    team = _team(request, code)
    found = _question(team, question_id)
    error = ""
    if request.method == "POST":
        try:
            words = request.POST.get("words", "")
            done = asked.answer(team, found, by=request.user, words=words, now=clock.now())
        except asked.NotYours as refused:
            raise PermissionDenied from refused
        except answers.WordsMissing:
            error = _("Câu trả lời còn trống.")
        else:
            if done:
                messages.success(request, _("Đã trả lời. Người hỏi đọc được ở hộp tin."))
            else:
                messages.info(request, _("Câu hỏi này vừa được đóng."))
            return redirect("teams:asked-question", code=code, question_id=found.pk)
    context = {
        "team": team,
        "one": naming_steps.named([found])[0],
        "error": error,
        "may_answer": policies.may_log(request.user, team)
        and found.person_id != request.user.pk
        and found.state != StepQuestion.State.CLOSED,
    }
    return render(request, "teams/asked/question.html", context, status=422 if error else 200)


@require_safe
@factor_where_due
def voice(request: AuthenticatedRequest, code: str, question_id: UUID) -> HttpResponseBase:
    """The sound of a question."""
    found = _question(_team(request, code), question_id)
    if found.voice != StepQuestion.Voice.READY:
        raise Http404
    answer = ranges.answer(request, found.voice_file.open("rb"), content_type="audio/mp4")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _team(request: AuthenticatedRequest, code: str) -> Team:
    """Members only: who is above them has no need of what a neighbour asks."""
    team = get_object_or_404(Team.objects.select_related("unit"), code=code)
    if not policies.may_log(request.user, team):
        raise PermissionDenied
    return team


def _question(team: Team, question_id: UUID) -> StepQuestion:
    return get_object_or_404(asked.of_team(team), pk=question_id)
