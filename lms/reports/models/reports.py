"""A commune's report: written, submitted, returned, approved, numbered; then it never changes."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager

LONGEST = 6000
"""Letters of one part of what is written."""


class Report(models.Model):
    """What one commune writes for one round.

    `figures` are taken when it is submitted, so that whoever approves sees what was signed; they
    are gone when it is returned. What was numbered stands in `versions`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        SUBMITTED = "submitted", "Đã nộp"
        RETURNED = "returned", "Trả lại bổ sung"
        APPROVED = "approved", "Đã duyệt"
        ISSUED = "issued", "Đã ban hành"

    class Signer(models.TextChoices):
        CHAIR = "chair", "Chủ tịch"
        DEPUTY = "deputy", "Phó Chủ tịch ký thay"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey("reports.ReportRound", models.PROTECT, related_name="reports")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="reports")
    state = models.CharField("trạng thái", max_length=9, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField("bản", default=1)
    """Which version is being written; one more each time it is opened again."""
    revision = models.PositiveIntegerField(default=1)
    """Raised by every change, so that whoever writes on an older page is told."""
    difficulties = models.TextField("khó khăn, nguyên nhân", max_length=LONGEST, blank=True)
    tasks = models.TextField("nhiệm vụ kỳ tới", max_length=LONGEST, blank=True)
    proposals = models.TextField("kiến nghị", max_length=LONGEST, blank=True)
    signer = models.CharField("ai ký", max_length=6, choices=Signer, default=Signer.CHAIR)
    signer_name = models.CharField("họ tên người ký", max_length=100, blank=True)
    figures = models.JSONField(null=True, blank=True)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    """When it came for the first time; whether it was on time is held against this."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("lý do", max_length=500, blank=True)
    """Why it was returned, or opened again; blank otherwise."""
    edited_at = models.DateTimeField(default=clock.now)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PeersManager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit"], name="report_once_a_round"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "returned"), figures__isnull=True)
                | Q(state__in=("submitted", "approved", "issued"), figures__isnull=False),
                name="report_submitted_has_figures",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("submitted", "approved", "issued"))
                | Q(
                    first_submitted_at__isnull=False,
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                ),
                name="report_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="report_returned_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "issued"))
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("submitted_by")),
                name="report_approved_by_another",
            ),
        ]
        indexes: ClassVar = [
            # A commune's own reports.
            models.Index(name="report_of_unit", fields=["unit", "round"]),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"

    def get_absolute_url(self) -> str:
        return f"/bao-cao/{self.round_id}/{self.unit_id}/"

    @property
    def may_be_written(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.RETURNED}

    @property
    def is_issued(self) -> bool:
        return self.state == self.State.ISSUED


class ReportEvent(models.Model):
    """What was done with a report, by whom, when and why; never changed."""

    class Action(models.TextChoices):
        SUBMITTED = "submitted", "Nộp"
        TAKEN_BACK = "taken_back", "Lấy lại để sửa"
        RETURNED = "returned", "Trả lại bổ sung"
        APPROVED = "approved", "Duyệt"
        ISSUED = "issued", "Ghi số, ban hành"
        REOPENED = "reopened", "Mở lại"

    report = models.ForeignKey(Report, models.PROTECT, related_name="events")
    version = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=10, choices=Action)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "việc của báo cáo"
        verbose_name_plural = "việc của báo cáo"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(action__in=("returned", "reopened")) | ~Q(reason=""),
                name="report_event_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.action}"


class ReportVersion(models.Model):
    """A report as it was issued: number, day, words and figures of that moment; never changed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    document_no = models.CharField("số, ký hiệu", max_length=40)
    document_on = models.DateField("ngày")
    content = models.JSONField()
    """Everything the paper says."""
    content_sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "bản báo cáo đã ban hành"
        verbose_name_plural = "bản báo cáo đã ban hành"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once"),
            models.CheckConstraint(condition=~Q(document_no=""), name="report_version_has_no"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"

    @property
    def figures(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content["figures"]
        return found
