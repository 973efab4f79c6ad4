"""What happened on a phone, kept as it came."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.models import PeersManager


class LearningEvent(models.Model):
    """One accepted event, kept raw; its id was made on the phone.

    `at` is what the phone's clock said; `ordered_at` is `at` kept between the edition's
    publication and the receipt, so they differ where a clock is wrong. The canonical order is
    (ordered_at, device, seq, event_id). A device may use a `seq` twice: a phone that lost its
    storage counts anew, and nothing learnt is refused for that.

    Rows only grow. The one change the database lets through is erasing: person, device, payload
    and hash go together (`ERASED`), and what is left says that somebody did something once.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "Mở bước"
        WATCHED = "watched", "Xem video hoặc đọc lời"
        DONE = "done", "Xong bước"
        TAPPED = "tapped", "Tập trên màn hình giả"
        ANSWERED = "answered", "Trả lời câu hỏi"
        TESTED = "tested", "Nộp bài kiểm tra"
        FELT = "felt", "Nói bài có ích không"
        FAULTY = "faulty", "Báo lỗi bước"
        ASKED = "asked", "Hỏi về bước"

    event_id = models.UUIDField(primary_key=True, editable=False)
    body_hash = models.CharField(max_length=64)
    device = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    # The index below begins with the person; editions are never deleted.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    edition = models.ForeignKey(
        "courses.CourseEdition", models.PROTECT, related_name="+", db_index=False
    )
    step = models.CharField(max_length=13, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    ordered_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)

    SAID: ClassVar = frozenset({"felt", "faulty", "asked"})
    """What is said of a step; nothing is learnt by it."""

    ERASED: ClassVar[dict[str, Any]] = {
        "person": None,
        "device": UUID(int=0),
        "payload": {},
        "body_hash": "",
    }

    objects = PeersManager()

    class Meta:
        verbose_name = "sự kiện học"
        verbose_name_plural = "sự kiện học"
        indexes: ClassVar = [
            # One person's events as they happened: export, erase and the recount.
            models.Index(name="event_order", fields=["person", "ordered_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class QuarantinedEvent(models.Model):
    """An event that could not be taken: a conflict with another body, or rejected fields."""

    class Reason(models.TextChoices):
        CONFLICT = "conflict", "Trùng mã, khác nội dung"
        REJECTED = "rejected", "Sai nội dung"

    event_id = models.CharField(max_length=40)
    body_hash = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    errors = models.JSONField(default=dict)
    body = models.JSONField()
    received_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "sự kiện chờ xử lý"
        verbose_name_plural = "sự kiện chờ xử lý"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "event_id", "body_hash"], name="quarantined_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.event_id}"
