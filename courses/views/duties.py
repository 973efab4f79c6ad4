"""An agency manager's pages: give a course, see who is where, take the list along."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import policies
from courses.forms import DutyForm
from courses.models import Duty, DutyRule
from courses.services import duties, duty_lists, giving
from lms.audit import services as audit
from lms.common import clock, numbers, workbooks
from lms.users import policies as rights
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.models import Agency

PAGE_SIZE = 50
REFRESH_SECONDS = 3
MOST_CHILDREN = 200


@require_safe
@second_factor_required
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """The agencies I manage, the highest first; straight to it when there is one."""
    agencies = policies.agencies_managed_by(request.user)
    if not agencies.exists():
        raise PermissionDenied
    rows = agencies.order_by(Length("path"), "sort_key")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    if page.paginator.count == 1:
        return redirect("courses:agency", code=page[0].code)
    return render(request, "courses/duties/mine.html", {"page": page, "link": "?trang="})


@require_safe
@second_factor_required
def agency(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What this agency's people must finish, and how far they are."""
    place = _agency(request, code)
    page = Paginator(duties.rules_for(place), PAGE_SIZE).get_page(request.GET.get("trang"))
    counts = duties.standings(page, within=place)
    context = {
        "agency": place,
        "page": page,
        "link": "?trang=",
        "lines": [(rule, counts.get(rule.pk, duties.Standing())) for rule in page],
        "people_count": giving.people_count(place, day=clock.today()),
        "children": place.children.order_by("sort_key")[:MOST_CHILDREN],
    }
    return render(request, "courses/duties/agency.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def assign(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The form, then how many people it reaches, then the assignment itself."""
    place = _agency(request, code)
    form = DutyForm(request.POST or None)
    context: dict[str, Any] = {"agency": place, "form": form}
    if request.method != "POST":
        return render(request, "courses/duties/assign.html", context)
    if not form.is_valid():
        return render(request, "courses/duties/assign.html", context, status=422)
    if "confirm" not in request.POST:
        context["people_count"] = giving.people_count(place, day=clock.today())
        return render(request, "courses/duties/confirm.html", context)
    given = duties.assign(place, **form.cleaned_data, by=request.user, now=clock.now())
    if giving.job_of(given) is None:
        total = duties.standing(given).total
        messages.success(request, f"Đã giao khóa học cho {numbers.show(total)} người.")
    return redirect("courses:duty-rule", code=place.code, rule_id=given.pk)


@require_safe
@second_factor_required
def rule(request: AuthenticatedRequest, code: str, rule_id: UUID) -> HttpResponse:
    """Everybody of this agency who must finish the course, one standing at a time."""
    place, asked = _rule(request, code, rule_id)
    standing = request.GET.get("tinh-trang", "")
    job = None if asked.cancelled_at else giving.job_of(asked)
    branches = duties.standings_by_child(asked, place)
    counts = sum((found for _, found in branches), duties.Standing())
    paginator = Paginator(_chosen(asked, place, standing), PAGE_SIZE)
    # Known by now; counting a thousand duties again is a third of the page.
    paginator.count = getattr(counts, standing) if standing in Duty.Standing else counts.total
    page = paginator.get_page(request.GET.get("trang"))
    context = {
        "agency": place,
        "rule": asked,
        "counts": counts,
        "standing": standing,
        "standings": Duty.Standing.choices,
        "branches": [] if standing else branches[:MOST_CHILDREN],
        "page": page,
        "lines": duty_lists.lines(page),
        "link": f"?tinh-trang={standing}&trang=" if standing in Duty.Standing else "?trang=",
        "may_cancel": asked.agency_id == place.pk,
        "job": job,
    }
    answer = render(request, "courses/duties/rule.html", context)
    if job and not job.is_broken:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


@require_POST
@second_factor_required
def cancel(request: AuthenticatedRequest, code: str, rule_id: UUID) -> HttpResponse:
    place, asked = _rule(request, code, rule_id)
    if asked.agency_id != place.pk:
        raise PermissionDenied
    duties.cancel(asked, by=request.user, now=clock.now())
    messages.success(request, "Đã bỏ việc học này. Kết quả đã học vẫn được giữ.")
    return redirect("courses:agency", code=place.code)


@require_safe
@second_factor_required
def export(request: AuthenticatedRequest, code: str, rule_id: UUID) -> HttpResponse:
    place, asked = _rule(request, code, rule_id)
    rows = _chosen(asked, place, request.GET.get("tinh-trang", ""))
    body = duty_lists.workbook(rows)
    audit.record("courses.duties_exported", subject=asked, actor=request.user, agency=place.pk)
    return workbooks.answer(body, f"viec-hoc-{clock.today()}.xlsx")


def _agency(request: AuthenticatedRequest, code: str) -> Agency:
    found = get_object_or_404(Agency.objects.select_related("parent", "unit"), code=code)
    if not rights.may_manage_agency(request.user, found):
        raise PermissionDenied
    return found


def _rule(request: AuthenticatedRequest, code: str, rule_id: UUID) -> tuple[Agency, DutyRule]:
    """A rule of this agency or of one above it."""
    place = _agency(request, code)
    return place, get_object_or_404(duties.rules_for(place), pk=rule_id)


def _chosen(asked: DutyRule, place: Agency, standing: str) -> QuerySet[Duty, Any]:
    rows = duty_lists.rows(asked, within=place, today=clock.today())
    return rows.filter(Q(standing=standing)) if standing in Duty.Standing else rows
