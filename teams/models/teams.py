"""A team in a village or a commune, and who is in it from when to when."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock, text
from lms.common.ids import uuid7
from lms.common.models import PeersManager
from lms.places.models import Unit, UnitLineage


class TeamQuerySet(models.QuerySet["Team"]):
    def working_on(self, day: date) -> Self:
        return self.filter(status=Team.Status.ACTIVE).filter(
            Q(valid_to=None) | Q(valid_to__gte=day)
        )

    def open(self) -> Self:
        """Teams whose time is not over today."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=clock.today()))

    def within(self, unit: Unit) -> Self:
        """Those of a unit, of those below it, and of those it took over from.

        A team keeps the unit it was founded in, however often that is merged or renamed.
        """
        lines = UnitLineage.objects.filter(later__path__startswith=unit.path)
        return self.filter(unit__in=lines.values("earlier"))

    def at(self, unit: Unit) -> Self:
        """Those of just this unit, or of one it took over from."""
        lines = UnitLineage.objects.filter(later=unit)
        return self.filter(unit__in=lines.values("earlier"))


class Team(models.Model):
    """A community digital-technology team; one in each village, one above them in the commune."""

    class Level(models.TextChoices):
        COMMUNE = "commune", "Cấp xã"
        VILLAGE = "village", "Cấp thôn"

    class Status(models.TextChoices):
        ACTIVE = "active", "Đang hoạt động"
        PAUSED = "paused", "Tạm nghỉ"
        DISSOLVED = "dissolved", "Đã giải thể"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên tổ", max_length=150)
    name_fold = models.CharField(max_length=150, editable=False)
    sort_key = models.CharField(max_length=310, editable=False)
    level = models.CharField("cấp", max_length=10, choices=Level)
    unit = models.ForeignKey(
        "places.Unit", models.PROTECT, related_name="teams", verbose_name="địa bàn"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    households_count = models.PositiveIntegerField("số hộ phụ trách", default=0)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.ACTIVE)
    valid_from = models.DateField("từ ngày", default=clock.today)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = PeersManager.from_queryset(TeamQuerySet)()

    class Meta:
        verbose_name = "tổ công nghệ số cộng đồng"
        verbose_name_plural = "tổ công nghệ số cộng đồng"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="team_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to=None), name="team_open_once_a_unit"
            ),
        ]
        indexes: ClassVar = [
            # The teams of a commune in Vietnamese order.
            models.Index(name="team_of_unit", fields=["unit", "sort_key"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/to/{self.code}/"

    @property
    def is_over(self) -> bool:
        return self.is_over_on(clock.today())

    def is_over_on(self, day: date) -> bool:
        """Whether its time has ended by then; what it still logs was held before."""
        return self.valid_to is not None and self.valid_to < day

    def rename(self, name: str) -> None:
        """Set the name and its search and sort columns; does not save."""
        self.name = text.nfc(name)
        self.name_fold = text.fold(name)
        self.sort_key = text.sort_key(name)


class MembershipQuerySet(models.QuerySet["TeamMembership"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def open(self) -> Self:
        """Memberships nobody has ended."""
        return self.filter(valid_to=None)


class TeamMembership(models.Model):
    """A person's time in a team; a team's rights come from here.

    `ended_at` is when somebody wrote down that it ends; a change of role leaves it empty.
    """

    class Role(models.TextChoices):
        LEADER = "leader", "Tổ trưởng"
        DEPUTY = "deputy", "Tổ phó"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Thành viên"

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="team_memberships"
    )
    role = models.CharField("vai trò", max_length=10, choices=Role, default=Role.MEMBER)
    organisation = models.CharField("tổ chức", max_length=100, blank=True)
    households_count = models.PositiveIntegerField("số hộ phụ trách", default=0)
    """How many homes are in her charge; which ones the team knows, no name of them is kept."""
    valid_from = models.DateField("từ ngày", default=clock.today)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(MembershipQuerySet)()

    class Meta:
        verbose_name = "thành viên tổ"
        verbose_name_plural = "thành viên tổ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "person"],
                condition=Q(valid_to=None),
                name="membership_open_once",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(valid_to=None, role="leader"),
                name="team_one_leader",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            # "My teams today."
            models.Index(name="membership_of_person", fields=["person", "valid_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id} in {self.team_id}"


class Consolidation(models.Model):
    """A team formed anew by a decision: who stays, in which role, who leaves, in one act.

    `before` is what it takes to undo it the same day: the decision so far, and each place that was
    changed, with the one that followed.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="consolidations")
    decision_no = models.CharField("số quyết định", max_length=60)
    decision_on = models.DateField("ngày quyết định")
    before = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "kiện toàn tổ"
        verbose_name_plural = "kiện toàn tổ"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(decision_no=""), name="consolidation_has_decision"),
        ]
        indexes: ClassVar = [
            # A team's decisions, the latest first.
            models.Index(name="consolidation_of_team", fields=["team", "-made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.decision_no} of {self.team_id}"
