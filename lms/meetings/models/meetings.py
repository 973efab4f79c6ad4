"""Meetings of a steering committee, what they decided, and the papers made of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class Meeting(models.Model):
    """One meeting of the committee of a province or commune; over, nothing of it changes."""

    class State(models.TextChoices):
        OPEN = "open", "Đang mở"
        CLOSED = "closed", "Đã kết thúc"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="meetings")
    """Whose committee it is."""
    held_on = models.DateField("ngày họp")
    venue = models.CharField("nơi họp", max_length=150)
    agenda = models.TextField("nội dung", max_length=2000)
    attendance = models.CharField("thành phần dự", max_length=500, blank=True)
    state = models.CharField("trạng thái", max_length=6, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "cuộc họp"
        verbose_name_plural = "cuộc họp"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                | Q(state="open", closed_at=None, closed_by=None),
                name="meeting_closed_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            # The list of a committee, newest first.
            models.Index(name="meeting_of_unit", fields=["unit", "-held_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.held_on}"

    def get_absolute_url(self) -> str:
        return f"/ban-chi-dao/hop/{self.pk}/"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class AgendaChange(models.Model):
    """The points of a meeting before and after somebody changed them; never changed itself."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda_changes")
    before = models.TextField("trước", max_length=2000)
    after = models.TextField("sau", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "lần sửa nội dung họp"
        verbose_name_plural = "lần sửa nội dung họp"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(after="") & ~Q(after=F("before")), name="agenda_change_changes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.at}"


class Decision(models.Model):
    """One thing a meeting decided, in the words of that day; never reworded, only struck out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField("số thứ tự")
    words = models.CharField("kết luận", max_length=600)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    struck_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "kết luận"
        verbose_name_plural = "kết luận"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=~Q(words=""), name="decision_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"


class Paper(models.Model):
    """What was put together once and stays as it was, read as a page and printed as a PDF."""

    class Kind(models.TextChoices):
        PACK = "pack", "Tài liệu họp"
        MINUTES = "minutes", "Biên bản cuộc họp"
        PRAISE = "praise", "Danh sách đề nghị khen thưởng"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại", max_length=8, choices=Kind)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="papers"
    )
    content = models.JSONField()
    """Every figure and word of it, as they were at `made_at`."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    pdf = models.BinaryField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="minutes") | Q(meeting__isnull=False),
                name="paper_minutes_of_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(kind="minutes"), name="paper_minutes_once"
            ),
        ]
        indexes: ClassVar = [
            # The newest papers of a committee.
            models.Index(name="paper_of_unit", fields=["unit", "kind", "-made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"

    def get_absolute_url(self) -> str:
        return f"/ban-chi-dao/tai-lieu/{self.pk}/"
