"""Every way to delete leads to the bin: Wagtail's buttons, bulk actions and API; and the bin."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from rest_framework.exceptions import (  # type: ignore[import-untyped]  # Wagtail's own
    ValidationError,
)
from rest_framework.response import Response  # type: ignore[import-untyped]  # Wagtail's own
from wagtail.actions.delete import DeleteAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.api.actions.delete import DeletePageAPIAction
from wagtail.admin.utils import get_valid_next_url_from_request

from courses.editor import bin_rights
from courses.models import Binned, CoursePage, LessonPage, SharedLessonPage
from courses.services import binning, scheduling
from courses.services.binning import NotBinned
from lms.common import clock
from lms.users.http import AuthenticatedRequest

PAGE_SIZE = 50
PAGES = (CoursePage, LessonPage)


class BinAction(DeleteAction):
    """What Wagtail's views do when a question or a file is deleted."""

    def _delete(self) -> None:
        binning.put_away(self.instance, by=self.user)


class BinPageAPIAction(DeletePageAPIAction):
    """The same for a course or a lesson that a script deletes."""

    def execute(self, instance: Any, data: Any) -> Response:
        if not isinstance(instance.specific, PAGES):
            answer: Response = super().execute(instance, data)
            return answer
        DeletePageAction(page=instance.specific, user=self.request.user).check()
        try:
            binning.put_away(instance.specific, by=self.request.user)
        except NotBinned as refusal:
            raise ValidationError(str(refusal)) from refusal
        return Response(status=204)


def delete_page(request: AuthenticatedRequest, page: Any) -> HttpResponse | None:
    """Before Wagtail's own page about deleting, for courses and lessons; rights are asked."""
    if not isinstance(page, PAGES):
        return None
    parent = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    following = get_valid_next_url_from_request(request) or parent
    if request.method != "POST":
        title = page.get_admin_display_title()
        context = {
            "page": page,
            "page_title": _("Xóa"),
            "header_title": title,
            "header_icon": "bin",
            "breadcrumbs_items": [
                {"url": parent, "label": _("Khóa học")},
                {"url": "", "label": title},
            ],
            "next": following,
            "kept": binning.KEPT.days,
            "inside": page.get_descendant_count(),
            "is_course": isinstance(page, CoursePage),
            "due_at": scheduling.due_at(page) if isinstance(page, CoursePage) else None,
        }
        return render(request, "courses/editor/delete.html", context)
    try:
        binning.put_away(page, by=request.user)
    except NotBinned as refusal:
        messages.error(request, str(refusal))
        return redirect(parent)
    _say_deleted(request, [page])
    return redirect(following)


