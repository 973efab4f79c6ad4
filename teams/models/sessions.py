"""Sessions: what submissions are projected into and what boards count."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager
from lms.places.models import UnitLineage

if TYPE_CHECKING:
    from lms.places.models import Unit
    from teams.models.submissions import FieldSubmission


class SessionQuerySet(models.QuerySet["Session"]):
    def within(self, unit: "Unit") -> Self:
        """Sessions held in a unit, in those below it, and in those it took over from."""
        lines = UnitLineage.objects.filter(later__path__startswith=unit.path)
        return self.filter(unit__in=lines.values("earlier"))

    def waiting(self) -> Self:
        """What a reviewer has to decide: new ones, changes to confirmed ones, two bodies of one."""
        return self.filter(
            Q(status=Session.Status.RECEIVED)
            | Q(pending__isnull=False)
            | Q(disputed_at__isnull=False)
        )

    def verified(self) -> Self:
        return self.filter(status=Session.Status.VERIFIED)

    def held_between(self, first: date, last: date) -> Self:
        return self.filter(held_on__gte=first, held_on__lte=last)

    def heads(self) -> int:
        """People who came, summed; a person at two sessions counts twice."""
        return self.aggregate(total=Sum("heads_count"))["total"] or 0


class Session(models.Model):
    """One session a team held; boards count verified ones only.

    What a reviewer has confirmed stands: a later revision is `pending` until it is confirmed, too.
    `unit` is the team's unit on the day it was held; `venue` is where people sat.
    """

    class Type(models.TextChoices):
        CLASS = "class_session", "Lớp tập trung"
        HOME = "home_visit", "Hướng dẫn tại nhà"
        POINT = "service_point", "Điểm hỗ trợ"
        EVENT = "field_event", "Ra quân, ngày hội"
        ONLINE = "online_session", "Trực tuyến"

    class Status(models.TextChoices):
        RECEIVED = "received", "Đã nhận"
        NEEDS_FIX = "needs_fix", "Cần bổ sung"
        VERIFIED = "verified", "Đã xác nhận"
        REJECTED = "rejected", "Không duyệt"
        WITHDRAWN = "withdrawn", "Đã thu hồi"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record_id = models.UUIDField(unique=True)
    rev = models.PositiveIntegerField()
    submission = models.ForeignKey("teams.FieldSubmission", models.PROTECT, related_name="+")
    pending = models.ForeignKey(
        "teams.FieldSubmission", models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="sessions")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="sessions")
    held_on = models.DateField("ngày")
    type = models.CharField("hình thức", max_length=20, choices=Type)
    start_time = models.TimeField("giờ bắt đầu", null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField("thời lượng (phút)", null=True, blank=True)
    venue = models.CharField("nơi tổ chức", max_length=150)
    venue_kind = models.ForeignKey(
        "teams.VenueKind",
        models.PROTECT,
        to_field="code",
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="loại nơi tổ chức",
    )
    topics = models.ManyToManyField("teams.Topic", related_name="sessions", blank=True)
    helpers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="helped_sessions", blank=True
    )
    """Members of the team who took part."""
    heads_count = models.PositiveIntegerField("người đến")
    female_count = models.PositiveIntegerField("nữ", default=0)
    older_count = models.PositiveIntegerField("từ 60 tuổi", default=0)
    vulnerable_count = models.PositiveIntegerField("yếu thế", default=0)
    first_time_count = models.PositiveIntegerField("đến lần đầu", default=0)
    devices_count = models.PositiveIntegerField("có điện thoại thông minh", null=True, blank=True)
    difficulties = models.ManyToManyField("teams.Difficulty", related_name="sessions", blank=True)
    difficulty_note = models.CharField("khó khăn khác", max_length=300, blank=True)
    feedback_said = models.CharField("bà con phản ánh, kiến nghị", max_length=500, blank=True)
    consent_taken = models.BooleanField("đã nói mục đích, được đồng ý", null=True, blank=True)
    """Asked where people are named; unknown in logs of the first form."""
    household = models.CharField("hộ", max_length=40, blank=True)
    """What the team calls the home it went to; no name is asked for."""
    code_nth = models.PositiveSmallIntegerField(null=True, blank=True)
    """Which of the team's codes of that day was shown, for those who come by their own phone."""
    note = models.CharField("ghi chú", max_length=500, blank=True)
    # Where the phone said it was, to some hundred metres: enough for a commune, not for a house.
    latitude = models.DecimalField(max_digits=5, decimal_places=3, null=True, blank=True)
    longitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField("sai số (m)", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.RECEIVED)
    flags = models.JSONField(default=list)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="logged_sessions"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    """The same session, logged once more: that one counts."""
    reason = models.CharField("lý do trả lại", max_length=300, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    """Since when another body of it waits for a person to choose; whatever its status."""
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager.from_queryset(SessionQuerySet)()

    class Meta:
        verbose_name = "buổi hướng dẫn"
        verbose_name_plural = "buổi hướng dẫn"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    female_count__lte=F("heads_count"),
                    older_count__lte=F("heads_count"),
                    vulnerable_count__lte=F("heads_count"),
                    first_time_count__lte=F("heads_count"),
                ),
                name="session_parts_within_heads",
            ),
            models.CheckConstraint(
                condition=Q(devices_count=None) | Q(devices_count__lte=F("heads_count")),
                name="session_devices_within_heads",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="session_place_has_both",
            ),
            models.CheckConstraint(
                condition=~Q(status="verified")
                | Q(reviewed_by__isnull=False) & ~Q(reviewed_by=F("logged_by")),
                name="session_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status="needs_fix") | ~Q(reason=""),
                name="session_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(pending=None) | Q(status="verified"),
                name="session_pending_only_if_verified",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | Q(status="withdrawn"),
                name="session_duplicate_is_withdrawn",
            ),
        ]
        indexes: ClassVar = [
            # A commune's month and its review list.
            models.Index(name="session_of_unit", fields=["unit", "status", "held_on"]),
            # Changes to confirmed sessions that wait for a reviewer.
            models.Index(
                name="session_pending", fields=["unit"], condition=Q(pending__isnull=False)
            ),
            # Sessions of which two bodies wait for somebody to choose.
            models.Index(
                name="session_disputed", fields=["unit"], condition=Q(disputed_at__isnull=False)
            ),
            # A team's own list, newest first; also the others of the same day.
            models.Index(name="session_of_team", fields=["team", "-held_on"]),
            # All that was held on a day or in a month, for the figures.
            models.Index(name="session_of_day", fields=["held_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.held_on}"

    def get_absolute_url(self) -> str:
        return reverse("teams:session", args=[self.team.code, self.record_id])

    @property
    def latest(self) -> "FieldSubmission":
        """The last revision that was taken, confirmed or not."""
        return self.pending or self.submission

    @property
    def latest_rev(self) -> int:
        return self.pending.rev if self.pending else self.rev

    def acts_done(self) -> models.QuerySet["SessionAct"]:
        """Its results in the order of the province's list."""
        return self.acts.select_related("kind").order_by("kind__position", "kind__name")

    def turns_taken(self) -> models.QuerySet["SessionTurn"]:
        """Its turns topic by topic, in the order of the province's list."""
        return self.turns.select_related("topic").order_by("topic__position", "topic__name")


class SessionAct(models.Model):
    """How many results of one kind a session had."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="acts")
    kind = models.ForeignKey(
        "teams.Outcome",
        models.PROTECT,
        to_field="code",
        db_column="kind",
        related_name="acts",
        verbose_name="kết quả",
    )
    count = models.PositiveIntegerField("số")

    objects = PeersManager()

    class Meta:
        verbose_name = "kết quả của buổi"
        verbose_name_plural = "kết quả của buổi"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "kind"], name="session_act_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="session_act_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.count}"


class SessionTurn(models.Model):
    """How many people learnt one topic at a session: each once for each topic.

    Without a row for it nobody counted: the number is unknown, not nought.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="turns")
    topic = models.ForeignKey("teams.Topic", models.PROTECT, related_name="turns")
    count = models.PositiveIntegerField("lượt")

    objects = PeersManager()

    class Meta:
        verbose_name = "lượt theo nội dung"
        verbose_name_plural = "lượt theo nội dung"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "topic"], name="session_turn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.count}"
