"""Graded tries at a final test."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.models import PeersManager


class Attempt(models.Model):
    """One try, graded by the server against the frozen key.

    `answers` is `[{"slot", "question", "version", "answer": [key, ...], "right", "points"}]`;
    `rule` is the edition's rule as it stood; `mark` is on the 10-point scale.
    """

    # `attempt_order` begins with the enrolment.
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, related_name="attempts", db_index=False
    )
    edition = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+")
    # The edition's line (see Enrolment): a much changed course has tries and marks of its own.
    line = models.PositiveIntegerField(default=1)
    event_id = models.UUIDField(unique=True)
    answers = models.JSONField()
    rule = models.JSONField()
    mark = models.DecimalField(max_digits=4, decimal_places=2)
    passed = models.BooleanField()
    # A try beyond the allowed number is kept and never counts.
    counted = models.BooleanField(default=True)
    at = models.DateTimeField()
    # Its event's place in the canonical order, which decides which tries count.
    order_key = models.CharField(max_length=100)
    graded_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "lượt làm bài"
        verbose_name_plural = "lượt làm bài"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mark__gte=0, mark__lte=10), name="attempt_mark_on_scale"
            ),
        ]
        indexes: ClassVar = [
            # A learner's tries at a course in the order they were made.
            models.Index(name="attempt_order", fields=["enrolment", "order_key"]),
            # What was passed on a day, for the figures.
            models.Index(
                name="attempt_passed", fields=["at"], condition=Q(passed=True, counted=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.mark}"
