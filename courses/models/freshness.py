"""What of a lesson may no longer be true, until its author says so or publishes it anew."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.models import PeersManager


class StaleMarkQuerySet(models.QuerySet["StaleMark"]):
    def open(self) -> Self:
        """Marks nobody has answered yet."""
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        return self.exclude(closed_at=None)


class StaleMark(models.Model):
    """One reason to look at a step again, or at a whole lesson (`step_uid` empty).

    A mark is for authors alone: residents' pages know nothing of it.
    """

    class Kind(models.TextChoices):
        SCREEN_CHANGED = "screen_changed", "Màn hình khác rồi"
        APP_CHANGED = "app_changed", "Ứng dụng có bản mới"
        PROCEDURE_CHANGED = "procedure_changed", "Thủ tục đã thay đổi"
        PROCEDURE_EXPIRED = "procedure_expired", "Thủ tục hết hiệu lực"

    class Closing(models.TextChoices):
        PUBLISHED = "published", "Đã phát hành bản mới"
        STILL_RIGHT = "still_right", "Vẫn đúng"
        TAKEN_BACK = "taken_back", "Bỏ đánh dấu"
        GONE = "gone", "Không còn lý do"

    lesson = models.ForeignKey(
        "courses.LessonPage", models.CASCADE, related_name="stale_marks", verbose_name="bài học"
    )
    step_uid = models.CharField("bước", max_length=13, blank=True)
    kind = models.CharField("vì sao", max_length=20, choices=Kind)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    # How many people said so; 1 where nobody was asked.
    count = models.PositiveIntegerField("số lượt báo", default=1)
    opened_at = models.DateTimeField("từ lúc", default=clock.now)
    closed_at = models.DateTimeField("xong lúc", null=True, blank=True)
    closing = models.CharField("xong vì", max_length=12, choices=Closing, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField("vì sao vẫn đúng", max_length=200, blank=True)

    objects = PeersManager.from_queryset(StaleMarkQuerySet)()

    class Meta:
        verbose_name = "chỗ cần xem lại"
        verbose_name_plural = "chỗ cần xem lại"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lesson", "step_uid", "kind"],
                condition=Q(closed_at=None),
                name="stale_mark_open_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closing="")
                | (Q(closed_at__isnull=False, closed_at__gte=F("opened_at")) & ~Q(closing="")),
                name="stale_mark_closed_with_reason",
            ),
        ]
        indexes: ClassVar = [
            # The queue of what to look at again.
            models.Index(name="stale_mark_open", fields=["opened_at"], condition=Q(closed_at=None)),
            # What was answered lately.
            models.Index(name="stale_mark_closed", fields=["-closed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.step_uid or self.lesson_id}"
