"""A lesson made from a Word or PDF file: taking it in, and the page that shows what it becomes."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from courses.documents.reading import KINDS
from courses.documents.steps import Piece, joined
from courses.editor import heads
from courses.editor.pictures import preview_picture
from courses.models import CoursePage, LessonDocument
from courses.services import documents
from courses.services.documents import DocumentIsNewer
from lms.media.refusals import FileRefused
from lms.users.http import AuthenticatedRequest

DOING = ("out", "back", "join", "part")
_NUMBER = re.compile(r"[0-9]{1,6}")


class UploadForm(forms.Form):
    """One file; what is in it is looked at by the service."""

    file = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ",".join(KINDS)})
    )


def begin(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Take a file in, or go on with one."""
    page = _course_page(request, page_id)
    refusal = ""
    if request.method == "POST":
        try:
            found = documents.take(page, _file(request), by=request.user)
        except FileRefused as refused:
            refusal = str(refused)
        else:
            return redirect("courses_editor:document", page.pk, found.pk)
    context = {
        **heads.of_course(page, _("Làm bài từ tệp Word, PDF"), "doc-full"),
        "refusal": refusal,
        "kept": documents.KEPT.days,
    }
    context |= {"under_way": documents.under_way(page), "dropped": documents.dropped(page)}
    context["kinds"] = ",".join(KINDS)
    status = 422 if refusal else 200
    return render(request, "courses/editor/documents.html", context, status=status)


def _file(request: HttpRequest) -> "File[bytes]":
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise FileRefused(_("Chưa chọn tệp nào. Chọn một tệp Word (.docx) hoặc PDF."))
    file: File[bytes] = form.cleaned_data["file"]
    return file


def document(request: AuthenticatedRequest, page_id: int, draft_id: UUID) -> HttpResponse:
    """What the file becomes: steps to take out, to join, to make a lesson of."""
    page = _course_page(request, page_id)
    found = LessonDocument.objects.filter(pk=draft_id, page=page).first()
    if found is None:
        messages.error(request, _("Bài này không còn nữa. Tải tệp lên lại nhé."))
        return redirect("courses_editor:documents", page.pk)
    if found.lesson_id:
        return redirect("wagtailadmin_pages:edit", found.lesson_id)
    if request.method == "POST":
        return _changed(request, page, found)
    return _shown(request, page, found)


def _changed(
    request: AuthenticatedRequest, page: CoursePage, found: LessonDocument
) -> HttpResponse:
    done = request.POST.get("do", "")
    here = reverse("courses_editor:document", args=[page.pk, found.pk])
    if done == "drop":
        documents.drop(found, by=request.user)
        messages.success(request, _("Đã bỏ bài này. Muốn lấy lại thì bấm ở dưới."))
        return redirect("courses_editor:documents", page.pk)
    if done == "bring":
        documents.bring_back(found, by=request.user)
        messages.success(request, _("Đã lấy lại bài."))
        return redirect(here)
    what, _colon, at = done.partition(":")
    version = request.POST.get("version", "")
    place = int(at) if what in DOING and _NUMBER.fullmatch(at) else None
    try:
        found = documents.change(
            found,
            version=int(version) if _NUMBER.fullmatch(version) else 0,
            title=request.POST.get("title", ""),
            do=what if what in DOING else "",
            at=-1 if place is None else place,
        )
    except DocumentIsNewer:
        messages.error(request, _("Bài vừa đổi ở chỗ khác. Đây là bản mới, xem lại rồi làm tiếp."))
        return redirect(here)
    except ValueError:
        messages.error(request, _("Chưa làm được việc ấy. Xem lại rồi bấm lần nữa."))
        return redirect(here)
    if what == "make":
        return _made(request, page, found)
    return redirect(here if place is None else f"{here}#buoc-{place + 1}")


def _made(request: AuthenticatedRequest, page: CoursePage, found: LessonDocument) -> HttpResponse:
    try:
        lesson = documents.make_lesson(found, by=request.user)
    except ValueError as lack:
        messages.error(request, str(lack))
        return redirect("courses_editor:document", page.pk, found.pk)
    check = reverse("courses_editor:publish", args=[page.pk])
    messages.success(
        request,
        _("Đã tạo bài nháp từ tệp. Đọc lại, thêm sân tập và câu hỏi cho bà con."),
        buttons=[messages.button(check, _("Kiểm tra và phát hành"))],
    )
    return redirect("wagtailadmin_pages:edit", lesson.pk)


def _shown(request: HttpRequest, page: CoursePage, found: LessonDocument) -> HttpResponse:
    pieces = documents.pieces_of(found)
    count = len(joined(pieces))
    context = {
        **heads.of_course(page, _("Làm bài từ tệp Word, PDF"), "doc-full"),
        "document": found,
        "rows": [_row(pieces, at) for at in range(len(pieces))],
        "count": count,
        "most": documents.MOST_STEPS,
        "is_many": count > documents.MOST_STEPS,
    }
    return render(request, "courses/editor/document.html", context)


def _row(pieces: list[Piece], at: int) -> dict[str, Any]:
    piece = pieces[at]
    is_joined = piece.is_joined and documents.may_join(pieces, at)
    return {
        "at": at,
        "piece": piece,
        "number": len(joined(pieces[: at + 1])),
        "is_joined": is_joined,
        "may_join": documents.may_join(pieces, at),
        "picture": reverse(preview_picture, args=[piece.image]) if piece.image else "",
    }


def _course_page(request: HttpRequest, page_id: int) -> CoursePage:
    page: CoursePage = get_object_or_404(CoursePage.objects.select_related("course"), pk=page_id)
    if not page.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return page
