"""Who came to a session: lines made on a phone, and the people they turned out to be."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class Attendance(models.Model):
    """Somebody who came: named only where they agreed, perhaps not at all.

    A line made on a phone has an id of its own, so that two of one name are two; `person` is known
    from a card, a code, or because somebody of the team said so.
    """

    class How(models.TextChoices):
        NAME = "name", "Ghi tên"
        CARD = "card", "Thẻ học"
        CODE = "code", "Mã của buổi"
        UNNAMED = "unnamed", "Không ghi tên"

    session = models.ForeignKey("teams.Session", models.CASCADE, related_name="attendances")
    name = models.CharField("họ và tên", max_length=100, blank=True)
    position = models.PositiveIntegerField()
    local_id = models.UUIDField(null=True, blank=True)
    """Unknown for names that were only written down."""
    how = models.CharField("cách điểm danh", max_length=10, choices=How, default=How.NAME)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="người",
    )
    card_hash = models.CharField(max_length=64, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    village = models.CharField("thôn", max_length=100, blank=True)
    is_first_time = models.BooleanField("đến lần đầu", default=False)

    objects = PeersManager()

    class Meta:
        verbose_name = "người tham gia"
        verbose_name_plural = "người tham gia"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "position"], name="attendance_once"),
            models.UniqueConstraint(fields=["session", "local_id"], name="attendance_line_once"),
        ]

    def __str__(self) -> str:
        return f"người thứ {self.position} của buổi {self.session_id}"

    @property
    def label(self) -> str:
        """What the line is called on a page."""
        if self.name:
            return self.name
        if self.person:
            return str(self.person)
        if self.how == self.How.CARD:
            return _("Thẻ chưa rõ của ai")
        return _("Người thứ %(number)s, không ghi tên") % {"number": self.position}


class AttendanceMark(models.Model):
    """How far somebody got with one skill at a session; `step` is a thing to do of its course."""

    class Level(models.TextChoices):
        SHOWN = "shown", "Đã xem"
        HELPED = "helped", "Làm có người giúp"
        ALONE = "alone", "Tự làm được"

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="marks")
    topic = models.ForeignKey("teams.Topic", models.PROTECT, related_name="+")
    step = models.CharField(max_length=13, blank=True)
    level = models.CharField("mức", max_length=6, choices=Level)

    objects = PeersManager()

    class Meta:
        verbose_name = "mức thành thạo tại buổi"
        verbose_name_plural = "mức thành thạo tại buổi"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attendance", "topic", "step"], name="attendance_mark_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.step} {self.level}"


class AttendanceTieQuerySet(models.QuerySet["AttendanceTie"]):
    def open(self) -> Self:
        """Ties nobody has undone."""
        return self.filter(undone_at=None)


class AttendanceTie(models.Model):
    """A line of attendance is this person; it outlasts every further revision of the log."""

    class How(models.TextChoices):
        CARD = "card", "Thẻ học"
        CODE = "code", "Máy của người đó"
        MATCH = "match", "Người của tổ nhận ra"
        PIN = "pin", "Mã PIN"

    record_id = models.UUIDField()
    local_id = models.UUIDField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendance_ties"
    )
    how = models.CharField(max_length=10, choices=How)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(AttendanceTieQuerySet)()

    class Meta:
        verbose_name = "người của dòng điểm danh"
        verbose_name_plural = "người của dòng điểm danh"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_id", "local_id"],
                condition=Q(undone_at=None),
                name="attendance_tie_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.local_id} {self.how}"

    @property
    def is_proof(self) -> bool:
        """Whether the person was there herself to say so; being recognised is no proof."""
        return self.how != self.How.MATCH


class CheckIn(models.Model):
    """Somebody said on a phone of her own that she came; the log may arrive later, or never.

    `nth` is which of the team's codes of that day was shown. Its id is that of her line.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="check_ins")
    held_on = models.DateField()
    nth = models.PositiveSmallIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="check_ins"
    )
    name = models.CharField("họ và tên", max_length=100)
    record_id = models.UUIDField(null=True, blank=True)
    told_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "lượt tự báo có mặt"
        verbose_name_plural = "lượt tự báo có mặt"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "held_on", "nth", "person"],
                condition=Q(withdrawn_at=None),
                name="check_in_once_a_person",
            ),
        ]
        indexes: ClassVar = [
            # Whoever said so for one session.
            models.Index(name="check_in_of_session", fields=["team", "held_on", "nth"]),
            # Those a log has met.
            models.Index(
                name="check_in_of_record",
                fields=["record_id"],
                condition=Q(record_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.held_on} {self.nth}"
