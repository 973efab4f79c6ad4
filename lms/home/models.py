"""The root of the editors' tree, its plain pages, and who reads the frame aloud; what residents
see at `/` is a view."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from lms.common import clock, pages, spoken
from lms.common.models import PeersManager
from lms.media.fields import SoundField

FOLDER = "frame_voices"
TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class HomePage(Page):
    """The one page above all standard pages; it has no text of its own."""

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["home.StandardPage"]
    max_count = 1
    private_page_options: ClassVar[list[str]] = []
    # Nothing of it is shown anywhere.
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    class Meta:
        verbose_name = "trang chủ"
        verbose_name_plural = "trang chủ"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        return redirect("/")


class StandardPage(Page):
    """A page of plain text, such as "Giới thiệu" or "Quyền riêng tư"."""

    summary = models.TextField("tóm tắt", max_length=300, blank=True)
    body = RichTextField("nội dung", features=TEXT_FEATURES, blank=True)

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    # The same for everybody, so anybody may keep a copy.
    private_page_options: ClassVar[list[str]] = []
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "trang thông tin"
        verbose_name_plural = "trang thông tin"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        text = render_to_string("home/standard_page.html", {"page": self})
        if getattr(request, "is_preview", False):
            return HttpResponse(text)
        return pages.fresh(request, text)


class FrameVoice(models.Model):
    """A person reading one sentence of the frame; the newest that is ready is heard.

    It waits until a job has made its clip, an asset named by what is in it, or says why there is
    none. One that is retired is never heard again, and thrown away some days later.
    """

    key = models.CharField(max_length=12)
    file = SoundField("bản ghi", upload_to=FOLDER)
    asset = models.CharField(max_length=70, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "giọng đọc của khung trang"
        verbose_name_plural = "giọng đọc của khung trang"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(asset="") | models.Q(error=""), name="frame_voice_ready_or_not"
            ),
        ]
        # Of one sentence, newest first: what is heard, and what to show of it.
        indexes: ClassVar = [models.Index(name="frame_voice_of", fields=["key", "-id"])]

    def __str__(self) -> str:
        return spoken.BY_KEY.get(self.key, self.key)
