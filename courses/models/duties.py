"""Courses officials are obliged to finish."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from courses.models.enrolments import Enrolment
from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager

if TYPE_CHECKING:
    from lms.users.models import Agency


class DutyRule(models.Model):
    """An agency's assignment of a course to everyone in its subtree that `conditions` fit.

    `conditions` is `{}` for everyone; richer rules add keys (kinds of officials, positions).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("users.Agency", models.PROTECT, related_name="duty_rules")
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="duty_rules")
    due_on = models.DateField("hạn hoàn thành")
    conditions = models.JSONField(default=dict)
    note = models.CharField("căn cứ", max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "quy định học tập"
        verbose_name_plural = "quy định học tập"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "course", "due_on"],
                condition=Q(cancelled_at=None),
                name="duty_rule_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} for {self.agency_id} by {self.due_on}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def within(self, agency: "Agency") -> Self:
        """Duties of people who serve in `agency` or anywhere below it."""
        return self.filter(agency__path__startswith=agency.path)

    def with_standing(self, today: date, *, course_id: int | None = None) -> Self:
        """Annotate `standing`; what is late is late whether it was begun or not.

        Told that all are of one course, the database reads that course's enrolments alone.
        """
        course = OuterRef("course") if course_id is None else course_id
        begun = Enrolment.objects.filter(learner=OuterRef("person"), course=course)
        return self.annotate(
            standing=Case(
                When(done_at__isnull=False, then=Value(Duty.Standing.DONE)),
                When(due_on__lt=today, then=Value(Duty.Standing.LATE)),
                When(Exists(begun), then=Value(Duty.Standing.UNDER_WAY)),
                default=Value(Duty.Standing.NOT_BEGUN),
                output_field=models.CharField(),
            )
        )


class Duty(models.Model):
    """One person's duty to finish a course by a date; done when the enrolment completes."""

    class Standing(models.TextChoices):
        DONE = "done", "Đã xong"
        UNDER_WAY = "under_way", "Đang học"
        LATE = "late", "Trễ hạn"
        NOT_BEGUN = "not_begun", "Chưa học"

    rule = models.ForeignKey(DutyRule, models.PROTECT, related_name="duties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties")
    official = models.ForeignKey("users.Official", models.PROTECT, related_name="duties")
    agency = models.ForeignKey("users.Agency", models.PROTECT, related_name="+")
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="+")
    due_on = models.DateField("hạn hoàn thành")
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager.from_queryset(DutyQuerySet)()

    class Meta:
        verbose_name = "việc phải học"
        verbose_name_plural = "việc phải học"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "person"], name="duty_once"),
        ]
        indexes: ClassVar = [
            # "What must I finish, and by when?"
            models.Index(name="duty_of_person", fields=["person", "due_on"]),
            # An agency's board: done, under way, late.
            models.Index(name="duty_of_agency", fields=["agency", "due_on"]),
            # Closing duties when a course is completed.
            models.Index(name="duty_open", fields=["course", "person"], condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} by {self.due_on}"
