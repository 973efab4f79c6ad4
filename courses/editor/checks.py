"""What the panel of checks beside the form says of a course or lesson while it is written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.views.pages.preview import PreviewOnEditView

from courses.models import CoursePage, LessonPage
from courses.services import checking, previewing
from courses.services.checking import Told


class ChecksView(PreviewOnEditView):
    """Told of what the preview shows: what is typed, whether it is saved or not."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        page = self.object
        if not isinstance(page, (CoursePage, LessonPage)):
            raise Http404
        state, saved_at = self._get_form_state(), page.latest_revision_created_at
        # What was saved since the preview last looked is newer than what it was given.
        if state and (saved_at is None or state.last_updated_at > saved_at):
            form = self.get_form(self._get_form_data(state))
            if not self.validate_form(form):
                return render(request, "courses/editor/checks.html", {"told": None})
            form.save(commit=False)
        return render(request, "courses/editor/checks.html", {"told": _told(page)})


def _told(page: CoursePage | LessonPage) -> Told:
    draft = previewing.draft_of(page)
    if isinstance(page, CoursePage):
        return checking.of_course(draft)
    return checking.of_lesson(draft, page)
