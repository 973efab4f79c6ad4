"""What teams intend: campaigns, sessions planned for a day, who comes, and visits asked for."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager
from lms.places.models import Unit, UnitLineage
from teams.models.sessions import Session


class Campaign(models.Model):
    """One topic in one month, and how many sessions each team below `unit` is to hold of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField("tên đợt", max_length=150)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="campaigns")
    month = models.DateField("tháng")
    """Its first day."""
    topic = models.ForeignKey("teams.Topic", models.PROTECT, related_name="campaigns")
    quota_count = models.PositiveSmallIntegerField("số buổi mỗi tổ")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "đợt cao điểm"
        verbose_name_plural = "đợt cao điểm"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "month", "topic"],
                condition=Q(ended_at=None),
                name="campaign_once_a_month",
            ),
            models.CheckConstraint(condition=Q(quota_count__gte=1), name="campaign_asks_for_one"),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedSessionQuerySet(models.QuerySet["PlannedSession"]):
    def within(self, unit: Unit) -> Self:
        """Of the teams in a unit, below it, and in those it took over from."""
        lines = UnitLineage.objects.filter(later__path__startswith=unit.path)
        return self.filter(team__unit__in=lines.values("earlier"))

    def standing(self) -> Self:
        """Those nobody called off."""
        return self.filter(cancelled_at=None)

    def to_come(self, now: datetime) -> Self:
        """From today on, the nearest first."""
        rows = self.filter(planned_on__gte=clock.local(now).date())
        return rows.order_by("planned_on", "starts_at", "pk")

    def with_expected(self) -> Self:
        """Adds `expected`: how many people have said they will come."""
        # No join: that would have to be grouped by what holds parameters (decision 0730).
        said = Coming.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
        total = said.annotate(total=Sum("people_count")).values("total")
        return self.annotate(expected=Coalesce(Subquery(total), 0))

    def with_logged(self) -> Self:
        """Adds `is_logged`: the team logged a session of this topic on this day."""
        return self.annotate(is_logged=_logged())

    def unlogged(self) -> Self:
        return self.filter(~_logged())

    def planned_between(self, first: date, last: date) -> Self:
        return self.filter(planned_on__gte=first, planned_on__lte=last)


def _logged() -> Exists:
    logged = Session.objects.filter(
        team=OuterRef("team"), held_on=OuterRef("planned_on"), topics=OuterRef("topic")
    )
    left_out = [Session.Status.WITHDRAWN, Session.Status.REJECTED]
    return Exists(logged.exclude(status__in=left_out).order_by())


