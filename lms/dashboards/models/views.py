"""Boards people keep by name, share and have sent to them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class BoardView(models.Model):
    """A board somebody keeps: of which place, and what its address asks for.

    Whoever opens it sees what she may see herself, never what its owner may.
    """

    class Level(models.TextChoices):
        PROVINCE = "tinh", "Tỉnh"
        COMMUNE = "xa", "Xã, phường"
        TEAM = "to", "Tổ"
        AGENCY = "cq", "Cơ quan"

    class Schedule(models.TextChoices):
        NEVER = "", "Không gửi"
        WEEK = "week", "Sáng thứ Hai hằng tuần"
        MONTH = "month", "Sáng ngày 1 hằng tháng"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="board_views", verbose_name="của ai"
    )
    name = models.CharField("tên", max_length=80)
    level = models.CharField("cấp", max_length=4, choices=Level)
    key = models.CharField("nơi", max_length=60, blank=True)
    said = models.JSONField("lọc", default=dict)
    """What its address says; without a period it is always of the newest."""
    is_shared = models.BooleanField("chia sẻ", default=False)
    schedule = models.CharField("gửi", max_length=5, choices=Schedule, blank=True)
    mailed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "bảng đã lưu"
        verbose_name_plural = "bảng đã lưu"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="board_view_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="board_view_has_name"),
            models.CheckConstraint(
                condition=Q(level="tinh", key="") | ~Q(level="tinh") & ~Q(key=""),
                name="board_view_has_place",
            ),
        ]
        indexes: ClassVar = [
            # What the nightly job sends.
            models.Index(
                name="board_view_sent", fields=["schedule", "mailed_on"], condition=~Q(schedule="")
            ),
            # What others may look at.
            models.Index(name="board_view_shared", fields=["level"], condition=Q(is_shared=True)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/bang/xem/{self.pk}/"
