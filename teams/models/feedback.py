"""What was hard and what residents said, each on its way to somebody who can do something."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class Whom(models.TextChoices):
    """Who is to answer."""

    COMMUNE = "commune", "Xã"
    AGENCY = "agency", "Sở, ngành"
    AUTHOR = "author", "Người biên soạn khóa học"


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def live(self) -> Self:
        """What stands: logged by itself, or in a session that counts and still says it."""
        counts = Q(session=None) | Q(session__status="verified")
        return self.filter(counts).exclude(status=Feedback.Status.DROPPED)

    def open(self) -> Self:
        return self.filter(status=Feedback.Status.OPEN)

    def settled(self) -> Self:
        return self.filter(status__in=(Feedback.Status.ANSWERED, Feedback.Status.CLOSED))

    def raised_between(self, first: date, last: date) -> Self:
        return self.filter(raised_on__gte=first, raised_on__lte=last)


class Feedback(models.Model):
    """One difficulty or one thing residents said; it says who is to answer, and until when."""

    class Category(models.TextChoices):
        DIFFICULTY = "difficulty", "Khó khăn, vướng mắc"
        SAID = "said", "Phản ánh, kiến nghị"

    class Status(models.TextChoices):
        OPEN = "open", "Chờ trả lời"
        ANSWERED = "answered", "Đã trả lời"
        CLOSED = "closed", "Đã đóng"
        DROPPED = "dropped", "Tổ đã bỏ"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    category = models.CharField(max_length=10, choices=Category)
    kind = models.ForeignKey(
        "teams.Difficulty",
        models.PROTECT,
        to_field="code",
        null=True,
        blank=True,
        related_name="feedback",
    )
    """Of a difficulty of the province's list; what was written freely has none."""
    text = models.CharField("nội dung", max_length=500, blank=True)
    session = models.ForeignKey(
        "teams.Session", models.PROTECT, null=True, blank=True, related_name="feedback"
    )
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="feedback")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="feedback"
    )
    """Who said it and agreed to be told the answer."""
    raised_on = models.DateField()
    whom = models.CharField("nơi trả lời", max_length=10, choices=Whom, default=Whom.COMMUNE)
    agency = models.ForeignKey(
        "users.Agency", models.PROTECT, null=True, blank=True, related_name="+"
    )
    course = models.ForeignKey(
        "courses.Course", models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("hạn trả lời")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    answer = models.CharField("trả lời", max_length=1000, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager.from_queryset(FeedbackQuerySet)()

    class Meta:
        verbose_name = "điểm nghẽn"
        verbose_name_plural = "điểm nghẽn"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "kind"],
                condition=Q(session__isnull=False, kind__isnull=False),
                name="feedback_kind_once",
            ),
            models.UniqueConstraint(
                fields=["session", "category"],
                condition=Q(session__isnull=False, kind=None),
                name="feedback_words_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(whom=Whom.COMMUNE, agency=None)
                    | Q(whom=Whom.AGENCY, agency__isnull=False)
                    | Q(whom=Whom.AUTHOR, agency=None, course__isnull=False)
                ),
                name="feedback_goes_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="answered") | ~Q(answer=""),
                name="feedback_answered_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(text="", kind=None), name="feedback_says_something"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("raised_on")), name="feedback_due_after_raised"
            ),
        ]
        indexes: ClassVar = [
            # What waits in a commune, and its board.
            models.Index(name="feedback_of_unit", fields=["unit", "raised_on"]),
            # What waits for an agency, for the authors of a course.
            models.Index(
                name="feedback_of_agency",
                fields=["agency", "due_on"],
                condition=Q(agency__isnull=False),
            ),
            # A team's own.
            models.Index(name="feedback_of_team", fields=["team", "-raised_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.pk}"

    def get_absolute_url(self) -> str:
        return f"/diem-nghen/{self.pk}/"

    @property
    def title(self) -> str:
        return self.kind.name if self.kind else self.get_category_display()

    @property
    def goes_to(self) -> str:
        """Who is to answer, in words."""
        if self.whom == Whom.AGENCY and self.agency:
            return self.agency.name
        if self.whom == Whom.AUTHOR:
            return str(Whom.AUTHOR.label)
        commune = self.unit.parent if self.unit.level == "village" and self.unit.parent else None
        return (commune or self.unit).name

    @property
    def is_overdue(self) -> bool:
        return self.status == self.Status.OPEN and self.due_on < clock.today()


class FeedbackStep(models.Model):
    """One thing that was done with it; the first is that it was raised."""

    class Act(models.TextChoices):
        PASSED = "passed", "Chuyển tới"
        ANSWERED = "answered", "Trả lời"
        CLOSED = "closed", "Đóng"
        REOPENED = "reopened", "Mở lại"

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    note = models.CharField(max_length=1000, blank=True)
    came_from = models.JSONField(default=dict)
    """Of something passed on, where it was before: so that it can be taken back."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        verbose_name = "bước xử lý điểm nghẽn"
        verbose_name_plural = "bước xử lý điểm nghẽn"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.feedback_id}"
