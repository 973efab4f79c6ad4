"""Lessons being made from photos of a phone's screens."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.models import PeersManager


class LessonSketch(models.Model):
    """Screens in order, each with the place to touch and the sentence that says so.

    `shots` is a list of {"key", "image", "ask", "spot", "voice"}: the key is given by whoever took
    the picture in, `image` is the id of a `CustomImage`, `spot` four numbers in per cent of it or
    None, `voice` the id of a `Recording` of the sentence or None; old rows lack it. `version` grows
    with each change. `images` names every picture ever taken in, so that those no longer used can
    go with the sketch.
    """

    id = models.UUIDField(primary_key=True)
    page = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="sketches")
    title = models.CharField("tên bài học", max_length=200, blank=True)
    shots = models.JSONField(default=list)
    images = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
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
        verbose_name = "bài làm từ ảnh"
        verbose_name_plural = "bài làm từ ảnh"
        indexes: ClassVar = [models.Index(fields=["page", "-changed_at"], name="sketches_of_page")]

    def __str__(self) -> str:
        return self.title or "Bài chưa có tên"

    def shot(self, key: str) -> dict[str, Any] | None:
        """The screen with this key."""
        return next((shot for shot in self.shots if shot["key"] == key), None)
