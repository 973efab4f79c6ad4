"""What a commune tells the leaders of its teams, all at once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class Broadcast(models.Model):
    """One message; it waits some minutes before it goes, and can be taken back at any time."""

    class Audience(models.TextChoices):
        LEADERS = "leaders", "Tổ trưởng"
        MEMBERS = "members", "Tất cả thành viên"

    class State(models.TextChoices):
        WAITING = "waiting", "Sắp gửi"
        SENT = "sent", "Đã gửi"
        WITHDRAWN = "withdrawn", "Đã rút lại"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="broadcasts")
    title = models.CharField("tiêu đề", max_length=120)
    body = models.CharField("nội dung", max_length=500)
    audience = models.CharField(
        "gửi cho", max_length=10, choices=Audience, default=Audience.LEADERS
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    people_count = models.PositiveIntegerField(default=0)
    """How many got it."""

    objects = PeersManager()

    class Meta:
        verbose_name = "tin xã nhắn tổ"
        verbose_name_plural = "tin xã nhắn tổ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="broadcast_sent_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            # A commune's own, the newest first.
            models.Index(name="broadcast_of_unit", fields=["unit", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def key(self) -> str:
        """What its notices are known by."""
        return f"broadcast:{self.pk}"
