"""The borders of communes from a file somebody sent, made light enough for a page."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class BoundaryFile(models.Model):
    """A file of borders that was taken in; the one that stands draws the map of the boards."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    credit = models.CharField("nguồn", max_length=200)
    as_of = models.DateField("thời điểm ranh giới")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    wide = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    points_count = models.PositiveIntegerField()
    """How many points the file had; the paths have fewer."""
    refused = models.JSONField(default=list)
    """What was not taken: [which feature, why]."""
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "tệp ranh giới"
        verbose_name_plural = "tệp ranh giới"
        constraints: ClassVar = [
            # Of all rows without an end one.
            models.UniqueConstraint(
                models.Value(1), condition=Q(removed_at=None), name="boundary_file_one_stands"
            ),
            models.CheckConstraint(condition=~Q(credit=""), name="boundary_file_has_credit"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="boundary_file_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Boundary(models.Model):
    """The border of one commune as an SVG path, and where its name goes."""

    file = models.ForeignKey(BoundaryFile, models.CASCADE, related_name="boundaries")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="boundaries")
    path = models.TextField()
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()
    room = models.PositiveSmallIntegerField()
    """How wide the commune is where its name goes."""

    objects = PeersManager()

    class Meta:
        verbose_name = "ranh giới"
        verbose_name_plural = "ranh giới"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "unit"], name="boundary_once"),
            models.CheckConstraint(condition=~Q(path=""), name="boundary_has_path"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.unit_id}"
