"""Who reads the frame aloud: a list of its sentences, each to be replaced or put back."""

from typing import cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.defaults import permission_denied
from wagtail.admin import messages

from lms.common import clock
from lms.home import frame_voices, policies
from lms.home.frame_voices import Standing
from lms.media.desk.recording_forms import SoundFormField
from lms.users.models import User

TITLE = gettext_lazy("Giọng đọc của trang")


class FrameVoiceForm(forms.Form):
    file = SoundFormField(label=gettext_lazy("Bản ghi đọc câu này"))


def sentences(request: HttpRequest) -> HttpResponse:
    """Every sentence of the frame and who reads it."""
    if not policies.may_read_frame(request.user):
        return permission_denied(request, PermissionDenied())
    rows = frame_voices.standing()
    context = {
        **_header(),
        "rows": rows,
        "count": str(len(rows)),
        "read_count": str(sum(row.heard is not None for row in rows)),
    }
    return render(request, "home/frame_voices.html", context)


def sentence(request: HttpRequest, sentence_key: str) -> HttpResponse:
    """One sentence: listen, hand in a recording."""
    if not policies.may_read_frame(request.user):
        return permission_denied(request, PermissionDenied())
    row = _find(sentence_key)
    sent = request.method == "POST"
    form = FrameVoiceForm(request.POST, request.FILES) if sent else FrameVoiceForm()
    if form.is_valid():
        by, file = cast(User, request.user), form.cleaned_data["file"]
        frame_voices.hand_in(row.key, file=file, by=by, now=clock.now())
        messages.success(
            request, _("Đã nhận bản ghi. Máy làm xong bản nhẹ là bà con nghe, chừng một phút.")
        )
        return redirect("frame_voices:sentence", row.key)
    context = {**_header(row.sentence), "row": row, "form": form}
    return render(request, "home/frame_voice.html", context)


@require_POST
def put_back(request: HttpRequest, sentence_key: str) -> HttpResponse:
    if not policies.may_read_frame(request.user):
        return permission_denied(request, PermissionDenied())
    row = _find(sentence_key)
    if frame_voices.put_back(row.key, by=cast(User, request.user), now=clock.now()):
        messages.success(request, _("Câu này trở lại giọng máy tạm."))
    return redirect("frame_voices:sentence", row.key)


def _find(key: str) -> Standing:
    try:
        return frame_voices.of(key)
    except KeyError as unknown:
        raise Http404 from unknown


def _header(sentence: str = "") -> dict[str, object]:
    items = [{"url": reverse("frame_voices:sentences"), "label": TITLE}]
    if sentence:
        items.append({"url": "", "label": sentence})
    return {"header_title": TITLE, "header_icon": "media", "breadcrumbs_items": items}
