"""Lists a province keeps: what a session is about, where it is held, what came of it, what is hard.

An entry that was used is never deleted, only no longer offered; its code never changes, because
what phones have sent names it by that code.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lms.common.models import PeersManager
from teams.models.feedback import Whom


class Entry(models.Model):
    """One line of a list."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=120)
    position = models.PositiveIntegerField("thứ tự", default=100)
    is_offered = models.BooleanField("đang dùng", default=True)

    objects = PeersManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Topic(Entry):
    """What a session can be about; may lead to a course.

    What begins with `kit_` is its sheet for whoever holds the session, one line for each point.
    """

    course = models.ForeignKey(
        "courses.Course", models.PROTECT, null=True, blank=True, related_name="topics"
    )
    kit_whom = models.TextField("ai thường đến", blank=True, max_length=300)
    kit_say = models.TextField("nói gì", blank=True, max_length=480)
    kit_show = models.TextField("làm mẫu gì", blank=True, max_length=640)
    kit_hand_out = models.TextField("mang theo, phát gì", blank=True, max_length=300)

    class Meta:
        verbose_name = "nội dung hướng dẫn"
        verbose_name_plural = "nội dung hướng dẫn"

    @property
    def has_kit(self) -> bool:
        return any((self.kit_whom, self.kit_say, self.kit_show, self.kit_hand_out))


class Outcome(Entry):
    """What somebody can get done at a session; each time it is done is one act.

    In a month that is about its topic it stands first on the form.
    """

    topic = models.ForeignKey(
        Topic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name="nội dung",
    )

    class Meta:
        verbose_name = "kết quả hướng dẫn"
        verbose_name_plural = "kết quả hướng dẫn"


class VenueKind(Entry):
    """What sort of place people sat in."""

    class Meta:
        verbose_name = "loại nơi tổ chức"
        verbose_name_plural = "loại nơi tổ chức"


class Difficulty(Entry):
    """What made it hard; who is to do something about it, and within how many days."""

    goes_to = models.CharField("nơi trả lời", max_length=10, choices=Whom, default=Whom.COMMUNE)
    agency = models.ForeignKey(
        "users.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="sở, ngành",
    )
    answer_days = models.PositiveSmallIntegerField("số ngày trả lời", default=7)

    class Meta:
        verbose_name = "khó khăn, vướng mắc"
        verbose_name_plural = "khó khăn, vướng mắc"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(goes_to=Whom.AGENCY, agency__isnull=False)
                | ~Q(goes_to=Whom.AGENCY) & Q(agency=None),
                name="difficulty_agency_only_if_it_answers",
                violation_error_message="Chọn sở, ngành khi nơi trả lời là sở, ngành.",
            ),
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, answer_days__lte=90),
                name="difficulty_answered_within_days",
                violation_error_message="Số ngày trả lời: từ 1 đến 90.",
            ),
        ]
