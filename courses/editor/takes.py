"""A voice recorded beside a step's form: the take itself, and the sentences it is to read."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from courses.models import LessonPage
from courses.policies import section_of
from courses.services import previewing, sections
from lms.common import http
from lms.media import takes
from lms.media.desk.takes import told
from lms.media.models import Recording
from lms.media.refusals import FileRefused
from lms.media.takes import TakeWrong
from lms.users.http import AuthenticatedRequest


@require_POST
def take(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Keep a take with the files of the section this page lies in."""
    page = get_object_or_404(Page, pk=page_id)
    rights = page.permissions_for_user(request.user)
    if not (rights.can_edit() or rights.can_add_subpage()):
        raise PermissionDenied
    collection = shelf_of(page, request.user)
    file = request.FILES.get("file")
    if not isinstance(file, File):
        return http.error("refused", _("Chưa nhận được bản ghi. Gửi lại nhé."), status=422)
    key, title = request.POST.get("key", ""), request.POST.get("title", "")
    try:
        kept = takes.receive(
            key=key, title=title, file=file, collection=collection, by=request.user
        )
    except (FileRefused, TakeWrong) as wrong:
        return http.error("refused", str(wrong), status=422)
    edit = reverse("wagtailsnippets_media_recording:edit", args=[kept.pk])
    return JsonResponse({**told(kept, request.user), "edit_url": edit})


def shelf_of(page: Page, user: Any) -> Collection:
    """Where voices of this page lie; raises PermissionDenied for who may put none there."""
    section = section_of(page)
    collection = sections.collection_of(section) if section else Collection.get_first_root_node()
    policy = policy_registry.get_by_type(Recording)
    allowed = policy.collections_user_has_permission_for(user, "add")
    if not allowed.filter(pk=collection.pk).exists():
        raise PermissionDenied
    return collection


class SentencesView(PreviewOnEditView):
    """What a step reads aloud, sentence by sentence, as it stands in the form now."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        page = self.object
        if not isinstance(page, LessonPage):
            raise Http404
        form = self.get_form(request.POST)
        if not self.validate_form(form):
            message = _("Có ô đang báo lỗi. Sửa xong rồi đánh dấu câu.")
            return http.error("refused", message, status=422)
        form.save(commit=False)
        sentences = previewing.sentences(page, kwargs["number"])
        if sentences is None:
            message = _("Bước này vừa bị bỏ. Tải lại trang rồi làm tiếp.")
            return http.error("refused", message, status=422)
        return JsonResponse({"sentences": sentences})
