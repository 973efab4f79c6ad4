"""Periods whose figures a commune or the province has closed."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.models import PeersManager


class PeriodLockQuerySet(models.QuerySet["PeriodLock"]):
    def in_force(self) -> Self:
        return self.filter(opened_at=None)

    def over(self, unit_ids: Iterable[UUID]) -> Self:
        return self.filter(unit__in=unit_ids)


class PeriodLock(models.Model):
    """From when to when the sessions of a unit and all below it are reported and closed.

    A session of such days is still taken; it counts when the commune says that it shall.
    """

    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="period_locks")
    first_on = models.DateField("từ ngày")
    last_on = models.DateField("đến hết ngày")
    locked_at = models.DateTimeField(default=clock.now)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(PeriodLockQuerySet)()

    class Meta:
        verbose_name = "khóa số liệu"
        verbose_name_plural = "khóa số liệu"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="period_lock_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["unit", "first_on", "last_on"],
                condition=Q(opened_at=None),
                name="period_locked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first_on} {self.last_on}"

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on
