"""Field submissions as they came: append-only, each with a receipt."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager

if TYPE_CHECKING:
    from teams.models.sessions import Session


class FieldSubmission(models.Model):
    """One accepted revision of one record; its ids were made on the phone.

    `raw` is what came, kept as it was written, `payload` what was read from it; neither has a
    personal part. What names people lies in `personal`, which can be blanked;
    `body_hash` covers only a salted digest of it, so the rest stays provable. Where a name was
    erased the salt is gone too, and `personal_erased_at` says when.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record_id = models.UUIDField()
    rev = models.PositiveIntegerField()
    base_rev = models.PositiveIntegerField(null=True, blank=True)
    sent_rev = models.PositiveIntegerField(null=True, blank=True)
    """The number the phone gave it, where another phone's revision had that number first."""
    form_code = models.CharField(max_length=30)
    form_version = models.PositiveIntegerField()
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="submissions")
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    device = models.UUIDField(null=True, blank=True)
    raw = models.JSONField(null=True, blank=True)
    """Unknown for what came before it was kept."""
    payload = models.JSONField()
    joined = models.JSONField(null=True, blank=True)
    """What counts instead of `payload`, where another phone had changed the record, too."""
    personal = models.JSONField(null=True, blank=True)
    personal_salt = models.CharField(max_length=32, blank=True)
    personal_erased_at = models.DateTimeField(null=True, blank=True)
    body_hash = models.CharField(max_length=64)
    flags = models.JSONField(default=list)
    receipt_no = models.CharField("số biên nhận", max_length=20, unique=True)
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "bản ghi từ thực địa"
        verbose_name_plural = "bản ghi từ thực địa"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record_id", "rev"], name="submission_once"),
        ]

    def __str__(self) -> str:
        return self.receipt_no

    @property
    def number(self) -> int:
        """The revision as the phone that sent it calls it."""
        return self.sent_rev or self.rev

    def told(self) -> dict[str, Any]:
        """The document that counts, with those it names."""
        personal = self.personal or {}
        keys = ("names", "attendees", "household")
        named = {key: personal[key] for key in keys if personal.get(key)}
        return {**(self.joined or self.payload), **named}


class TrialLog(models.Model):
    """That somebody tried to log a session, and the receipt; nothing of what was written.

    It is in no list, no figure and no likeness, and goes after some days.
    """

    record_id = models.UUIDField()
    rev = models.PositiveIntegerField()
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="+")
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    receipt_no = models.CharField(max_length=20)
    received_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        verbose_name = "buổi ghi thử"
        verbose_name_plural = "buổi ghi thử"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submitter", "record_id", "rev"], name="trial_log_once"
            ),
        ]
        indexes: ClassVar = [
            # What is old enough to go.
            models.Index(name="trial_log_old", fields=["received_at"]),
        ]

    def __str__(self) -> str:
        return self.receipt_no


class QuarantineQuerySet(models.QuerySet["QuarantinedSubmission"]):
    def conflicts_of(self, session: "Session") -> Self:
        """Other bodies of this very session, settled or not."""
        return self.filter(
            record_id=str(session.record_id),
            reason=QuarantinedSubmission.Reason.CONFLICT,
            body__team=session.team.code,
        )

    def open(self) -> Self:
        """Those nobody has decided about."""
        return self.filter(settled_at=None)


class QuarantinedSubmission(models.Model):
    """What could not be taken: another body under a known number, or wrong fields; never lost.

    As in what was taken, whatever may name people lies apart in `personal`.
    """

    class Reason(models.TextChoices):
        CONFLICT = "conflict", "Trùng mã, khác nội dung"
        REJECTED = "rejected", "Sai nội dung"

    record_id = models.CharField(max_length=40)
    rev = models.IntegerField()
    body_hash = models.CharField(max_length=64)
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    errors = models.JSONField(default=dict)
    body = models.JSONField()
    personal = models.JSONField(null=True, blank=True)
    received_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    """When a reviewer decided about it; only of a conflict."""
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PeersManager.from_queryset(QuarantineQuerySet)()

    class Meta:
        verbose_name = "bản ghi chờ xử lý"
        verbose_name_plural = "bản ghi chờ xử lý"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submitter", "record_id", "rev", "body_hash"],
                name="quarantined_submission_once",
            ),
        ]
        indexes: ClassVar = [
            # What else came for a record: the reviewer sees both, and names are taken out of it.
            models.Index(name="quarantined_of_record", fields=["record_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.record_id}"
