"""A learner's place on a course: the summary that events are folded into."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import public_id
from lms.common.models import PeersManager


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> Self:
        return self.filter(completed_at=None)


class Enrolment(models.Model):
    """A learner's place on a course; one for each learner and course, kept for ever.

    `done` maps the uid of each finished step to the moment it was finished on the phone
    (ISO 8601, UTC). What is frozen at completion is never recomputed.
    """

    public_id = models.CharField(max_length=13, unique=True, default=public_id, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+")
    done = models.JSONField(default=dict)
    current_step = models.CharField(max_length=13, blank=True)
    current_at = models.DateTimeField(null=True, blank=True)
    best_mark = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_edition = models.ForeignKey(
        "courses.CourseEdition", models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_rule = models.JSONField(null=True, blank=True)
    completed_mark = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)

    objects = PeersManager.from_queryset(EnrolmentQuerySet)()

    class Meta:
        verbose_name = "đăng ký học"
        verbose_name_plural = "đăng ký học"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "course"], name="enrolment_once"),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("started_at")),
                name="enrolment_completed_after_start",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None)
                | Q(completed_edition__isnull=False, completed_rule__isnull=False),
                name="enrolment_completed_is_frozen",
            ),
        ]
        indexes: ClassVar = [
            # Who is still learning a course, oldest first.
            models.Index(
                name="enrolment_open",
                fields=["course", "started_at"],
                condition=Q(completed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.course_id}"
