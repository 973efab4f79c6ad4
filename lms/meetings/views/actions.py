"""What was given: a list for who does it and who follows it, and each with its history."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.meetings import policies
from lms.meetings.forms import DoneForm, ExtendForm, NameForm, ReasonForm
from lms.meetings.models import Action, ActionEvent
from lms.meetings.services import acting
from lms.users import policies as users
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.models import User

A_PAGE = 30
FASTER = "Việc này vừa có người làm trước. Xem lại giúp mình."
OVERDUE, WAITING, CLOSED = "qua-han", "cho-xac-nhan", "da-xong"


@require_safe
@second_factor_required
def actions(request: AuthenticatedRequest) -> HttpResponse:
    """Everything this person does or follows, what is due first on top."""
    rows = Action.objects.filter(_concerning(request.user))
    today = clock.today()
    kinds = {
        "": (_("Đang theo dõi"), rows.followed()),
        OVERDUE: (_("Quá hạn"), rows.overdue(today)),
        WAITING: (_("Chờ xác nhận"), rows.filter(state=Action.State.DONE)),
        CLOSED: (_("Đã xong"), rows.filter(state=Action.State.CONFIRMED)),
    }
    chosen = request.GET.get("loc", "")
    chosen = chosen if chosen in kinds else ""
    found = kinds[chosen][1].with_all().order_by("due_on", "pk")
    context = {
        "kinds": [(key, name, shown.count()) for key, (name, shown) in kinds.items()],
        "chosen": chosen,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("trang")),
        "link": f"?loc={chosen}&trang=",
        "reads": bool(policies.reads(request.user)),
    }
    return render(request, "meetings/actions.html", context)


@require_safe
@second_factor_required
def action(request: AuthenticatedRequest, action_id: UUID) -> HttpResponse:
    return _page(request, _found(request, action_id))


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def done(request: AuthenticatedRequest, action_id: UUID) -> HttpResponse:
    found = _found(request, action_id)
    _allow(may=policies.answers_for(request.user, found))
    form = DoneForm(*((request.POST, request.FILES) if request.method == "POST" else ()))

    def act() -> bool:
        result = form.cleaned_data["result"]
        return acting.report(found, result, form.proof(), by=request.user, now=clock.now())

    return _ask(request, found, form, act, done=_("Đã báo xong. Ban Chỉ đạo được báo."))


@require_POST
@second_factor_required
def confirm(request: AuthenticatedRequest, action_id: UUID) -> HttpResponse:
    found = _found(request, action_id)
    _allow(may=policies.may_settle(request.user, found))
    if acting.confirm(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã xác nhận xong. Việc này khép lại."))
    else:
        messages.info(request, _(FASTER))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def hand_back(request: AuthenticatedRequest, action_id: UUID) -> HttpResponse:
    found = _found(request, action_id)
    _allow(may=policies.may_settle(request.user, found))
    form = ReasonForm(request.POST or None)

    def act() -> bool:
        reason = form.cleaned_data["reason"]
        return acting.hand_back(found, reason, by=request.user, now=clock.now())

    return _ask(request, found, form, act, done=_("Đã trả lại để làm tiếp."))


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def extend(request: AuthenticatedRequest, action_id: UUID) -> HttpResponse:
    found = _found(request, action_id)
    _allow(may=policies.may_hold(request.user, found.decision.meeting.unit))
    form = ExtendForm(request.POST or None)

    def act() -> bool:
        said = form.cleaned_data
        return acting.extend(
            found, said["due_on"], said["reason"], by=request.user, now=clock.now()
        )

    return _ask(request, found, form, act, done=_("Đã gia hạn. Hạn cũ vẫn ghi trong lịch sử."))


@require_POST
@second_factor_required
def name(request: AuthenticatedRequest, action_id: UUID) -> HttpResponse:
    """Say who answers for it."""
    found = _found(request, action_id)
    _allow(may=policies.may_name(request.user, found))
    form = NameForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, name_form=form, status=422)
    person = form.cleaned_data["person"]
    if acting.name(found, person, by=request.user, now=clock.now()):
        messages.success(request, _("Đã cử người chịu trách nhiệm, người này được báo."))
    else:
        messages.info(request, _(FASTER))
    return redirect(found)


@require_safe
@second_factor_required
def evidence(request: AuthenticatedRequest, event_id: UUID) -> HttpResponseBase:
    """The file that shows something was done: to be kept, never shown as a page of ours."""
    event = get_object_or_404(ActionEvent, pk=event_id)
    _found(request, event.action_id)
    kept = event.evidence_file.name
    if not kept or not event.evidence_file.storage.exists(kept):
        raise Http404
    answer = FileResponse(
        event.evidence_file.open(),
        as_attachment=True,
        filename=kept.rpartition("/")[2],
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(
    request: AuthenticatedRequest,
    found: Action,
    *,
    name_form: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    may_name = policies.may_name(user, found) and found.state in {"open", "done"}
    context = {
        "action": found,
        "meeting": found.decision.meeting,
        "may_see_meeting": policies.may_see_meeting(user, found.decision.meeting),
        "events": found.events.select_related("by").order_by("-at", "-pk"),
        "may_report": found.is_open and policies.answers_for(user, found),
        "may_settle": found.is_done and policies.may_settle(user, found),
        "may_extend": found.is_open and policies.may_hold(user, found.decision.meeting.unit),
        "name_form": (name_form or NameForm(found)) if may_name else None,
    }
    return render(request, "meetings/action.html", context, status=status)


def _ask(
    request: AuthenticatedRequest,
    found: Action,
    form: forms.Form,
    act: Callable[[], bool],
    *,
    done: str,
) -> HttpResponse:
    """Ask, or do what was answered; then the page of the action tells what became of it."""
    if form.is_bound and form.is_valid():
        if act():
            messages.success(request, done)
        else:
            messages.info(request, _(FASTER))
        return redirect(found)
    kind = {DoneForm: "done", ReasonForm: "hand_back", ExtendForm: "extend"}[type(form)]
    context = {"action": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, f"meetings/{kind}.html", context, status=status)


def _found(request: AuthenticatedRequest, action_id: UUID) -> Action:
    rows = Action.objects.with_all().select_related("answerer", "done_by")
    found = get_object_or_404(rows, pk=action_id)
    _allow(may=policies.may_see_action(request.user, found))
    return found


def _concerning(user: User) -> Q:
    """What this person does, and what committees follow that she reads."""
    roles = (users.Role.COMMUNE_MANAGER, users.Role.PROVINCE_ADMIN)
    mine = Q(answerer=user) | users.units_within(user, *roles).units("unit")
    mine |= users.agencies_within(user, users.Role.AGENCY_MANAGER).agencies("agency")
    return mine | Q(decision__meeting__unit__in=policies.read_by(user))


def _allow(*, may: bool) -> None:
    if not may:
        raise PermissionDenied
