"""The page on which a course is brought to its end, or taught on."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from courses import policies
from courses.editor import heads
from courses.models import Course, CoursePage
from courses.services import retiring
from courses.services.retiring import NotRetired
from lms.common import clock
from lms.users.http import AuthenticatedRequest


class HeirField(forms.ModelChoiceField[Course]):
    """Courses by the name residents know."""

    def label_from_instance(self, course: Course) -> str:
        return course.current_edition.title if course.current_edition else course.code


class RetireForm(forms.Form):
    """Until when, and which course follows."""

    closes_on = forms.DateField(
        label=gettext_lazy("Dạy đến hết ngày"),
        # Wagtail's calendar has buttons without a name, a browser's own its maker's language.
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Ghi như 30/06/2027, cách hôm nay ít nhất 7 ngày."),
        error_messages={"invalid": gettext_lazy("Chưa hiểu ngày này. Ghi như 30/06/2027.")},
    )
    successor = HeirField(
        label=gettext_lazy("Khóa thay"),
        queryset=Course.objects.none(),
        required=False,
        empty_label=gettext_lazy("Không có"),
        help_text=gettext_lazy("Bước dùng chung hai khóa được tính sang."),
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Course.objects.open().exclude(pk=course.pk).select_related("current_edition")
        heir: forms.ModelChoiceField[Course] = self.fields["successor"]  # type: ignore[assignment]
        heir.queryset = others.order_by("current_edition__title")


def retire(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Say until when the course is taught; take it back while it still is."""
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=page_id)
    course = page.course
    if course is None or not policies.may_publish(request.user, page):
        raise PermissionDenied
    if course.state not in retiring.TAUGHT or course.current_edition_id is None:
        messages.error(request, _("Khóa học không còn mở, hoặc chưa phát hành lần nào."))
        return redirect("courses_editor:publish", page.pk)
    if "back" in request.POST:
        if retiring.reopen(course, by=request.user, now=clock.now()):
            messages.success(request, _("Khóa học mở lại như cũ. Đã rút lời báo đóng."))
        return redirect("courses_editor:publish", page.pk)
    known = {"closes_on": course.closes_on, "successor": course.successor_id}
    form = RetireForm(request.POST or None, course=course, initial=known)
    if request.method == "POST" and form.is_valid() and _retire(request, course, form):
        return redirect(request.path)
    context = {
        **heads.of_course(page, _("Cho khóa học nghỉ"), "date"),
        "form": form,
        "is_retired": course.state == Course.State.RETIRED,
        "learning": retiring.learning(course),
    }
    return render(request, "courses/editor/retire.html", context)


def _retire(request: AuthenticatedRequest, course: Course, form: RetireForm) -> bool:
    wish = form.cleaned_data
    try:
        retiring.retire(course, **wish, by=request.user, now=clock.now())
    except NotRetired as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Đã ghi ngày đóng. Ai đang học đều được báo."))
    return True
