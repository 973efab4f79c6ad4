"""Phones that send us what happened on them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.models import PeersManager


class Device(models.Model):
    """A browser on a phone; it names itself with a UUIDv7 made there."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="devices"
    )
    label = models.CharField("tên máy", max_length=80, blank=True)
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)
    field_at = models.DateTimeField(null=True, blank=True)
    """When it last asked for a team's lists or sent a team's logs; never for a learner's."""
    revoked_at = models.DateTimeField(null=True, blank=True)
    """Since when no new log is begun on it; what it still holds is taken all the same."""
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_revoked_here = models.BooleanField(default=False, db_default=False)
    """Whether that was said on the phone itself; only then it is taken back on it, too."""
    unsent_count = models.PositiveIntegerField(null=True, blank=True)
    """How much it holds that has not been sent, as it said itself after it was revoked."""
    unsent_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "thiết bị"
        verbose_name_plural = "thiết bị"
        indexes: ClassVar = [
            # "My phones" on the page of one's own data.
            models.Index(name="device_of_user", fields=["user", "-last_seen_at"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TicketsWithdrawn(models.Model):
    """Tickets of one person for sealed files count only if made at or after `before`."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        primary_key=True,
        related_name="tickets_withdrawn",
    )
    before = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        verbose_name = "phiếu gửi hộ đã rút"
        verbose_name_plural = "phiếu gửi hộ đã rút"

    def __str__(self) -> str:
        return str(self.pk)
