"""Pages of the editors' area that Wagtail does not have."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from courses import policies
from courses.editor.forms import PublishForm, WithdrawForm
from courses.models import CourseEdition, CoursePage
from courses.services import checking, publishing, scheduling
from courses.services.kinds import weight
from courses.services.publishing import PublishRefused
from lms.jobs.models import Job
from lms.users.http import AuthenticatedRequest

SHOWN = 10
UNDER_WAY = {Job.State.WAITING, Job.State.RUNNING}


def publish(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """What would be published, what is to be mended, how far the last publishing is."""
    # Asked before the course is read: a job that ends meanwhile is shown as under way, and the page
    # looks again. The other way round it would show the old state and stay there.
    job = publishing.latest_job(page_id)
    page = _course_page(request, page_id)
    may_publish = policies.may_publish(request.user, page)
    found = publishing.review(page)
    form = PublishForm(request.POST or None, floor=found.floor)
    if request.method == "POST":
        if not may_publish:
            raise PermissionDenied
        if "cancel" in request.POST:
            if scheduling.cancel(page, by=request.user):
                messages.success(request, _("Đã hủy hẹn giờ."))
            return redirect(request.path)
        if form.is_valid() and _publish(request, page, form.cleaned_data):
            return redirect(request.path)
    context = {**_frame(page), **_progress(page, job), "found": found, "may_publish": may_publish}
    context |= {"form": form, "may_withdraw": policies.may_withdraw(request.user, page)}
    context |= {"editions": _editions(page), "advice": checking.advice(found.draft)}
    context["minutes"] = found.weighed.compiled.edition.outline["minutes"]
    context["weight"] = weight(found.weighed.course_bytes())
    return render(request, "courses/editor/publish.html", context)


def _publish(request: AuthenticatedRequest, page: CoursePage, wish: dict[str, Any]) -> bool:
    """Do as the form says; false when the drafts were refused."""
    try:
        if wish["go_live_at"]:
            scheduling.schedule(page, at=wish["go_live_at"], by=request.user)
            messages.success(request, _("Đã hẹn giờ phát hành."))
        elif not publishing.publish_course(
            page, by=request.user, level=wish["level"], note=wish["note"]
        ):
            messages.success(request, _("Không có gì thay đổi so với bản đang phát hành."))
    except PublishRefused:
        messages.error(request, _("Chưa phát hành được. Xem những chỗ cần sửa bên dưới."))
        return False
    return True


def _editions(page: CoursePage) -> list[CourseEdition]:
    """The last editions, for those who ask who published what."""
    if page.course is None:
        return []
    return list(page.course.editions.select_related("published_by").order_by("-number")[:SHOWN])


def withdraw(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Take a harmful course away for good, with a reason people can read."""
    page = _course_page(request, page_id)
    if page.course is None or not policies.may_withdraw(request.user, page):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        publishing.withdraw(page.course, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã thu hồi khóa học."))
        return redirect("courses_editor:publish", page.pk)
    return render(request, "courses/editor/withdraw.html", {**_frame(page), "form": form})


def _course_page(request: HttpRequest, page_id: int) -> CoursePage:
    pages = CoursePage.objects.select_related("course__current_edition")
    page: CoursePage = get_object_or_404(pages, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _frame(page: CoursePage) -> dict[str, Any]:
    title = page.get_admin_display_title()
    shelf = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    return {
        "page": page,
        "course": page.course,
        "page_title": _("Phát hành khóa học"),
        "page_subtitle": title,
        "header_title": title,
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": shelf, "label": _("Khóa học")},
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": title},
            {"url": "", "label": _("Phát hành")},
        ],
    }


def _progress(page: CoursePage, job: Job | None) -> dict[str, Any]:
    return {
        "job": job,
        "is_under_way": job is not None and job.state in UNDER_WAY,
        "scheduled_at": page.scheduled_revision and page.scheduled_revision.approved_go_live_at,
    }
