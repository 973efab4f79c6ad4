"""Append-only record of who did what; ids only, no names or numbers."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lms.common import clock, ids
from lms.common.models import PeersManager


class AuditEvent(models.Model):
    """One act; never changed and never deleted."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)

    objects = PeersManager()

    class Meta:
        verbose_name = "việc đã ghi nhật ký"
        verbose_name_plural = "nhật ký hệ thống"
        indexes: ClassVar = [
            # "What happened to this?" and "What did this person do?"
            models.Index(name="audit_subject", fields=["subject_kind", "subject_id", "at"]),
            models.Index(name="audit_actor", fields=["actor", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"
