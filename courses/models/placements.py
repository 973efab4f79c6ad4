"""The check of what somebody knows already, and the courses it says need not be learnt."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.models import PeersManager


class TestOutRule(models.TextChoices):
    """What it counts for to pass the questions of a course in the placement check."""

    NONE = "none", "Không hỏi về khóa này"
    ADVICE = "advice", "Có hỏi, chỉ để khuyên nên học hay bỏ qua"
    DONE = "done", "Có hỏi, trả lời được thì tính là đã xong, không cấp giấy chứng nhận"
    CERTIFICATE = "certificate", "Có hỏi, trả lời được thì như học xong, có giấy chứng nhận"


class Placement(models.Model):
    """One placement check somebody took, marked by the server against frozen keys.

    `id` is made on the phone, so that sending twice is taking once. `round` counts this
    person's sheets from 1. `answers` is `[{"edition", "slot", "question", "version", "answer":
    [key, ...], "right"}]`, an empty answer being "I do not know yet".
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="placements", db_index=False
    )
    round = models.PositiveIntegerField()
    answers = models.JSONField()
    at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "bài thử sức"
        verbose_name_plural = "bài thử sức"
        indexes: ClassVar = [
            # "When was the last one, and what did it say?"
            models.Index(name="placement_of_person", fields=["person", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} round {self.round}"


class TestOutQuerySet(models.QuerySet["TestOut"]):
    def counting(self) -> Self:
        """Those with which a course is as good as done."""
        return self.filter(rule__in=(TestOutRule.DONE, TestOutRule.CERTIFICATE))


class TestOut(models.Model):
    """A course whose questions somebody answered in a placement check; never taken back.

    `rule` is what that counts for, frozen as the edition said it on the day.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="test_outs")
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="+")
    edition = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+")
    rule = models.CharField("tính là", max_length=12, choices=TestOutRule)
    asked_count = models.PositiveSmallIntegerField("số câu hỏi")
    right_count = models.PositiveSmallIntegerField("số câu đúng")

    objects = PeersManager.from_queryset(TestOutQuerySet)()

    class Meta:
        verbose_name = "khóa đã biết"
        verbose_name_plural = "khóa đã biết"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "course"], name="test_out_once"),
            models.CheckConstraint(condition=~Q(rule=TestOutRule.NONE), name="test_out_is_asked"),
            models.CheckConstraint(
                condition=Q(right_count__lte=F("asked_count")), name="test_out_right_of_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.course_id}"
