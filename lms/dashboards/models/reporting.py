"""The periods that are reported on, what became of each, and what a locked one says."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.measures import NOBODY
from lms.common.models import PeersManager
from lms.dashboards.models.facts import MEASURE_LENGTH, PART_LENGTH


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def running(self) -> Self:
        """Those in which targets are given and changed."""
        return self.filter(
            state__in=(ReportingPeriod.State.OPEN, ReportingPeriod.State.REOPENED),
        )

    def unlocked(self) -> Self:
        """Those whose figures still move."""
        return self.exclude(state=ReportingPeriod.State.LOCKED)


class ReportingPeriod(models.Model):
    """Days that are reported on together.

    While it runs, targets are given and changed; once closed its targets stand and figures still
    come in; once locked its figures stand, and what comes later is shown apart.
    """

    class Kind(models.TextChoices):
        WEEK = "week", "Tuần"
        MONTH = "month", "Tháng"
        QUARTER = "quarter", "Quý"
        HALF = "half", "6 tháng"
        YEAR = "year", "Năm"
        YEARS = "years", "Nhiều năm"

    class State(models.TextChoices):
        OPEN = "open", "Đang mở"
        CLOSED = "closed", "Đã đóng"
        LOCKED = "locked", "Đã khóa số liệu"
        REOPENED = "reopened", "Đã mở lại"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại kỳ", max_length=7, choices=Kind)
    name = models.CharField("tên", max_length=60)
    first_on = models.DateField("từ ngày")
    last_on = models.DateField("đến hết ngày")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OPEN)
    locked_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(ReportingPeriodQuerySet)()

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "first_on"], name="reporting_period_once"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="reporting_period_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state="locked", locked_at__isnull=False)
                | ~Q(state="locked") & Q(locked_at=None),
                name="reporting_period_locked_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.OPEN, self.State.REOPENED}

    @property
    def is_locked(self) -> bool:
        return self.state == self.State.LOCKED

    @property
    def days_count(self) -> int:
        return (self.last_on - self.first_on).days + 1


class PeriodEvent(models.Model):
    """What was done with a period, by whom, when and why; never changed."""

    class Action(models.TextChoices):
        OPENED = "opened", "Mở kỳ"
        CLOSED = "closed", "Đóng kỳ"
        LOCKED = "locked", "Khóa số liệu"
        REOPENED = "reopened", "Mở lại"

    period = models.ForeignKey(ReportingPeriod, models.CASCADE, related_name="events")
    action = models.CharField(max_length=8, choices=Action)
    reason = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "việc của kỳ báo cáo"
        verbose_name_plural = "việc của kỳ báo cáo"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(action="reopened") | ~Q(reason=""), name="period_reopened_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.action}"


class LockedAmount(models.Model):
    """How much there was of a measure when a period was locked; gone when it is reopened.

    Of communes and agencies, of the villages and teams that had a target in it, and of a population
    that a target divides by.
    """

    period = models.ForeignKey(ReportingPeriod, models.CASCADE, related_name="amounts")
    measure = models.CharField(max_length=MEASURE_LENGTH)
    part = models.CharField(max_length=PART_LENGTH, blank=True)
    place = models.UUIDField()
    team = models.UUIDField(default=NOBODY)
    amount = models.BigIntegerField()

    objects = PeersManager()

    class Meta:
        verbose_name = "số đã khóa"
        verbose_name_plural = "số đã khóa"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "measure", "place", "team", "part"], name="locked_amount_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.measure} {self.amount}"
