"""Lessons being made from a document somebody wrote elsewhere."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.models import PeersManager


class LessonDocument(models.Model):
    """The steps a Word or PDF file would make, until a lesson is made of them.

    `pieces` are told as `courses.documents.steps.Piece`; the file itself is not kept. `images`
    names the pictures taken from it, so that they go with the row when nothing uses them.
    """

    id = models.UUIDField(primary_key=True)
    page = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="documents")
    file_name = models.CharField("tên tệp", max_length=200)
    title = models.CharField("tên bài học", max_length=200, blank=True)
    pieces = models.JSONField(default=list)
    images = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=clock.now)
    lesson = models.ForeignKey(
        "courses.LessonPage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "bài làm từ tệp"
        verbose_name_plural = "bài làm từ tệp"
        indexes: ClassVar = [
            # What is under way in a course.
            models.Index(fields=["page", "-changed_at"], name="documents_of_page"),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name
