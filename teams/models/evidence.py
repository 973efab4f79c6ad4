"""Photos of sessions: named by their SHA-256 in the log, brought after it in parts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import public_id, uuid7
from lms.common.models import PeersManager


class Evidence(models.Model):
    """A photo a log names; the session counts as received without it.

    It has no place of its own: where people sat is a fact of the session. Who shows in it is
    personal, so its file can go at any time and the row stays to say that there was one.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", "Ảnh"

    class State(models.TextChoices):
        AWAITED = "awaited", "Chưa tới"
        KEPT = "kept", "Đã tới"
        ERASED = "erased", "Đã xóa"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    public_id = models.CharField(max_length=13, unique=True, default=public_id, editable=False)
    session = models.ForeignKey("teams.Session", models.CASCADE, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.PHOTO)
    size = models.PositiveIntegerField("số byte")
    """What the log says the phone will bring."""
    taken_at = models.DateTimeField("lúc chụp", null=True, blank=True)
    has_children = models.BooleanField("trong ảnh có trẻ em", default=False)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.AWAITED)
    # The photo as shown, made anew: nothing but what can be seen in it.
    file = models.CharField(max_length=100, blank=True)
    small_file = models.CharField(max_length=100, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    """Since when the log does not name it any more."""
    asked_at = models.DateTimeField("lúc được yêu cầu xóa", null=True, blank=True)
    """When somebody asked to have it erased: then it stays so, whatever names it later."""
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "ảnh minh chứng"
        verbose_name_plural = "ảnh minh chứng"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "sha256"], name="evidence_once"),
            models.CheckConstraint(
                condition=Q(state="kept") & ~Q(file="") | ~Q(state="kept") & Q(file=""),
                name="evidence_has_file_if_kept",
            ),
        ]
        indexes: ClassVar = [
            # The same photo in another session.
            models.Index(name="evidence_of_hash", fields=["sha256"]),
            # What the night erases.
            models.Index(
                name="evidence_dropped",
                fields=["dropped_at"],
                condition=Q(dropped_at__isnull=False) & ~Q(state="erased"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def is_kept(self) -> bool:
        return self.state == self.State.KEPT

    @property
    def is_awaited(self) -> bool:
        return self.state == self.State.AWAITED


class EvidencePart(models.Model):
    """Some bytes of a photo that is not whole yet; they go when it is."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="parts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    content = models.BinaryField()
    received_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "phần của ảnh"
        verbose_name_plural = "phần của ảnh"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "start"], name="evidence_part_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="evidence_part_has_bytes"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.start}"
