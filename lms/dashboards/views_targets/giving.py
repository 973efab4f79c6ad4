"""A target is given, looked at and broken down."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.common import clock
from lms.dashboards import target_policies as policies
from lms.dashboards.forms_targets import COMMUNE, EVERY, WHOLE, AssignForm, BreakdownForm, ways
from lms.dashboards.models import Target
from lms.dashboards.services.targets import breaking, giving, words
from lms.dashboards.services.targets.answering import ChangedMeanwhile
from lms.dashboards.services.targets.giving import Given, Holder, TargetRefused
from lms.dashboards.views_targets.lists import lines
from lms.places.models import Unit
from lms.users.http import (
    AuthenticatedRequest,
    factor_where_due,
    second_factor_required,
)

PARTS_SHOWN = 20
WAYS_INTO = {"to": breaking.TEAMS, "thon": breaking.VILLAGES}


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def assign(request: AuthenticatedRequest) -> HttpResponse:
    """The province gives a target: to itself, to every commune or one of them, or to
    one agency."""
    if not policies.may_assign(request.user):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = AssignForm(request.POST) if is_sent else AssignForm()
    if is_sent and form.is_valid():
        said = form.cleaned_data
        to = _chosen(form)
        given = [Given(one, said["value"], said["milestones"]) for one in to]
        try:
            made = giving.assign(
                said["indicator"],
                said["period"],
                given,
                paper=form.paper(),
                by=request.user,
                now=clock.now(),
            )
        except TargetRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _given(request, made)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    return render(request, "dashboards/targets/assign.html", {"form": form}, status=status)


def _given(request: AuthenticatedRequest, made: list[Target]) -> HttpResponse:
    if len(made) == 1:
        messages.success(request, _("Đã giao chỉ tiêu."))
        return redirect(made[0])
    messages.success(request, _("Đã giao cho %(count)s nơi.") % {"count": len(made)})
    return redirect(f"/chi-tieu/?ky={made[0].period_id}" if made else "/chi-tieu/")


def _chosen(form: AssignForm) -> list[Holder]:
    said = form.cleaned_data
    today = clock.today()
    if said["whom"] == WHOLE:
        return list(Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(today)[:1])
    if said["whom"] == EVERY:
        return list(Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(today).sorted())
    return [said["commune"] if said["whom"] == COMMUNE else said["agency"]]


@require_safe
@factor_where_due
def target(request: AuthenticatedRequest, target_id: UUID) -> HttpResponse:
    """Where it stands, which paper set it, what came of it, and what one may do."""
    found = visible(request, target_id)
    user = request.user
    parts = lines(list(found.parts.standing().with_all()))
    shown = parts if request.GET.get("het") else parts[:PARTS_SHOWN]
    is_running = found.period.is_running and found.is_standing
    context = {
        "target": found,
        "line": lines([found])[0],
        "versions": found.versions.select_related("made_by").order_by("-number"),
        "value_words": [(day, words.shown(found.indicator, value)) for day, value in found.marks],
        "parts": shown,
        "parts_count": len(parts),
        "may_answer": policies.may_answer(user, found) and found.is_standing,
        "may_dispute": policies.may_answer(user, found) and is_running,
        "may_change": policies.may_change(user, found) and is_running,
        "may_restore": policies.may_change(user, found)
        and not found.is_standing
        and found.period.is_running,
        "may_break_down": policies.may_break_down(user, found) and is_running,
        "may_see_above": bool(found.parent and policies.may_see(user, found.parent)),
        "is_province": bool(found.unit and found.unit.level == Unit.Level.PROVINCE),
    }
    return render(request, "dashboards/targets/target.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def break_down(request: AuthenticatedRequest, target_id: UUID) -> HttpResponse:
    """A table with a number for each of those below, and what it comes to beside the whole."""
    found = visible(request, target_id)
    if not policies.may_break_down(request.user, found):
        raise PermissionDenied
    if not found.is_standing:
        messages.info(request, _("Chỉ tiêu này đã thu hồi, nên không phân bổ được nữa."))
        return redirect(found)
    into = WAYS_INTO.get(request.POST.get("cho") or request.GET.get("cho") or "", "")
    below = breaking.below(found, into)
    newest = found.versions.order_by("-number").first()
    papers = {
        "document_no": newest.document_no if newest else "",
        "document_on": f"{newest.document_on:%d/%m/%Y}" if newest else "",
        "clause": newest.clause if newest else "",
        "reason": found.uneven_reason,
    }
    status, token, without = HTTPStatus.OK, below.token, list[str]()
    if request.method == "POST":
        # What was on the screen first, until somebody was told that it is no longer so.
        token = request.POST.get("seen", "")
        form = BreakdownForm(found, below, request.POST)
        how = request.POST.get("chia", "")
        if how in dict(ways()):
            form = form.with_proposal(how)
            without = breaking.without_basis(found, below, how)
            form.is_valid()
        elif form.is_valid() and "tinh" not in request.POST:
            try:
                if _broken_down(request, form):
                    return redirect(found)
            except ChangedMeanwhile as changed:
                form.add_error(None, str(changed))
                token = below.token
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        elif form.errors:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        values = form.values()
    else:
        form = BreakdownForm(found, below, initial=papers)
        values = {key: part.value for key, part in below.given.items()}
    held = breaking.weigh(found, below, values)
    context = {
        "target": found,
        "whole": words.shown(found.indicator, found.value),
        "form": form,
        "rows": [
            (holder, field, below.bases[holder.pk], _part(found, below, holder))
            for holder, field in form.rows()
        ],
        "ways": ways(),
        "held": held if values else None,
        "held_words": breaking.words(found, held) if values and not held.is_even else "",
        "together": words.shown(found.indicator, held.together)
        if held.together is not None
        else "–",
        "token": token,
        "without": without,
        "into": below.into,
        "others_count": below.others_count,
        "is_turned": request.POST.get("doi") == "1",
    }
    return render(request, "dashboards/targets/break_down.html", context, status=status)


def _part(whole: Target, below: breaking.Below, holder: Holder) -> tuple[Target, str] | None:
    """What one has been given of it, and how much that is."""
    part = below.parts.get(holder.pk)
    return (part, words.shown(whole.indicator, part.value)) if part else None


def _broken_down(request: AuthenticatedRequest, form: BreakdownForm) -> bool:
    """Whether it was done; what stands against it is told at the form, but for a change of
    somebody else's, which is raised."""
    try:
        count = breaking.break_down(
            form.target,
            form.values(),
            paper=form.paper(),
            reason=form.cleaned_data["reason"],
            seen=request.POST.get("seen", ""),
            by=request.user,
            now=clock.now(),
            way=breaking.Way(form.below.into, request.POST.get("doi") == "1"),
        )
    except breaking.Uneven as uneven:
        form.add_error("reason", _("%(words)s Sửa số, hoặc ghi vì sao để vậy.") % {"words": uneven})
        return False
    except ChangedMeanwhile:
        raise
    except TargetRefused as refused:
        form.add_error(None, str(refused))
        return False
    if count:
        messages.success(request, _("Đã phân bổ: %(count)s nơi có thay đổi.") % {"count": count})
    else:
        messages.info(request, _("Phân bổ như đã có, không gì thay đổi."))
    return True


def visible(request: AuthenticatedRequest, target_id: UUID) -> Target:
    """The target, where this person may see it."""
    found = get_object_or_404(
        Target.objects.with_all().select_related("parent__unit", "parent__agency"), pk=target_id
    )
    if not policies.may_see(request.user, found):
        raise PermissionDenied
    return found
