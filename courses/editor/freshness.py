"""What authors are to look at again: the queue, their answers, new versions of apps, owners."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from courses.editor import heads
from courses.editor.freshness_forms import NewVersionForm, OwnerForm
from courses.models import CoursePage, Section, StaleMark
from courses.services import desk, freshness, in_use, ownership, redoing
from courses.services.freshness import WhyMissing
from courses.services.in_use import App
from lms.common import clock
from lms.common.text import fold
from lms.users.http import AuthenticatedRequest

Kind = StaleMark.Kind


@require_GET
def queue(request: AuthenticatedRequest) -> HttpResponse:
    """Everything that waits in one's sections, by course and step."""
    sections = _sections(request)
    kind = request.GET.get("ly-do", "")
    kind = kind if kind in Kind.values else ""
    found = redoing.of(sections, kind=kind)
    kinds = [(value, label, found.kinds.get(value, 0)) for value, label in Kind.choices]
    context = {
        **_frame(_("Cần xem lại")),
        "queue": found,
        "kind": kind,
        "kinds": [one for one in kinds if one[2]],
        "most": redoing.MOST,
        "overdue": [(one, ownership.since(one)) for one in found.overdue],
    }
    return render(request, "courses/editor/redoing.html", context)


@require_POST
def answer(request: AuthenticatedRequest, mark_id: int) -> HttpResponse:
    """Still right, with a word why; or an answer taken back."""
    mark = get_object_or_404(StaleMark.objects.select_related("lesson"), pk=mark_id)
    if not redoing.may_answer(request.user, mark):
        raise PermissionDenied
    if "back" in request.POST:
        freshness.reopen(mark, by=request.user)
        messages.success(request, _("Đã đưa lại vào danh sách."))
        return redirect("courses_editor:redoing")
    try:
        closed = freshness.still_right(mark, why=request.POST.get("why", ""), by=request.user)
    except WhyMissing as missing:
        messages.error(request, str(missing))
        return redirect(f"{reverse('courses_editor:redoing')}#dau-{mark.pk}")
    if closed:
        messages.success(request, _("Đã ghi là vẫn đúng. Lỡ tay thì lấy lại ở cuối trang."))
    return redirect("courses_editor:redoing")


@require_http_methods(["GET", "HEAD", "POST"])
def apps(request: AuthenticatedRequest) -> HttpResponse:
    """The applications practised on; those of one that has a new version are marked at once."""
    found = in_use.apps(_sections(request))
    chosen = _chosen(found, request.GET.get("ten", ""))
    if chosen is None:
        context = {**_frame(_("Ứng dụng trong sân tập")), "apps": found}
        return render(request, "courses/editor/apps.html", context)
    form = NewVersionForm(request.POST or None, app=chosen)
    marked = _marked(chosen)
    if request.method == "POST":
        if "back" in request.POST:
            total = freshness.take_back(marked, by=request.user)
            messages.success(request, _("Đã bỏ đánh dấu %(total)d bước.") % {"total": total})
            return redirect(_app_url(chosen))
        if form.is_valid():
            _mark(request, chosen, form)
            return redirect(_app_url(chosen))
    uids = {mark.step_uid for mark in marked}
    context = {
        **_frame(_("Ứng dụng %(name)s") % {"name": chosen.name}),
        "app": chosen,
        "form": form,
        "marked": uids,
        "action": _app_url(chosen),
    }
    return render(request, "courses/editor/app.html", context)


def _chosen(found: list[App], name: str) -> App | None:
    key = fold(name)
    return next((app for app in found if app.key == key), None) if key else None


def _app_url(app: App) -> str:
    return f"{reverse('courses_editor:apps')}?{urlencode({'ten': app.key})}"


def _marked(app: App) -> QuerySet[StaleMark]:
    uids = [one.uid for one in app.practices]
    return StaleMark.objects.open().filter(step_uid__in=uids, kind=Kind.APP_CHANGED)


def _mark(request: AuthenticatedRequest, app: App, form: NewVersionForm) -> None:
    version, uids = form.cleaned_data["version"], form.cleaned_data["steps"]
    note = _("%(app)s có bản %(version)s.") % {"app": app.name, "version": version}
    new = freshness.mark_steps(uids, Kind.APP_CHANGED, note=note, by=request.user)
    said = ngettext("Đã đánh dấu %(new)d bước.", "Đã đánh dấu %(new)d bước.", new) % {"new": new}
    messages.success(request, said)


@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Who answers for a course, and by when it is read through again."""
    pages = CoursePage.objects.select_related("course__owner", "course__section")
    page: CoursePage = get_object_or_404(pages, pk=page_id)
    if page.course is None or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    standing = ownership.standing(page, today=clock.today())
    form = OwnerForm(request.POST or None, standing=standing, by=request.user)
    if request.method == "POST" and form.is_valid():
        ownership.entrust(page.course, **form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, _("Đã ghi người phụ trách và ngày xem lại."))
        return redirect("courses_editor:redoing")
    context = {
        **heads.of_course(page, _("Phụ trách và ngày xem lại"), "user"),
        "standing": standing,
        "since": ownership.since(standing),
        "form": form,
    }
    return render(request, "courses/editor/owner.html", context)


def _sections(request: HttpRequest) -> list[Section]:
    sections = desk.sections_of(request.user)
    if not sections:
        raise PermissionDenied
    return sections


def _frame(title: str) -> dict[str, Any]:
    queue_url = reverse("courses_editor:redoing")
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": queue_url, "label": _("Cần xem lại")},
            {"url": "", "label": title},
        ],
    }
