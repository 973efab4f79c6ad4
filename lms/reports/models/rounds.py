"""Which reports are asked for: a form, and each period it is due for."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager
from lms.dashboards.models import ReportingPeriod


class ReportForm(models.Model):
    """What a commune reports: of which kinds of period, by when, which indicators, to whom."""

    code = models.SlugField("mã", max_length=10, unique=True)
    name = models.CharField("tên", max_length=200)
    subject = models.CharField("trích yếu", max_length=300)
    """What the report is about, without the period."""
    kinds = models.JSONField("loại kỳ", default=list)
    """Kinds of reporting periods it is asked for."""
    due_days = models.PositiveSmallIntegerField("hạn nộp sau khi hết kỳ (ngày)", default=5)
    indicators = models.JSONField("chỉ số", default=list)
    """Codes, in the order of the table."""
    number_sign = models.CharField("ký hiệu", max_length=30, default="BC-UBND")
    recipients = models.TextField("nơi nhận", max_length=1000, blank=True)
    """One a line."""
    is_offered = models.BooleanField("đang dùng", default=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "biểu mẫu báo cáo"
        verbose_name_plural = "biểu mẫu báo cáo"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def recipient_lines(self) -> list[str]:
        return [line.strip(" ;.") for line in self.recipients.splitlines() if line.strip(" ;.")]


class ReportRound(models.Model):
    """A form is due for a period by a day: every commune of the period's last day owes one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="rounds")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="report_rounds")
    due_on = models.DateField("hạn nộp")
    opened_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who moved the day; nobody where it is as the form says."""

    objects = PeersManager()

    class Meta:
        verbose_name = "đợt báo cáo"
        verbose_name_plural = "đợt báo cáo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "period"], name="report_round_once"),
        ]
        indexes: ClassVar = [
            # The rounds that are due, newest first.
            models.Index(name="report_round_due", fields=["-due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.period_id}"

    def get_absolute_url(self) -> str:
        return f"/bao-cao/dot/{self.pk}/"

    @property
    def is_due(self) -> bool:
        """Whether its last day is over."""
        return self.due_on < clock.today()


class Reminder(models.Model):
    """The province reminded the communes of a round that still owed one; never changed."""

    round = models.ForeignKey(ReportRound, models.CASCADE, related_name="reminders")
    units_count = models.PositiveIntegerField()
    people_count = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "lần nhắc nộp báo cáo"
        verbose_name_plural = "lần nhắc nộp báo cáo"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(units_count__gt=0), name="reminder_is_of_some"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.at}"
