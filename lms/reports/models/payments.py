"""What members of teams are paid for confirmed sessions: rates, sheets, and what each covers."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class PayRateQuerySet(models.QuerySet["PayRate"]):
    def on(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class PayRate(models.Model):
    """How much a paper allows; another paper is another rate."""

    class Basis(models.TextChoices):
        HOUR = "hour", "Mỗi giờ"
        SESSION = "session", "Mỗi buổi"

    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="pay_rates")
    """The province, or one commune with a rate of its own."""
    basis = models.CharField("tính theo", max_length=7, choices=Basis)
    amount = models.PositiveIntegerField("mức (đồng)")
    most_each = models.PositiveIntegerField(
        "nhiều nhất mỗi người, mỗi kỳ (đồng)", null=True, blank=True
    )
    document_no = models.CharField("số, ký hiệu văn bản", max_length=60)
    document_on = models.DateField("ngày văn bản")
    valid_from = models.DateField("áp dụng từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = PeersManager.from_queryset(PayRateQuerySet)()

    class Meta:
        verbose_name = "mức hỗ trợ"
        verbose_name_plural = "mức hỗ trợ"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="pay_rate_is_something"),
            models.CheckConstraint(condition=~Q(document_no=""), name="pay_rate_has_paper"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="pay_rate_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to=None), name="pay_rate_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis} {self.amount}"


class PaySheet(models.Model):
    """The hours of one commune and period, frozen. The first is the sheet; later ones correct it.

    Before it is frozen there is no row: what it would say is read from the sessions.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="pay_sheets")
    period = models.ForeignKey(
        "dashboards.ReportingPeriod", models.PROTECT, related_name="pay_sheets"
    )
    number = models.PositiveSmallIntegerField("bảng số")
    rate = models.ForeignKey(PayRate, models.PROTECT, related_name="sheets")
    reason = models.CharField("lý do bổ sung", max_length=400, blank=True)
    total = models.BigIntegerField("tổng (đồng)")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "bảng chi hỗ trợ"
        verbose_name_plural = "bảng chi hỗ trợ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "period", "number"], name="pay_sheet_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="pay_sheet_from_one"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="pay_sheet_supplement_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period_id} {self.number}"

    @property
    def is_supplement(self) -> bool:
        return self.number > 1


class PayLine(models.Model):
    """One member on one sheet; of a supplement what is added, or below nought taken back."""

    sheet = models.ForeignKey(PaySheet, models.PROTECT, related_name="lines")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pay_lines")
    name = models.CharField("họ và tên", max_length=150)
    teams = models.CharField("tổ", max_length=400)
    minutes = models.IntegerField("phút")
    sessions_count = models.IntegerField("buổi")
    amount = models.BigIntegerField("số tiền (đồng)")

    objects = PeersManager()

    class Meta:
        verbose_name = "dòng chi hỗ trợ"
        verbose_name_plural = "dòng chi hỗ trợ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "person"], name="pay_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.person_id} {self.amount}"


class PaidSession(models.Model):
    """A session one member was paid for, or for which it was taken back.

    Paid once a turn and taken back once a turn: only what was taken back is paid in another turn.
    """

    line = models.ForeignKey(PayLine, models.PROTECT, related_name="sessions")
    session = models.ForeignKey("teams.Session", models.PROTECT, related_name="paid")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    is_taken_back = models.BooleanField(default=False)

    objects = PeersManager()

    class Meta:
        verbose_name = "buổi đã chi"
        verbose_name_plural = "buổi đã chi"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "person", "turn", "is_taken_back"], name="paid_session_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id}"
