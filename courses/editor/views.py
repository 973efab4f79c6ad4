"""Pages of the editors' area that Wagtail does not have."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from courses import policies
from courses.editor import heads
from courses.editor.forms import AnswerForm, HideForm, PublishForm, SendForm, WithdrawForm
from courses.models import CourseEdition, CoursePage
from courses.services import (
    checking,
    effects,
    expiring,
    publishing,
    refreshing,
    reviewing,
    scheduling,
    second_eyes,
)
from courses.services.publishing import PublishRefused, SecondLookMissing
from lms.common.numbers import weight
from lms.jobs.models import Job
from lms.users.http import AuthenticatedRequest

SHOWN = 10
UNDER_WAY = {Job.State.WAITING, Job.State.RUNNING}


def publish(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """What would be published, what is to be mended, how far the last publishing is."""
    # Asked before the course is read: a job that ends meanwhile is shown as under way, and the page
    # looks again. The other way round it would show the old state and stay there.
    job = publishing.latest_job(page_id)
    page = course_page(request, page_id)
    forms: dict[str, Any] = {}
    if request.method == "POST":
        if not policies.may_publish(request.user, page):
            raise PermissionDenied
        forms = _acted(request, page, job)
        if not forms:
            return redirect(request.path)
    return shown(request, page, forms, job=job)


def _acted(request: AuthenticatedRequest, page: CoursePage, job: Job | None) -> dict[str, Any]:
    """Do what was asked for; the form that has something to mend, by its name."""
    if "cancel" in request.POST:
        if scheduling.cancel(page, by=request.user):
            messages.success(request, _("Đã hủy hẹn giờ."))
        return {}
    if "keep" in request.POST:
        if expiring.drop_date(page, by=request.user):
            messages.success(request, _("Đã bỏ hẹn ẩn khóa học."))
        return {}
    if "hide" in request.POST:
        return _hide(request, page)
    form = PublishForm(request.POST, floor=publishing.review(page).floor)
    if form.is_valid() and _publish(request, page, form.cleaned_data, job):
        return {}
    return {"form": form}


def _hide(request: AuthenticatedRequest, page: CoursePage) -> dict[str, Any]:
    form = HideForm(request.POST)
    if not form.is_valid():
        return {"hide_form": form}
    try:
        expiring.set_date(page, at=form.cleaned_data["hide_at"], by=request.user)
    except expiring.NotOpen:
        messages.error(request, _("Khóa học không còn mở, không cần hẹn ẩn."))
    else:
        messages.success(request, _("Đã hẹn ngày ẩn khóa học."))
    return {}


def shown(
    request: AuthenticatedRequest,
    page: CoursePage,
    forms: dict[str, Any],
    *,
    job: Job | None = None,
) -> HttpResponse:
    """The page, with the forms that have something to mend as they were filled in."""
    found = publishing.review(page)
    people = effects.reach(found.current)
    context = {
        **heads.of_course(page, _("Kiểm tra và phát hành"), "upload"),
        **_progress(page, job),
        "found": found,
        "people": people,
    }
    context |= {
        "may_publish": policies.may_publish(request.user, page),
        "may_withdraw": policies.may_withdraw(request.user, page),
        "form": PublishForm(floor=found.floor),
        "hide_form": HideForm(),
        "send_form": SendForm(),
        "answer_form": AnswerForm(initial={"seen": found.content_hash}),
        "editions": _editions(page),
        "lessons": found.draft.lessons,
        "advice": checking.advice(found.draft),
        "minutes": found.weighed.compiled.edition.outline["minutes"],
        "weight": weight(found.weighed.course_bytes()),
        "heaviest": checking.heaviest(found.weighed),
        "levels": effects.choices(found.floor, people),
        "refresher": refreshing.chosen(found.current, found.weighed.compiled)
        if found.current
        else None,
        "review": reviewing.standing(page, found.draft, found.content_hash, seen_by=request.user),
        "is_alone": second_eyes.is_missing(page, found.draft, found.content_hash, by=request.user),
    }
    return render(request, "courses/editor/publish.html", context | forms)


def _publish(
    request: AuthenticatedRequest, page: CoursePage, wish: dict[str, Any], before: Job | None
) -> bool:
    """Do as the form says; false when the drafts were refused."""
    at = wish.pop("go_live_at")
    try:
        if at:
            scheduling.schedule(page, at=at, by=request.user, **wish)
            messages.success(request, _("Đã hẹn giờ phát hành."))
        else:
            job = publishing.publish_course(page, by=request.user, **wish)
            _say(request, job, before)
    except SecondLookMissing as refused:
        messages.error(request, refused.problems[0].message)
        return False
    except PublishRefused:
        messages.error(request, _("Chưa phát hành được. Xem những chỗ cần sửa bên dưới."))
        return False
    return True


def _say(request: AuthenticatedRequest, job: Job | None, before: Job | None) -> None:
    """What a second press, or a press while another compile runs, has done."""
    if job is None:
        messages.success(request, _("Không có gì thay đổi so với bản đang phát hành."))
    elif before is not None and before.state in UNDER_WAY:
        said = _("Bản này đang được phát hành rồi, bấm một lần là đủ.")
        if job.pk != before.pk:
            said = _("Lần phát hành trước đang chạy; bản mới nhất này sẽ ra thay nó.")
        messages.info(request, said)


def _editions(page: CoursePage) -> list[CourseEdition]:
    """The last editions, for those who ask who published what."""
    if page.course is None:
        return []
    return list(page.course.editions.select_related("published_by").order_by("-number")[:SHOWN])


def withdraw(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Take a harmful course away for good, with a reason people can read."""
    page = course_page(request, page_id)
    if page.course is None or not policies.may_withdraw(request.user, page):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        publishing.withdraw(page.course, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã thu hồi khóa học."))
        return redirect("courses_editor:publish", page.pk)
    context = {**heads.of_course(page, _("Thu hồi khóa học"), "warning"), "form": form}
    return render(request, "courses/editor/withdraw.html", context)


def course_page(request: HttpRequest, page_id: int) -> CoursePage:
    pages = CoursePage.objects.select_related("course__current_edition")
    page: CoursePage = get_object_or_404(pages, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _progress(page: CoursePage, job: Job | None) -> dict[str, Any]:
    return {
        "job": job,
        "is_under_way": job is not None and job.state in UNDER_WAY,
        "scheduled_at": scheduling.due_at(page),
    }
