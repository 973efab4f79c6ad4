"""Lessons being made from photos of a phone's screens."""

from typing import Any, ClassVar

from django.db import models

from courses.models.under_way import LessonUnderWay


class LessonSketch(LessonUnderWay):
    """Screens in order, each with the place to touch and the sentence that says so.

    `shots` is a list of {"key", "image", "ask", "spot", "voice"}: the key is given by whoever took
    the picture in, `image` is the id of a `CustomImage`, `spot` four numbers in per cent of it or
    None, `voice` the id of a `Recording` of the sentence or None; old rows lack it.
    """

    page = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="sketches")
    shots = models.JSONField(default=list)

    class Meta:
        verbose_name = "bài làm từ ảnh"
        verbose_name_plural = "bài làm từ ảnh"
        indexes: ClassVar = [models.Index(fields=["page", "-changed_at"], name="sketches_of_page")]

    def __str__(self) -> str:
        return self.title or "Bài chưa có tên"

    def shot(self, key: str) -> dict[str, Any] | None:
        """The screen with this key."""
        return next((shot for shot in self.shots if shot["key"] == key), None)
