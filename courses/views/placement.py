"""The placement check: its questions for everybody, its result for whoever answered."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Course, TestOutRule
from courses.services import placement, rendering, sheets
from courses.services.placement import Verdict
from lms.common import clock, pages
from lms.users.http import AuthenticatedRequest, signed_in

A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one course, where it can still be learnt."""

    verdict: Verdict
    url: str
    rule: str
    is_finished: bool


@require_safe
def sheet(request: HttpRequest, number: int = 1) -> HttpResponse:
    """The questions of a round; the page knows nobody and holds no key."""
    if not 1 <= number <= sheets.LAST_ROUND:
        raise Http404
    key = f"placement:{number}:{settings.RELEASE}:{sheets.stamp()}"

    def make() -> str:
        return rendering.placement_html(sheets.sheet(number), release=settings.RELEASE)

    return pages.kept(request, key, make, max_age=A_MINUTE)


@require_safe
@signed_in
def result(request: AuthenticatedRequest) -> HttpResponse:
    """What the last check said: which courses to skip, which to learn first, when to try again."""
    last = request.user.placements.order_by("-at").first()
    context: dict[str, object] = {"page_kind": "mine", "nav": "mine", "placement": last}
    if last is not None:
        found = placement.verdicts(last)
        lines = _lines(request, found, dict(last.test_outs.values_list("course__code", "rule")))
        number, again_at = placement.turn_of(request.user, now=clock.now())
        context |= {
            "right": str(sum(verdict.right for verdict in found)),
            "asked": str(sum(verdict.asked for verdict in found)),
            "heading": _heading(lines),
            "to_learn": [line for line in lines if not _may_skip(line)],
            "to_skip": [line for line in lines if _may_skip(line)],
            "round": str(number),
            "again_at": again_at,
        }
    return render(request, "courses/placement_result.html", context)


def _may_skip(line: Line) -> bool:
    return line.verdict.passed or line.is_finished


def _heading(lines: list[Line]) -> str:
    """What is true of all of them: a course learnt to its end may be half forgotten."""
    if not lines:
        return _("Kết quả thử sức")
    if any(not _may_skip(line) for line in lines):
        return _("Nên học gì trước")
    if all(line.verdict.passed for line in lines):
        return _("Bà con biết hết những việc này rồi")
    if all(line.is_finished for line in lines):
        return _("Những khóa này bà con học xong cả rồi")
    return _("Không còn khóa nào phải học trước")


def _lines(
    request: AuthenticatedRequest, found: list[Verdict], rules: dict[str, str]
) -> list[Line]:
    """The courses that are open, whoever knows least of one first."""
    codes = [verdict.course for verdict in found]
    courses = Course.objects.open().filter(code__in=codes)
    addresses = {course.code: course.get_absolute_url() for course in courses}
    finished = request.user.enrolments.filter(course__code__in=codes, completed_at__isnull=False)
    done = set(finished.values_list("course__code", flat=True))
    lines = [
        Line(
            verdict,
            addresses[verdict.course],
            rules.get(verdict.course, TestOutRule.ADVICE),
            verdict.course in done,
        )
        for verdict in found
        if verdict.course in addresses
    ]
    return sorted(lines, key=lambda line: line.verdict.right / line.verdict.asked)