def delete_many(
    request: AuthenticatedRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Before a bulk action: what was ticked and may be deleted goes into the bin."""
    rows = [getattr(one, "specific", one) for one in objects]
    # Places first: a lesson that still stands elsewhere is not put away.
    rows.sort(key=lambda row: type(row) in binning.KIND_OF)
    kinds = {type(row) for row in rows}
    kept = kinds & binning.KIND_OF.keys()
    if action_type != "delete" or not kept:
        return None
    if kinds - kept - {SharedLessonPage}:
        # Wagtail would delete them all for good.
        messages.error(request, _("Chọn riêng khóa học, bài học rồi xóa lại nhé."))
        return redirect(action.next_url)
    try:
        with transaction.atomic():
            for row in rows:
                binning.put_away(row, by=request.user)
    except NotBinned as refusal:
        messages.error(request, str(refusal))
        return redirect(action.next_url)
    _say_deleted(request, [row for row in rows if type(row) in kept])
    return redirect(action.next_url)


def say_deleted(request: AuthenticatedRequest, instances: list[Any]) -> None:
    """After a question, a voice or a film was deleted: where it is."""
    if all(type(one) in binning.KIND_OF for one in instances):
        _say_deleted(request, instances)


def _say_deleted(request: HttpRequest, rows: list[Any]) -> None:
    count = len(rows)
    words = ngettext(
        "Đã đưa %(count)s thứ vào thùng rác, còn giữ %(kept)s ngày.",
        "Đã đưa %(count)s thứ vào thùng rác, còn giữ %(kept)s ngày.",
        count,
    )
    button = messages.button(reverse("courses_editor:bin"), _("Mở thùng rác"))
    told = words % {"count": count, "kept": binning.KEPT.days}
    messages.success(request, told, buttons=[button])
    courses = [row.pk for row in rows if isinstance(row, CoursePage)]
    dated = Binned.objects.filter(kind=Binned.Kind.COURSE, object_id__in=courses)
    for entry in dated:
        if entry.was_due_at:
            messages.warning(request, _called_off(entry.title, entry.was_due_at))


def _called_off(title: str, due_at: datetime) -> str:
    """Of the date a course was to be published at, once it was deleted."""
    told = {"title": title, "at": date_format(clock.local(due_at), "H:i d/m/Y")}
    return (
        _(
            "Khóa “%(title)s” hẹn phát hành lúc %(at)s: hẹn này đã hủy khi xóa. Lấy khóa lại rồi "
            "hẹn lại ở “Kiểm tra và phát hành”."
        )
        % told
    )


def bin_page(request: AuthenticatedRequest) -> HttpResponse:
    """What one may bring back, the last deleted first."""
    entries = bin_rights.entries_of(request.user).order_by("-at", "-pk")
    shown = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Thùng rác"),
        "header_title": _("Thùng rác"),
        "header_icon": "bin",
        "breadcrumbs_items": [{"url": "", "label": _("Thùng rác")}],
        "entries": [(entry, entry.at + binning.KEPT) for entry in shown],
        "shown": shown,
        "kept": binning.KEPT.days,
    }
    return render(request, "courses/editor/bin.html", context)


@require_POST
def bring_back(request: AuthenticatedRequest, entry_id: int) -> HttpResponse:
    """Restore one thing."""
    entry = Binned.objects.filter(pk=entry_id).first()
    if entry is None:
        messages.info(request, _("Thứ này đã được lấy lại, hoặc đã xóa hẳn."))
        return redirect("courses_editor:bin")
    _own(request, entry)
    try:
        row = binning.restore(entry, by=request.user)
    except NotBinned as refusal:
        messages.error(request, str(refusal))
    else:
        _say_back(request, entry, row)
    return redirect("courses_editor:bin")


def _say_back(request: AuthenticatedRequest, entry: Binned, row: Any) -> None:
    """That it is back, with the way to it; and what did not come back with a course."""
    address = AdminURLFinder(request.user).get_edit_url(row) if row is not None else None
    buttons = [messages.button(address, _("Mở ra xem"))] if address else []
    told = _("Đã lấy lại “%(title)s”.") % {"title": entry.title}
    messages.success(request, told, buttons=buttons)
    if entry.was_due_at and row is not None:
        publish = reverse("courses_editor:publish", args=[row.pk])
        again = [messages.button(publish, _("Kiểm tra và phát hành"))]
        messages.warning(request, _called_off(entry.title, entry.was_due_at), buttons=again)


def destroy(request: AuthenticatedRequest, entry_id: int) -> HttpResponse:
    """Delete a file for good before its time: it may show what nobody should see."""
    entry = get_object_or_404(Binned, pk=entry_id)
    _own(request, entry)
    if not entry.is_file:
        raise PermissionDenied
    if request.method == "POST":
        try:
            binning.destroy(entry, by=request.user)
        except binning.StillHeld:
            messages.error(
                request, _("Một khóa học còn dùng tệp này làm hình hay giọng giới thiệu.")
            )
        else:
            messages.success(request, _("Đã xóa hẳn “%(title)s”.") % {"title": entry.title})
        return redirect("courses_editor:bin")
    context = {
        "page_title": _("Xóa hẳn"),
        "header_title": entry.title,
        "header_icon": "bin",
        "breadcrumbs_items": [
            {"url": reverse("courses_editor:bin"), "label": _("Thùng rác")},
            {"url": "", "label": _("Xóa hẳn")},
        ],
        "entry": entry,
    }
    return render(request, "courses/editor/destroy.html", context)


def _own(request: AuthenticatedRequest, entry: Binned) -> None:
    if not bin_rights.entries_of(request.user).filter(pk=entry.pk).exists():
        raise PermissionDenied