class PlannedSession(models.Model):
    """A session a team means to hold; residents see it. Joined to its log by team, day and topic.

    `sequence` rises with every change, so that calendars take the newer one.
    """

    TYPES = (Session.Type.CLASS, Session.Type.POINT, Session.Type.EVENT, Session.Type.ONLINE)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="plans")
    planned_on = models.DateField("ngày")
    starts_at = models.TimeField("giờ bắt đầu")
    duration_minutes = models.PositiveSmallIntegerField("thời lượng (phút)")
    type = models.CharField("hình thức", max_length=20, choices=Session.Type)
    topic = models.ForeignKey("teams.Topic", models.PROTECT, related_name="plans")
    venue = models.CharField("nơi tổ chức", max_length=150)
    note = models.CharField("nhắn bà con", max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField("lý do hoãn", max_length=200, blank=True)

    objects = PeersManager.from_queryset(PlannedSessionQuerySet)()

    class Meta:
        verbose_name = "buổi dự kiến"
        verbose_name_plural = "buổi dự kiến"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "planned_on", "starts_at"],
                condition=Q(cancelled_at=None),
                name="plan_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="plan_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(type=Session.Type.HOME.value), name="plan_is_no_home_visit"
            ),
        ]
        indexes: ClassVar = [
            # What is near somebody in the weeks to come, and what a team is to hold.
            models.Index(name="plan_of_team", fields=["team", "planned_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.planned_on}"

    def get_absolute_url(self) -> str:
        return f"/lich/buoi/{self.pk}/"

    @property
    def starts(self) -> datetime:
        return datetime.combine(self.planned_on, self.starts_at, tzinfo=clock.VIETNAM)


class Coming(models.Model):
    """Somebody says she will come, perhaps with others; gone when she takes it back.

    Known by the person, or by a mark of the phone it was tapped on. Both go some weeks after the
    session, and so does the name; the number stays.
    """

    plan = models.ForeignKey(PlannedSession, models.CASCADE, related_name="comings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="comings"
    )
    phone_mark = models.CharField(max_length=64, blank=True)
    name = models.CharField("tên gọi", max_length=40, blank=True)
    people_count = models.PositiveSmallIntegerField("số người", default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "người sẽ đến"
        verbose_name_plural = "người sẽ đến"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "person"],
                condition=Q(person__isnull=False),
                name="coming_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["plan", "phone_mark"],
                condition=~Q(phone_mark=""),
                name="coming_once_a_phone",
            ),
            models.CheckConstraint(
                condition=Q(people_count__gte=1, people_count__lte=9), name="coming_few_together"
            ),
        ]
        indexes: ClassVar = [
            # What this phone said it would come to.
            models.Index(
                name="coming_of_phone", fields=["phone_mark"], condition=~Q(phone_mark="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.people_count} to {self.plan_id}"


class VisitRequestQuerySet(models.QuerySet["VisitRequest"]):
    def within(self, unit: Unit) -> Self:
        """Asked for in a unit, in those below it, and in those it took over from."""
        lines = UnitLineage.objects.filter(later__path__startswith=unit.path)
        return self.filter(unit__in=lines.values("earlier"))

    def waiting(self) -> Self:
        """Nobody has answered yet."""
        return self.filter(status=VisitRequest.Status.WAITING)

    def due(self) -> Self:
        """Promised and not done, the nearest first."""
        rows = self.filter(status=VisitRequest.Status.ACCEPTED)
        return rows.order_by("visit_on", F("visit_at").asc(nulls_last=True), "pk")

    def open(self) -> Self:
        return self.filter(status__in=VisitRequest.OPEN)


class VisitRequest(models.Model):
    """A resident asks to be helped at home; the team of the village answers, or the commune.

    With the commune from `with_commune_since` on: there is no team, it did not answer, or it passed
    the request on. Who asked, where and under which number is forgotten some weeks after the end.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Chờ trả lời"
        ACCEPTED = "accepted", "Đã hẹn"
        DECLINED = "declined", "Chưa giúp được"
        DONE = "done", "Đã đến giúp"
        WITHDRAWN = "withdrawn", "Bà con thôi nhờ"

    class Part(models.TextChoices):
        ANY = "any", "Lúc nào cũng được"
        MORNING = "morning", "Buổi sáng"
        AFTERNOON = "afternoon", "Buổi chiều"
        EVENING = "evening", "Buổi tối"

    OPEN = (Status.WAITING, Status.ACCEPTED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="visit_requests")
    team = models.ForeignKey(
        "teams.Team", models.PROTECT, null=True, blank=True, related_name="visit_requests"
    )
    topic = models.ForeignKey(
        "teams.Topic", models.PROTECT, null=True, blank=True, related_name="visit_requests"
    )
    what = models.CharField("cần giúp việc gì", max_length=200, blank=True)
    wished_on = models.DateField("ngày muốn", null=True, blank=True)
    wished_part = models.CharField("lúc nào", max_length=10, choices=Part, default=Part.ANY)
    name = models.CharField("tên gọi", max_length=60, blank=True)
    number = models.CharField("số điện thoại", max_length=16, blank=True)
    where = models.CharField("nhà ở đâu", max_length=150, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visit_requests",
    )
    phone_mark = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(default=clock.now)
    """Since when whoever has it now could have answered."""
    with_commune_since = models.DateTimeField(null=True, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.WAITING)
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="visits"
    )
    visit_on = models.DateField("ngày hẹn", null=True, blank=True)
    visit_at = models.TimeField("giờ hẹn", null=True, blank=True)
    reason = models.CharField("lý do", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(VisitRequestQuerySet)()

    class Meta:
        verbose_name = "lời nhờ giúp tại nhà"
        verbose_name_plural = "lời nhờ giúp tại nhà"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "done"])
                | Q(visitor__isnull=False, visit_on__isnull=False),
                name="visit_promised_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""), name="visit_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=False) | Q(with_commune_since__isnull=False),
                name="visit_is_with_somebody",
            ),
        ]
        indexes: ClassVar = [
            # A team's list, and what is due on its home.
            models.Index(name="visit_of_team", fields=["team", "status", "visit_on"]),
            # What waits in a commune; whom the team let wait too long.
            models.Index(
                name="visit_waiting",
                fields=["waiting_since"],
                condition=Q(status="waiting"),
            ),
            # How many one number has open, and what this phone asked for.
            models.Index(name="visit_number", fields=["number"], condition=~Q(number="")),
            models.Index(name="visit_phone", fields=["phone_mark"], condition=~Q(phone_mark="")),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN
