"""Courses that travel between sites, each as one signed file."""

from typing import ClassVar

from django.db import models

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class TrustedSite(models.Model):
    """Another site whose signature is taken here, by its public key (P-256, as a JWK has it)."""

    name = models.CharField("tên nơi gửi", max_length=120)
    x = models.CharField(max_length=43)
    y = models.CharField(max_length=43)
    fingerprint = models.CharField("dấu vân tay của khóa", max_length=64, unique=True)
    added_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "nơi gửi tin cậy"
        verbose_name_plural = "nơi gửi tin cậy"

    def __str__(self) -> str:
        return self.name


class CourseParcel(models.Model):
    """A signed file with a course in it: made here to be taken along, or brought here.

    A parcel going out is of `course` and has a file once it is `done_at`; one coming in has its
    file from the beginning, and the course once its drafts are written. It is thrown away after
    some days either way. Its `section` says who may see it.
    """

    class Way(models.TextChoices):
        OUT = "out", "Gửi đi"
        IN = "in", "Nhận vào"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    way = models.CharField(max_length=3, choices=Way)
    section = models.ForeignKey("courses.Section", models.CASCADE, related_name="+")
    course = models.ForeignKey("courses.Course", models.CASCADE, null=True, related_name="parcels")
    title = models.CharField(max_length=255, blank=True)
    file = models.FileField(upload_to="parcels", blank=True)
    # Of one brought here: whom it is from, and what it would change, as when it was compared.
    preview = models.JSONField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "gói khóa học"
        verbose_name_plural = "gói khóa học"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(course__isnull=False),
                name="parcel_done_has_course",
            ),
        ]
        indexes: ClassVar = [
            # What the nightly sweep takes.
            models.Index(fields=["made_at"], name="parcel_oldest"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)
