"""What authors deleted and may have back."""

from typing import Any, ClassVar

from django.db import models
from wagtail.models import Page

from courses.editor import panels
from courses.editor.page_rights import BinPageRights
from lms.common import clock
from lms.common.models import PeersManager

BIN_SLUG = "thung-rac"
_KEPT_AS = "_path_of_bin"


def bin_path(user: Any) -> str:
    """Where the bin lies in the tree, "" while nothing was ever deleted; asked once a request."""
    path = getattr(user, _KEPT_AS, None)
    if path is None:
        found = Page.objects.filter(depth=2, slug=BIN_SLUG).values_list("path", flat=True)
        path = found.first() or ""
        setattr(user, _KEPT_AS, path)
    return str(path)


class BinPage(Page):
    """Where deleted course and lesson pages lie, out of every list, until they are swept."""

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    # Pages are put here and taken away again; nobody makes or moves one here by hand.
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    is_creatable = False
    private_page_options: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    edit_handler = panels.SECTION

    class Meta:
        verbose_name = "thùng rác"
        verbose_name_plural = "thùng rác"

    def permissions_for_user(self, user: Any) -> BinPageRights:
        return BinPageRights(user, self)


class Binned(models.Model):
    """One thing that was deleted: the row itself stays as it was and is only out of sight.

    A page is moved below the `BinPage`, and `parent_id` and `before_id` say where it lay: below
    which page, and before which other; `was_due_at` when a course was to be published, which is
    called off. All else is left where it is. `section` is whose bin it
    lies in; files have none, their collection says whose they are. Nobody is named: who deleted
    what is in the audit log.
    """

    class Kind(models.TextChoices):
        COURSE = "course", "Khóa học"
        LESSON = "lesson", "Bài học"
        QUESTION = "question", "Câu hỏi"
        IMAGE = "image", "Hình ảnh"
        DOCUMENT = "document", "Tài liệu"
        RECORDING = "recording", "Giọng đọc"
        FILM = "film", "Video"

    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    section = models.ForeignKey("courses.Section", models.CASCADE, null=True, related_name="+")
    parent_id = models.PositiveIntegerField(null=True)
    before_id = models.PositiveIntegerField(null=True)
    was_due_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "thứ đã xóa"
        verbose_name_plural = "thứ đã xóa"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="binned_once"),
        ]
        # What the nightly sweep takes.
        indexes: ClassVar = [models.Index(fields=["at"], name="binned_oldest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_file(self) -> bool:
        return self.kind in (
            self.Kind.IMAGE,
            self.Kind.DOCUMENT,
            self.Kind.RECORDING,
            self.Kind.FILM,
        )
