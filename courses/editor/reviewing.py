"""Sending a course for review, answering, taking back: forms of *Kiểm tra và phát hành*."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from courses.editor import views
from courses.editor.forms import AnswerForm, SendForm
from courses.models import CoursePage
from courses.services import reviewing
from courses.services.publishing import PublishRefused
from lms.users.http import AuthenticatedRequest


def review(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """One of four acts, by the button that was pressed."""
    page = views.course_page(request, page_id)
    act = next((acts for name, acts in ACTS.items() if name in request.POST), None)
    if act is None:
        # Also whoever loads the page of a form that was to be mended anew.
        return redirect("courses_editor:publish", page.pk)
    try:
        form = act(request, page)
    except reviewing.NotTheirs as refused:
        raise PermissionDenied from refused
    except reviewing.ReviewMoved:
        messages.error(request, _("Việc duyệt hoặc bản nháp vừa thay đổi. Xem lại rồi làm tiếp."))
        form = None
    if form is not None:
        return views.shown(request, page, {form.name: form})
    return redirect("courses_editor:publish", page.pk)


def _send(request: AuthenticatedRequest, page: CoursePage) -> Any:
    form = SendForm(request.POST)
    if not form.is_valid():
        return form
    try:
        reviewing.send(page, by=request.user, words=form.cleaned_data["words"])
    except PublishRefused:
        messages.error(request, _("Chưa gửi duyệt được. Xem những chỗ cần sửa bên dưới."))
    except reviewing.NobodyReviews:
        messages.error(request, _("Mục này chưa có biên tập viên nào khác để duyệt."))
    else:
        messages.success(request, _("Đã gửi duyệt."))
        return None
    return form


def _approve(request: AuthenticatedRequest, page: CoursePage) -> Any:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    reviewing.approve(page, by=request.user, seen=said["seen"], comment=said["comment"])
    messages.success(request, _("Đã duyệt. Phát hành được rồi."))
    return None


def _send_back(request: AuthenticatedRequest, page: CoursePage) -> Any:
    form = AnswerForm(request.POST, must_say=True)
    if not form.is_valid():
        return form
    reviewing.send_back(page, by=request.user, comment=form.cleaned_data["comment"])
    messages.success(request, _("Đã gửi góp ý cho người soạn."))
    return None


def _cancel(request: AuthenticatedRequest, page: CoursePage) -> Any:
    reviewing.cancel(page, by=request.user)
    messages.success(request, _("Đã rút lại, không nhờ duyệt nữa."))


ACTS: dict[str, Callable[[AuthenticatedRequest, CoursePage], Any]] = {
    "send": _send,
    "approve": _approve,
    "back": _send_back,
    "cancel": _cancel,
}
