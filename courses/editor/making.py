"""A lesson made from photos of a phone's screens: its one page, and what that page sends."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from courses.editor import heads, takes
from courses.editor.pictures import preview_picture
from courses.editor.sketch_words import words
from courses.models import CoursePage, LessonSketch
from courses.services import making, sketching, spoken
from courses.services.making import SketchLacks
from courses.services.sketching import SketchIsNewer, SketchWrong
from lms.common import http, ids, qr
from lms.media.models import Recording
from lms.media.refusals import FileRefused
from lms.media.takes import TakeWrong
from lms.users.http import AuthenticatedRequest

LARGEST = 64 * 1024
"""Bytes of a sketch without its pictures; a full one has a tenth."""

NO_SKETCH = (
    *(ValueError, TypeError, KeyError, OverflowError, RecursionError),
    RawPostDataException,
)
"""What comes of reading something else: endless numbers, a thousand brackets, a form with files."""

Asked = Callable[..., HttpResponse]


@require_GET
def begin(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """What is under way in this course, or a new sketch where there is nothing."""
    page = _course_page(request, page_id)
    sketches, dropped = list(sketching.under_way(page)), list(sketching.dropped(page))
    new = reverse("courses_editor:sketch", args=[page.pk, ids.uuid7()])
    if not sketches and not dropped:
        return redirect(new)
    context = {
        **heads.of_course(page, _("Làm bài từ ảnh màn hình"), "mobile-alt"),
        "sketches": sketches,
        "dropped": dropped,
        "new": new,
    }
    context["kept"] = sketching.KEPT.days
    return render(request, "courses/editor/sketches.html", context)


@require_GET
def sketch(request: AuthenticatedRequest, page_id: int, sketch_id: UUID) -> HttpResponse:
    """The page that makes a lesson."""
    page = _course_page(request, page_id)
    try:
        found = sketching.find(page, sketch_id)
    except SketchWrong:
        return redirect("courses_editor:sketches", page.pk)
    if found.lesson_id:
        return redirect("wagtailadmin_pages:edit", found.lesson_id)
    context = {
        **heads.of_course(page, _("Làm bài từ ảnh màn hình"), "mobile-alt"),
        "sketch": found,
        "told": _told(found),
        "words": words(),
        "most": sketching.MOST_SHOTS,
        "seconds": spoken.MOST_SECONDS,
        "square": qr.drawing(http.printed_site(request) + request.path),
    }
    return render(request, "courses/editor/sketch.html", context)


def answered(view: Asked) -> Asked:
    """What the page sends is answered in JSON; what is wrong, with words for the author."""

    @wraps(view)
    def asked(request: AuthenticatedRequest, page_id: int, sketch_id: UUID) -> HttpResponse:
        page = _course_page(request, page_id)
        try:
            return view(request, page, sketch_id)
        except SketchIsNewer as newer:
            return JsonResponse(_told(newer.sketch), status=409)
        except (SketchWrong, FileRefused, TakeWrong) as wrong:
            return http.error("refused", str(wrong), status=422)
        except SketchLacks as found:
            lacks = [{"key": lack.key, "message": lack.message} for lack in found.lacks]
            message = _("Bài chưa đủ. Xem chỗ ghi chữ đỏ.")
            return http.error("lacks", message, status=422, lacks=lacks)

    return asked


@require_POST
@answered
def take_shot(request: AuthenticatedRequest, page: CoursePage, sketch_id: UUID) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, File):
        raise SketchWrong(_("Chưa nhận được ảnh. Chọn lại ảnh."))
    key = request.POST.get("key", "")
    return JsonResponse(
        _told(sketching.take_shot(page, sketch_id, key=key, file=file, by=request.user))
    )


@require_POST
@answered
def take_voice(request: AuthenticatedRequest, page: CoursePage, sketch_id: UUID) -> HttpResponse:
    """What was said for a screen; for which, the page tells when it keeps."""
    shelf = takes.shelf_of(page, request.user)
    file = request.FILES.get("file")
    if not isinstance(file, File):
        raise SketchWrong(_("Chưa nhận được bản ghi. Gửi lại nhé."))
    key, title = request.POST.get("key", ""), request.POST.get("title", "")
    told = {"key": key, "title": title, "file": file, "collection": shelf}
    kept = sketching.take_voice(page, sketch_id, by=request.user, **told)
    return JsonResponse(_heard(kept))


@answered
def keep(request: AuthenticatedRequest, page: CoursePage, sketch_id: UUID) -> HttpResponse:
    """GET: how it stands, for a page open on another device; POST: what was written."""
    if request.method != "POST":
        return JsonResponse(_told(sketching.find(page, sketch_id)))
    try:
        sent = json.loads(request.body[:LARGEST])
        version, title, shots = int(sent["version"]), str(sent["title"]), list(sent["shots"])
    except NO_SKETCH as error:
        raise SketchWrong(_("Bài gửi lên chưa đúng cách. Tải lại trang rồi làm tiếp.")) from error
    kept = sketching.change(
        page, sketch_id, version=version, title=title, shots=shots, by=request.user
    )
    return JsonResponse(_told(kept))


@require_POST
@answered
def make(request: AuthenticatedRequest, page: CoursePage, sketch_id: UUID) -> HttpResponse:
    found = sketching.find(page, sketch_id)
    if not found.version:
        raise SketchLacks(making.lacks(found))
    lesson = making.make_lesson(found, by=request.user)
    check = reverse("courses_editor:publish", args=[page.pk])
    made = _("Đã tạo bài nháp: hình đánh số, sân tập và câu hỏi. Xem thử ở khung xem trước.")
    if not any(shot["ask"] for shot in found.shots):
        made = _("Đã tạo bài nháp: hình đánh số và sân tập. Xem thử ở khung xem trước.")
    messages.success(
        request,
        made,
        buttons=[messages.button(check, _("Kiểm tra và phát hành"))],
    )
    if spoken.is_whole(found):
        joining = _("Giọng các màn hình đang được nối thành giọng đọc của bước tập.")
        messages.info(request, joining)
    for remark in spoken.remarks(found):
        messages.warning(request, remark)
    return JsonResponse({"next": reverse("wagtailadmin_pages:edit", args=[lesson.pk])})


@require_POST
def drop(request: AuthenticatedRequest, page_id: int, sketch_id: UUID) -> HttpResponse:
    """Put a sketch away, or bring it back."""
    page = _course_page(request, page_id)
    found = get_object_or_404(LessonSketch, pk=sketch_id, page=page, lesson=None)
    if "back" in request.POST:
        sketching.bring_back(found, by=request.user)
        messages.success(request, _("Đã lấy lại bài."))
        return redirect("courses_editor:sketch", page.pk, found.pk)
    sketching.drop(found, by=request.user)
    context = {
        **heads.of_course(page, _("Làm bài từ ảnh màn hình"), "mobile-alt"),
        "sketch": found,
        "kept": sketching.KEPT.days,
    }
    return render(request, "courses/editor/sketch_dropped.html", context)


def _course_page(request: HttpRequest, page_id: int) -> CoursePage:
    page: CoursePage = get_object_or_404(CoursePage.objects.select_related("course"), pk=page_id)
    if not page.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return page


def _told(sketch: LessonSketch) -> dict[str, Any]:
    """A sketch as its page reads it."""
    heard = {voice: _heard(one) for voice, one in spoken.heard(sketch).items()}
    return {
        "version": sketch.version,
        "title": sketch.title,
        "shots": [
            {
                **shot,
                "url": reverse(preview_picture, args=[shot["image"]]),
                "heard": heard.get(shot.get("voice")),
            }
            for shot in sketch.shots
        ],
    }


def _heard(voice: Recording) -> dict[str, Any]:
    """A voice as the page reads it; it can be played once phones could."""
    is_ready = voice.state == Recording.State.READY
    address = f"/tep/xem-truoc/giong/{voice.pk}" if is_ready else ""
    return {"id": voice.pk, "state": voice.state, "error": voice.error, "url": address}
