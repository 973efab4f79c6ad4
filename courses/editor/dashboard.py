"""A writer's first page: their courses, what was refused, the way to a new one."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from courses.services import desk, redoing, said
from lms.common import clock


class CoursesPanel(Component):
    """Empty for people who write nothing."""

    name = "courses"
    template_name = "courses/editor/dashboard.html"
    order = 100

    def __init__(self, request: HttpRequest) -> None:
        self.person = request.user
        self.sections = desk.sections_of(request.user)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002
        works = desk.work_of(self.sections, self.person)
        questions, faults = said.waiting(self.person, now=clock.now())
        return {
            "sections": self.sections,
            "works": works,
            "refused": [work for work in works if work.refusal],
            "most": desk.MOST,
            "waiting": redoing.count(self.sections),
            "questions": questions,
            "faults": faults,
        }


def only_courses(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's own panels tell of single pages; ours of whole courses, with what waits in each."""
    panels.clear()
    panel = CoursesPanel(request)
    if panel.sections:
        panels.append(panel)
