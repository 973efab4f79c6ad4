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

    A line is an edition that changed much ("major", or the first) with the small ones after it,
    named by its number; within a line learners move forward, from line to line only by learning
    there. All columns but those frozen at completion are a function of the set of events
    received, in whatever order they came:

    - `done` maps the uid of each finished step to the moment it was first finished,
      `lines` each line learnt in to the moment of its first event (ISO 8601, UTC, milliseconds);
    - `drills` maps "<uid> <day in Vietnam>" of each day a drill was practised on to its first run
      that day, "<moment> passed" or "<moment> missed";
    - `current_step`, `current_at` and `line` are those of the latest event, `current_key` its
      place in the canonical order; `edition` is the newest of that line;
    - `marks` maps a line to `{"tries": n, "best": "8.50"}`, counted tries only.

    What is frozen at completion is never recomputed.
    """

    public_id = models.CharField(max_length=13, unique=True, default=public_id, editable=False)
    # The index of `enrolment_once` begins with the learner.
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", db_index=False
    )
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+")
    line = models.PositiveIntegerField(default=1)
    done = models.JSONField(default=dict)
    lines = models.JSONField(default=dict)
    drills = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    current_step = models.CharField(max_length=13, blank=True)
    current_at = models.DateTimeField(null=True, blank=True)
    current_key = models.CharField(max_length=100, blank=True)
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
            # What was begun and what was finished on a day, for the figures.
            models.Index(name="enrolment_started", fields=["started_at"]),
            models.Index(
                name="enrolment_completed",
                fields=["completed_at"],
                condition=Q(completed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.course_id}"
