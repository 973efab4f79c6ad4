"""What was counted of the rows below, and what of it has to be counted anew.

Places are units or agencies, as the measure says; their ids stand here without a constraint, for
everything in these tables can be made again from the rows it was counted from.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lms.common.measures import NOBODY
from lms.common.models import PeersManager

MEASURE_LENGTH = 60
PART_LENGTH = 80


class Touched(models.Model):
    """Something changed there on that day: what the source says of it is to be counted anew.

    Written by the database with the change itself, taken by the fold, several times the same.
    """

    source = models.CharField(max_length=40)
    place = models.UUIDField()
    day = models.DateField()

    objects = PeersManager()

    class Meta:
        verbose_name = "số liệu chờ cộng"
        verbose_name_plural = "số liệu chờ cộng"

    def __str__(self) -> str:
        return f"{self.source} {self.place} {self.day}"


class FoldMark(models.Model):
    """How far the fold has come; one row, held while it folds, so that only one does."""

    name = models.CharField(max_length=20, unique=True)
    folded_at = models.DateTimeField(null=True, blank=True)
    """When it last had nothing left to take."""
    taken_count = models.PositiveBigIntegerField(default=0)
    recounted_at = models.DateTimeField(null=True, blank=True)
    differences_count = models.PositiveIntegerField(default=0)
    """How many the last whole recount found."""

    objects = PeersManager()

    class Meta:
        verbose_name = "mốc cộng số liệu"
        verbose_name_plural = "mốc cộng số liệu"

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """The amount of one measure of one place, team and part on one day; never nought."""

    measure = models.CharField(max_length=MEASURE_LENGTH)
    place = models.UUIDField()
    team = models.UUIDField(default=NOBODY)
    part = models.CharField(max_length=PART_LENGTH, blank=True)
    day = models.DateField()
    amount = models.BigIntegerField()

    objects = PeersManager()

    class Meta:
        verbose_name = "số liệu theo ngày"
        verbose_name_plural = "số liệu theo ngày"
        constraints: ClassVar = [
            # The fold and every look at a span of days begin with measure and day.
            models.UniqueConstraint(
                fields=["measure", "day", "place", "team", "part"], name="fact_once"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="fact_is_something"),
        ]
        indexes: ClassVar = [
            # One village or team over time.
            models.Index(name="fact_of_place", fields=["place", "measure", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.amount}"


class HalfMonth(models.Model):
    """The facts of a commune (its villages with it) or an agency, summed over half a month.

    `since` is the 1st or the 15th, so that calendar months and periods that begin on the 15th are
    both made of whole rows. What boards of a commune and above read.
    """

    measure = models.CharField(max_length=MEASURE_LENGTH)
    place = models.UUIDField()
    part = models.CharField(max_length=PART_LENGTH, blank=True)
    since = models.DateField()
    amount = models.BigIntegerField()

    objects = PeersManager()

    class Meta:
        verbose_name = "số liệu theo nửa tháng"
        verbose_name_plural = "số liệu theo nửa tháng"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "since", "place", "part"], name="half_month_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.since} {self.amount}"


class PeriodCount(models.Model):
    """How many different ones there were in a whole period: never to be summed over periods or
    places, for the same one may be in several."""

    measure = models.CharField(max_length=MEASURE_LENGTH)
    place = models.UUIDField()
    first_on = models.DateField()
    last_on = models.DateField()
    amount = models.BigIntegerField()

    objects = PeersManager()

    class Meta:
        verbose_name = "số đếm không trùng theo kỳ"
        verbose_name_plural = "số đếm không trùng theo kỳ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "first_on", "last_on", "place"], name="period_count_once"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="period_count_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.first_on} {self.last_on} {self.amount}"


class PeriodMark(models.Model):
    """One period of one such measure: how often it was touched, and as of which touch it was
    counted."""

    measure = models.CharField(max_length=MEASURE_LENGTH)
    first_on = models.DateField()
    last_on = models.DateField()
    touched_count = models.PositiveBigIntegerField(default=1)
    counted_count = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "kỳ đếm không trùng"
        verbose_name_plural = "kỳ đếm không trùng"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "first_on", "last_on"], name="period_mark_once"
            ),
            models.CheckConstraint(
                condition=Q(counted_count__lte=F("touched_count")), name="period_counted_as_touched"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.first_on} {self.last_on}"
