"""Files that were asked for: drawn by a job, fetched by whoever asked, gone after a day."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class ReportFile(models.Model):
    """One order of a file. Its content is sealed, for some name people, and empty until drawn."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        DOCX = "docx", "Word"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    """Which report, as `services.printing` knows it."""
    asked = models.JSONField(default=dict)
    """Of what: ids and choices."""
    format = models.CharField(max_length=4, choices=Format)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    content = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "tệp báo cáo"
        verbose_name_plural = "tệp báo cáo"
        indexes: ClassVar = [
            # Those whose time is over.
            models.Index(name="report_file_old", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.format}"
