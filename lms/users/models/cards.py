"""What a PIN guards: a printed card, and one name among those that share a phone number."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class Pinned(models.Model):
    """A PIN kept as what it hashes to, and the wrong tries since it was last right."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pin_hash = models.CharField(max_length=64)
    wrong_count = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class PersonalPin(Pinned):
    """Asked after the name is picked, where several people share a number and one wishes it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="own_pin")

    objects = PeersManager()

    class Meta:
        verbose_name = "mã PIN riêng"
        verbose_name_plural = "mã PIN riêng"

    def __str__(self) -> str:
        return f"mã PIN của người {self.person_id}"


class LearningCardQuerySet(models.QuerySet["LearningCard"]):
    def open(self) -> Self:
        """Cards nobody has stopped."""
        return self.filter(stopped_at=None)


class LearningCard(Pinned):
    """One printed card. Its code and its PIN are on paper only; here lie what they hash to."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cards", verbose_name="người"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(default=clock.now)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(LearningCardQuerySet)()

    class Meta:
        verbose_name = "thẻ học"
        verbose_name_plural = "thẻ học"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(stopped_at=None),
                name="card_one_open_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"thẻ {self.pk}"
