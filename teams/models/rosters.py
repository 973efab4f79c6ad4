"""A commune's list of who is in its teams, as it was sent and what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class TeamRoster(models.Model):
    """Seen before it is applied, applied whole, and taken back as far as nothing was done since.

    `lines` holds names and numbers; they go some weeks later.
    """

    class State(models.TextChoices):
        STAGED = "staged", "Chờ nhập"
        APPLIED = "applied", "Đã nhập"
        UNDONE = "undone", "Đã lấy lại"
        CANCELLED = "cancelled", "Đã bỏ"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commune = models.ForeignKey("places.Unit", models.PROTECT, related_name="team_rosters")
    file_name = models.CharField("tên tệp", max_length=200)
    lines = models.JSONField(default=list)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.STAGED)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "danh sách thành viên tổ"
        verbose_name_plural = "danh sách thành viên tổ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undone"]) | Q(applied_at__isnull=False),
                name="team_roster_applied_has_time",
            ),
        ]
        indexes: ClassVar = [
            # A commune's lists, the latest first.
            models.Index(name="team_roster_of_commune", fields=["commune", "-sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
