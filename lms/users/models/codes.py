"""Six digits sent to a phone to prove who holds it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lms.common.ids import uuid7
from lms.common.models import PeersManager


class PhoneCode(models.Model):
    """One message with one code. The digits are not kept: they follow from the id and our key.

    The slot (number, day, ring, nth) is what makes the daily budget of a number hold in a race.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", "Đăng nhập"
        ADD_PHONE = "add_phone", "Thêm số"
        PROVE = "prove", "Kiểm tra lại đúng người"

    class Ring(models.TextChoices):
        OPEN = "open", "Máy lạ"
        KNOWN = "known", "Máy đã từng đăng nhập bằng số này"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose)
    number = models.CharField(max_length=16)
    device = models.CharField(max_length=40)
    day = models.DateField()
    ring = models.CharField(max_length=5, choices=Ring)
    nth = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    try_count = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    # When it was read aloud by a call; once at most.
    called_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "mã gửi tới điện thoại"
        verbose_name_plural = "mã gửi tới điện thoại"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number", "day", "ring", "nth"], name="phone_code_slot_once"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="phone_code_lives_a_while"
            ),
            models.CheckConstraint(
                condition=Q(try_count__lte=3), name="phone_code_three_tries_at_most"
            ),
        ]
        indexes: ClassVar = [
            # How many codes this device asked for in the last hour.
            models.Index(name="phone_code_device", fields=["device", "created_at"]),
            # Throwing away what is older than two days.
            models.Index(name="phone_code_age", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
