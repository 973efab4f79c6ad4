"""What is to be reached: by whom, by when, set by which paper, and how that changed."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager
from lms.places.models import Unit, UnitLineage
from teams.models import Team

DIGITS, DECIMALS = 16, 4
_HOLDERS = ("unit", "agency", "team")


def _only(holder: str) -> Q:
    return Q(**{f"{one}__isnull": one != holder for one in _HOLDERS})


class TargetQuerySet(models.QuerySet["Target"]):
    def standing(self) -> Self:
        return self.exclude(state=Target.State.WITHDRAWN)

    def of_team(self, team: Team) -> Self:
        """The team's own, and of a village's team what was given to the village, or to the one that
        took it over."""
        villages = UnitLineage.objects.filter(earlier=team.unit_id).values("later")
        return self.filter(Q(team=team) | Q(unit__in=villages, unit__level=Unit.Level.VILLAGE))

    def with_all(self) -> Self:
        """What a list shows of each."""
        return self.select_related(
            "indicator", "period", "unit__parent", "agency", "team__unit", "parent"
        )


class Target(models.Model):
    """What one unit, agency or team is to reach of one indicator in one period.

    It stays with the holder it was given to. `value` and `milestones` are those of the newest
    version; every version is kept.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", "Chờ nhận"
        ACCEPTED = "accepted", "Đã nhận"
        DISPUTED = "disputed", "Đề nghị xem lại"
        SETTLED = "settled", "Đã trả lời"
        WITHDRAWN = "withdrawn", "Đã rút"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indicator = models.ForeignKey("dashboards.Indicator", models.PROTECT, related_name="targets")
    period = models.ForeignKey("dashboards.ReportingPeriod", models.PROTECT, related_name="targets")
    unit = models.ForeignKey(
        "places.Unit", models.PROTECT, null=True, blank=True, related_name="targets"
    )
    agency = models.ForeignKey(
        "users.Agency", models.PROTECT, null=True, blank=True, related_name="targets"
    )
    team = models.ForeignKey(
        "teams.Team", models.PROTECT, null=True, blank=True, related_name="targets"
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    """The target it was broken down from."""
    value = models.DecimalField("chỉ tiêu", max_digits=DIGITS, decimal_places=DECIMALS)
    milestones = models.JSONField("mốc", default=list, blank=True)
    """Pairs of a day and what is to be there on it, in the order of days."""
    version = models.PositiveSmallIntegerField(default=1)
    baseline = models.DecimalField(
        "số liệu đầu kỳ", max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    """Where its holder stood before the period began, as was known when it was given."""
    denominator = models.BigIntegerField("mẫu số", null=True, blank=True)
    """Of a share, what it was a share of when it was given."""
    state = models.CharField("trạng thái", max_length=9, choices=State, default=State.ASSIGNED)
    dispute = models.CharField("lý do đề nghị xem lại", max_length=400, blank=True)
    answer = models.CharField("trả lời", max_length=400, blank=True)
    uneven_reason = models.CharField("vì sao phân bổ chưa khớp", max_length=400, blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who accepted or disputed it for its holder."""
    answered_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=400, blank=True)

    objects = PeersManager.from_queryset(TargetQuerySet)()

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_only("unit") | _only("agency") | _only("team"),
                name="target_has_one_holder",
            ),
            *(
                models.UniqueConstraint(
                    fields=["indicator", "period", holder],
                    condition=~Q(state="withdrawn"),
                    name=f"target_of_{holder}_once",
                )
                for holder in _HOLDERS
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(state="disputed") | ~Q(dispute=""), name="target_disputed_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | ~Q(dispute="") & ~Q(answer=""),
                name="target_settled_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | ~Q(state="withdrawn") & Q(withdrawn_at=None),
                name="target_withdrawn_has_time",
            ),
        ]
        indexes: ClassVar = [
            # The targets of one commune, agency or team, newest period first.
            *(
                models.Index(
                    name=f"target_of_{holder}",
                    fields=[holder, "period"],
                    condition=Q(**{f"{holder}__isnull": False}),
                )
                for holder in _HOLDERS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period_id} {self.value}"

    def get_absolute_url(self) -> str:
        return f"/chi-tieu/{self.pk}/"

    @property
    def holder_key(self) -> UUID:
        """The primary key of whoever holds it."""
        key: UUID | None = self.unit_id or self.agency_id or self.team_id
        assert key is not None, "a constraint says that there is one"  # noqa: S101
        return key

    @property
    def holder_name(self) -> str:
        holder = self.unit or self.agency or self.team
        return holder.name if holder else ""

    @property
    def is_standing(self) -> bool:
        return self.state != self.State.WITHDRAWN

    @property
    def waits_for_holder(self) -> bool:
        return self.state == self.State.ASSIGNED

    @property
    def is_disputed(self) -> bool:
        return self.state == self.State.DISPUTED

    @property
    def marks(self) -> list[tuple[date, Decimal]]:
        """Its milestones."""
        return [(date.fromisoformat(day), Decimal(value)) for day, value in self.milestones]


class TargetVersion(models.Model):
    """One wording of a target, with the paper and clause that set it; never changed."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=DECIMALS)
    milestones = models.JSONField(default=list, blank=True)
    document_no = models.CharField("số, ký hiệu", max_length=60)
    document_on = models.DateField("ngày văn bản")
    clause = models.CharField("điều khoản", max_length=120, blank=True)
    reason = models.CharField("lý do điều chỉnh", max_length=400, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "phiên bản chỉ tiêu"
        verbose_name_plural = "phiên bản chỉ tiêu"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "number"], name="target_version_once"),
            models.CheckConstraint(condition=~Q(document_no=""), name="target_version_has_paper"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_version_not_negative"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="target_changed_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.number}"
