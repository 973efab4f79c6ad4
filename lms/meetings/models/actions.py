"""Work a decision gave somebody, followed until it is confirmed."""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager
from lms.media.fields import PaperField


class ActionQuerySet(models.QuerySet["Action"]):
    def followed(self) -> Self:
        """What is neither confirmed nor dropped."""
        return self.filter(state__in=(Action.State.OPEN, Action.State.DONE))

    def overdue(self, day: date) -> Self:
        """What should have been done before `day` and is not reported done."""
        return self.filter(state=Action.State.OPEN, due_on__lt=day)

    def with_all(self) -> Self:
        return self.select_related("decision__meeting__unit", "unit__parent", "agency__unit")


class Action(models.Model):
    """What one agency or unit is to do until a day; every step is an event and none is changed."""

    class State(models.TextChoices):
        OPEN = "open", "Đang làm"
        DONE = "done", "Báo xong, chờ xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"
        DROPPED = "dropped", "Thôi làm"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey("meetings.Decision", models.PROTECT, related_name="actions")
    what = models.CharField("việc", max_length=400)
    awaited = models.CharField("kết quả cần có", max_length=300)
    unit = models.ForeignKey(
        "places.Unit", models.PROTECT, null=True, blank=True, related_name="actions"
    )
    agency = models.ForeignKey(
        "users.Agency", models.PROTECT, null=True, blank=True, related_name="actions"
    )
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    """Who answers for it there, where somebody is named."""
    due_on = models.DateField("hạn")
    state = models.CharField("trạng thái", max_length=9, choices=State, default=State.OPEN)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(ActionQuerySet)()

    class Meta:
        verbose_name = "việc được giao"
        verbose_name_plural = "việc được giao"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, agency=None) | Q(unit=None, agency__isnull=False),
                name="action_one_in_charge",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(done_by=None, confirmed_by=None, closed_at=None),
                name="action_open_is_not_done",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(done_by__isnull=False, confirmed_by=None, closed_at=None),
                name="action_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(done_by__isnull=False, confirmed_by__isnull=False, closed_at__isnull=False),
                name="action_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("done_by")),
                name="action_not_confirmed_by_oneself",
            ),
        ]
        indexes: ClassVar = [
            # What is followed, the most urgent first; the reminders of the night.
            models.Index(
                name="action_followed",
                fields=["due_on"],
                condition=Q(state__in=("open", "done")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.state}"

    def get_absolute_url(self) -> str:
        return f"/viec-giao/{self.pk}/"

    @property
    def holder_key(self) -> UUID:
        """The primary key of whoever is in charge."""
        key: UUID | None = self.unit_id or self.agency_id
        assert key is not None, "a constraint says that there is one"  # noqa: S101
        return key

    @property
    def in_charge(self) -> str:
        """What whoever is in charge is called."""
        holder = self.agency or self.unit
        return holder.name if holder else ""

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_done(self) -> bool:
        """Reported, and not looked at yet."""
        return self.state == self.State.DONE

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < clock.today()

    @property
    def overdue_days(self) -> int:
        return (clock.today() - self.due_on).days if self.is_overdue else 0


class ActionEvent(models.Model):
    """One step of an action with what was said; the database refuses any change."""

    class Kind(models.TextChoices):
        GIVEN = "given", "Giao việc"
        NAMED = "named", "Cử người chịu trách nhiệm"
        EXTENDED = "extended", "Gia hạn"
        DONE = "done", "Báo xong"
        HANDED_BACK = "handed_back", "Trả lại, làm tiếp"
        CONFIRMED = "confirmed", "Xác nhận xong"
        DROPPED = "dropped", "Thôi làm"
        MOVED = "moved", "Nơi kế thừa làm tiếp"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    action = models.ForeignKey(Action, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=11, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    words = models.CharField(max_length=600, blank=True)
    """The result of what is done, the reason of what is handed back, extended or dropped,
    who handed over to whom."""
    evidence_words = models.CharField("minh chứng", max_length=300, blank=True)
    evidence_file = PaperField("tệp minh chứng", upload_to="actions", blank=True, max_length=200)
    was_due_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "bước của việc được giao"
        verbose_name_plural = "bước của việc được giao"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=("done", "handed_back", "extended", "dropped"))
                | ~Q(words=""),
                name="action_step_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="done") | ~Q(evidence_words="") | ~Q(evidence_file=""),
                name="action_done_has_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(kind="extended") | Q(was_due_on__isnull=False, due_on__isnull=False),
                name="action_extended_from_a_day",
            ),
        ]
        indexes: ClassVar = [
            # The history of an action.
            models.Index(name="action_steps", fields=["action", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.kind}"
