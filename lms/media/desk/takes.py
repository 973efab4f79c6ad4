"""What the recorder in the editor asks about a voice, and the marks it sends."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.permissions import policy_registry

from lms.common import http
from lms.media import takes
from lms.media.models import Recording
from lms.media.takes import TakeReplaced, TakeWrong
from lms.media.views import usable

LARGEST = 16 * 1024
NO_MARKS = (ValueError, TypeError, KeyError, RecursionError, RawPostDataException)


@require_GET
def state(request: HttpRequest, recording_id: int) -> HttpResponse:
    """How the clip of a recording is getting on, and where its sentences begin."""
    return answer(usable(request, Recording, recording_id), request.user)


@require_POST
def mark(request: HttpRequest, recording_id: int) -> HttpResponse:
    """Keep the marks somebody tapped along."""
    recording = usable(request, Recording, recording_id)
    if not _may_change(request.user, recording):
        raise PermissionDenied
    try:
        sent = json.loads(request.body[:LARGEST])
        marks, file = list(sent["marks"]), str(sent["file"])
    except NO_MARKS:
        message = _("Dấu câu gửi lên chưa đúng cách. Chạm lại từ đầu.")
        return http.error("refused", message, status=422)
    try:
        takes.mark(recording, marks, file=file)
    except TakeWrong as wrong:
        return http.error("refused", str(wrong), status=422)
    except TakeReplaced:
        message = _("Bản ghi này vừa được người khác thay. Tải lại trang rồi nghe bản mới.")
        return http.error("replaced", message, status=409)
    recording.refresh_from_db()
    return answer(recording, request.user)


def answer(recording: Recording, user: Any) -> JsonResponse:
    return JsonResponse(told(recording, user), headers={"Cache-Control": "no-store"})


def told(recording: Recording, user: Any) -> dict[str, Any]:
    """A recording as the recorder reads it."""
    is_ready = recording.state == Recording.State.READY
    return {
        "id": recording.pk,
        "title": str(recording),
        "state": recording.state,
        "telling": recording.telling(),
        "error": recording.error,
        "seconds": recording.seconds,
        "marks": recording.marks,
        "proposed": recording.all_marks(),
        "file": recording.file.name,
        "url": f"/tep/xem-truoc/giong/{recording.pk}" if is_ready else "",
        "may_mark": _may_change(user, recording),
    }


def _may_change(user: Any, recording: Recording) -> bool:
    policy = policy_registry.get_by_type(Recording)
    return bool(policy.user_has_permission_for_instance(user, "change", recording))
