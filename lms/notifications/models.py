"""The outbox: what is to be told to whom, written in the transaction that needs it."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock, ids
from lms.common.models import PeersManager


class MessageQuerySet(models.QuerySet["Message"]):
    def about(self, person: models.Model, addresses: list[str]) -> Self:
        """What was written to a person, or to one of these addresses."""
        return self.filter(Q(person=person) | Q(address__in=addresses))

    def overdue_secrets(self, now: datetime) -> Self:
        """Secrets past their time whose text is still here."""
        return self.filter(is_secret=True, expires_at__lt=now).exclude(body="")


class Message(models.Model):
    """One message to one address; its text is blanked once it is no longer needed."""

    class Channel(models.TextChoices):
        SMS = "sms", "Tin nhắn"
        MAIL = "mail", "Thư điện tử"
        VOICE = "voice", "Cuộc gọi"

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    channel = models.CharField("kênh", max_length=10, choices=Channel)
    kind = models.CharField("loại", max_length=40)
    address = models.CharField("nơi nhận", max_length=254)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    subject = models.CharField("tiêu đề", max_length=200, blank=True)
    body = models.TextField("nội dung", blank=True)
    is_secret = models.BooleanField(
        default=False, help_text="Có mã dùng một lần: xóa nội dung khi đã gửi"
    )
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING)
    failure = models.CharField("vì sao không gửi được", max_length=200, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField("tạo lúc", default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)

    objects = PeersManager.from_queryset(MessageQuerySet)()

    class Meta:
        verbose_name = "tin gửi đi"
        verbose_name_plural = "tin gửi đi"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="message_sent_has_time"
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(expires_at__isnull=False),
                name="message_secret_expires",
            ),
        ]
        indexes: ClassVar = [
            # The outbox page: newest first.
            models.Index(name="message_newest", fields=["-created_at"]),
            # What was sent to a number or an address: one's own data, and erasing it.
            models.Index(name="message_address", fields=["address", "-created_at"]),
            # Secrets whose text nobody needs any more.
            models.Index(
                name="message_secret",
                fields=["expires_at"],
                condition=Q(is_secret=True) & ~Q(body=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.pk}"

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


class Spending(models.Model):
    """How much of one daily budget is used: of a number, a block of numbers, or the whole site.

    A number is kept as what it hashes to; a block lacks its last four digits.
    """

    class Scope(models.TextChoices):
        SITE = "site", "Cả tỉnh"
        PREFIX = "prefix", "Một dải số"
        NUMBER = "number", "Một số"

    day = models.DateField()
    channel = models.CharField(max_length=10, choices=Message.Channel)
    scope = models.CharField(max_length=10, choices=Scope)
    key = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=0)
    alarm = models.PositiveSmallIntegerField(default=0)
    """The highest share of the budget, in per cent, that operators were told of."""

    objects = PeersManager()

    class Meta:
        verbose_name = "ngân sách tin trong ngày"
        verbose_name_plural = "ngân sách tin trong ngày"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "channel", "scope", "key"], name="spending_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.scope}"


class Notice(models.Model):
    """One thing told to one person inside the product; costs nobody anything."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=80)
    """What it is about, so that nobody is told twice."""
    title = models.CharField("tiêu đề", max_length=200)
    body = models.CharField("nội dung", max_length=500, blank=True)
    url = models.CharField(max_length=200, blank=True)
    """The path of our own page where one goes on; "" when there is nothing to do."""
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once"),
        ]
        indexes: ClassVar = [
            # Somebody's inbox, newest first.
            models.Index(name="notice_newest", fields=["person", "-created_at"]),
            # All that was told under one key: who has read it, and taking it back.
            models.Index(name="notice_of_key", fields=["key"]),
        ]

    def __str__(self) -> str:
        return f"{self.key} for {self.person_id}"


class Reminder(models.Model):
    """A person's wish to be reminded of one kind of thing; no row, no reminder.

    Before `rests_until` there was nothing to remind of when last looked at.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20)
    wished_at = models.DateTimeField(default=clock.now)
    rests_until = models.DateField(null=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "lời nhắc"
        verbose_name_plural = "lời nhắc"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"
