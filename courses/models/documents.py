"""Lessons being made from a document somebody wrote elsewhere."""

from typing import ClassVar

from django.db import models

from courses.models.under_way import LessonUnderWay


class LessonDocument(LessonUnderWay):
    """The steps a Word or PDF file would make, until a lesson is made of them.

    `pieces` are told as `courses.documents.steps.Piece`; the file itself is not kept.
    """

    page = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="documents")
    file_name = models.CharField("tên tệp", max_length=200)
    pieces = models.JSONField(default=list)
    # There is something to read from the beginning, where a sketch begins empty.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "bài làm từ tệp"
        verbose_name_plural = "bài làm từ tệp"
        indexes: ClassVar = [
            # What is under way in a course.
            models.Index(fields=["page", "-changed_at"], name="documents_of_page"),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name
