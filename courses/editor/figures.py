"""How each step of an edition is learnt, for whoever writes the course."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.editor import heads
from courses.models import CourseEdition, CoursePage, EditionFigures, EditionStep, StepSignal
from courses.services import counting
from courses.services.outline import Outline, Place
from lms.users.http import AuthenticatedRequest

MOST_EDITIONS = 12


@dataclass(frozen=True)
class Screen:
    """A practice screen with the cells in which many tapped wrongly, in points of the picture."""

    number: int
    url: str
    alt: str
    width: int
    height: int
    cells: list[dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """A step and what may be told of it; what is not known is a dash."""

    place: Place
    lesson: str
    told: dict[str, Any]
    screens: list[Screen]
    reasons: list[tuple[str, int]]


@require_safe
def figures(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """The newest edition, or the one asked for by its number."""
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    rows = page.course.editions.order_by("-number")[:MOST_EDITIONS] if page.course else []
    editions = list(rows)
    asked = request.GET.get("ban", "")
    chosen = next((one for one in editions if str(one.number) == asked), None)
    chosen = chosen or (editions[0] if editions else None)
    counted = EditionFigures.objects.filter(edition=chosen).first() if chosen else None
    context = {
        **heads.of_course(page, _("Học từng bước ra sao"), "view"),
        "editions": editions,
        "chosen": chosen,
        "figures": counted,
        "lines": _lines(chosen, counted) if chosen and counted else [],
        "fewest": counting.FEWEST,
    }
    return render(request, "courses/editor/figures.html", context)


def _lines(edition: CourseEdition, counted: EditionFigures) -> list[Line]:
    outline = Outline.of(edition)
    missed = [uid for uid, told in counted.steps.items() if told.get("missed")]
    steps = EditionStep.objects.filter(edition=edition, uid__in=missed)
    values = dict(steps.values_list("uid", "values"))
    return [
        _line(place, outline.lesson_of(place).title, counted.steps, values)
        for place in outline.places
    ]


def _line(
    place: Place, lesson: str, steps: dict[str, Any], values: dict[str, dict[str, Any]]
) -> Line:
    told = steps.get(place.uid, {})
    labels = dict(StepSignal.Reason.choices)
    reasons = [(str(labels.get(one, one)), n) for one, n in told.get("reasons", {}).items()]
    screens = _screens(values[place.uid]["screens"], told["missed"]) if place.uid in values else []
    return Line(place, lesson, told, screens, reasons)


def _screens(screens: list[dict[str, Any]], missed: list[list[int]]) -> list[Screen]:
    found = []
    for number, screen in enumerate(screens):
        cells = [cell for cell in missed if cell[0] == number]
        if cells:
            found.append(_screen(number, screen, cells))
    return found


def _screen(number: int, screen: dict[str, Any], cells: list[list[int]]) -> Screen:
    width, height = screen["width"], screen["height"]
    step_x, step_y = width / counting.COLUMNS, height / counting.ROWS
    most = max(people for *_, people in cells)
    drawn = [
        {
            "x": f"{column * step_x:.1f}",
            "y": f"{row * step_y:.1f}",
            "width": f"{step_x:.1f}",
            "height": f"{step_y:.1f}",
            "strength": f"{0.3 + 0.45 * people / most:.2f}",
            "people": people,
        }
        for _number, column, row, people in cells
    ]
    url = f"/tep/{screen['asset']}"
    return Screen(number + 1, url, screen["alt"], width, height, drawn)
