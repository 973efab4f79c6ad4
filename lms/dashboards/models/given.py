"""Figures of indicators that others know: brought in by file, or entered by a unit and approved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager
from lms.dashboards.models.facts import PART_LENGTH
from lms.dashboards.models.stated import STANDS, Stated
from lms.media.fields import PaperField

DIGITS, PLACES = 18, 4


class GivenFigure(Stated):
    """What an indicator was in a unit in a period, by file or by an approved entry.

    Of a share numerator and denominator; where the denominator is the population, the numerator
    alone. `part` is one of what the indicator is divided into, blank for the whole.
    """

    SAME: ClassVar = ("indicator_id", "unit_id", "first_on", "last_on", "part")
    SAID: ClassVar = ("numerator", "denominator")

    indicator = models.ForeignKey("dashboards.Indicator", models.PROTECT, related_name="given")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="given_figures")
    first_on = models.DateField("từ ngày")
    last_on = models.DateField("đến ngày")
    part = models.CharField("phần", max_length=PART_LENGTH, blank=True)
    numerator = models.DecimalField("tử số", max_digits=DIGITS, decimal_places=PLACES)
    denominator = models.DecimalField(
        "mẫu số", max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    entry = models.OneToOneField(
        "dashboards.Entry", models.PROTECT, null=True, blank=True, related_name="figure"
    )

    class Meta:
        verbose_name = "số liệu chỉ số"
        verbose_name_plural = "số liệu chỉ số"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "first_on", "last_on", "part"],
                condition=STANDS,
                name="given_one_standing",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="given_has_source"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="given_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(batch=None, entry__isnull=False) | Q(batch__isnull=False, entry=None),
                name="given_by_file_or_entry",
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=0) & (Q(denominator=None) | Q(denominator__gte=0)),
                name="given_is_no_less_than_nought",
            ),
        ]
        indexes: ClassVar = [
            # What is known of an indicator in periods that end by a day.
            models.Index(name="given_of_indicator", fields=["indicator", "last_on", "unit"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.first_on} {self.last_on}"


class Entry(models.Model):
    """One figure as a unit sent it in, with what proves it and what was decided; never changed
    afterwards, so all rows of the same unit and period are its history."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt"
        RETURNED = "returned", "Trả lại"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indicator = models.ForeignKey("dashboards.Indicator", models.PROTECT, related_name="entries")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    first_on = models.DateField("từ ngày")
    last_on = models.DateField("đến ngày")
    numerator = models.DecimalField("tử số", max_digits=DIGITS, decimal_places=PLACES)
    denominator = models.DecimalField(
        "mẫu số", max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    doubt = models.CharField("điều đã hỏi lại", max_length=300, blank=True)
    """Why the number was asked about before it was sent; whoever sent it said it is right."""
    evidence_words = models.CharField("minh chứng", max_length=300, blank=True)
    evidence_file = PaperField("tệp minh chứng", upload_to="entries", blank=True, max_length=200)
    state = models.CharField("trạng thái", max_length=9, choices=State, default=State.SUBMITTED)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("lý do trả lại", max_length=500, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "số liệu đơn vị nhập"
        verbose_name_plural = "số liệu đơn vị nhập"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "first_on", "last_on"],
                condition=Q(state="submitted"),
                name="entry_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="entry_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", decided_by=None, decided_at=None)
                | ~Q(state="submitted") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="entry_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                name="entry_not_decided_by_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="entry_returned_says_why"
            ),
        ]
        indexes: ClassVar = [
            # The history of a unit's period.
            models.Index(name="entry_of_unit", fields=["unit", "first_on", "last_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.state}"
