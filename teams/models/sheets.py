"""Sheets of learning cards for the people of a list, kept a short time for who had them made."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class CardSheets(models.Model):
    """One order of cards; `content` is the sealed PDF, empty before it is ready and after a day."""

    class Whom(models.TextChoices):
        NO_PHONE = "no_phone", "Chỉ ai không có số điện thoại"
        ALL = "all", "Tất cả"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    roster = models.ForeignKey("users.RosterImport", models.PROTECT, related_name="card_sheets")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    whom = models.CharField(max_length=10, choices=Whom)
    site = models.CharField(max_length=200)
    """What the addresses on the cards begin with."""
    people = models.JSONField(default=list)
    """Keys of the people in the order of the sheets; emptied with the content."""
    content = models.BinaryField(null=True)
    card_count = models.PositiveIntegerField(default=0)
    left_out_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "bản in thẻ học"
        verbose_name_plural = "bản in thẻ học"
        indexes: ClassVar = [
            # The newest order of a list.
            models.Index(name="card_sheets_of_roster", fields=["roster", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class SheetPart(models.Model):
    """Some sheets that are done, sealed, until all are and become one file."""

    sheets = models.ForeignKey(CardSheets, models.CASCADE, related_name="parts")
    nth = models.PositiveIntegerField()
    content = models.BinaryField()

    objects = PeersManager()

    class Meta:
        verbose_name = "phần của bản in thẻ"
        verbose_name_plural = "phần của bản in thẻ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheets", "nth"], name="sheet_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheets_id} phần {self.nth}"
