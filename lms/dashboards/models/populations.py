"""How many there are of whom: what shares of the population are shares of."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.models import PeersManager


class PopulationQuerySet(models.QuerySet["Population"]):
    def standing(self) -> Self:
        """Neither taken back nor followed by another figure for the same day."""
        return self.filter(withdrawn_at=None)


class Population(models.Model):
    """How many of a group live in a unit, by a source, on a day; nothing of it changes but that it
    is withdrawn: by undoing its import, or because a later one says otherwise for the same day."""

    class Group(models.TextChoices):
        ADULTS = "adults", "Người từ 18 tuổi"
        OLDER = "older", "Người từ 60 tuổi"
        HOUSEHOLDS = "households", "Hộ gia đình"
        PUPILS = "pupils", "Học sinh"

    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="populations")
    group = models.CharField("nhóm", max_length=10, choices=Group)
    count = models.PositiveIntegerField("số")
    as_of = models.DateField("thời điểm số liệu")
    source = models.CharField("nguồn số liệu", max_length=200)
    batch = models.ForeignKey(
        "dashboards.DataImport", models.PROTECT, null=True, blank=True, related_name="populations"
    )
    restated_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="restated_by"
    )
    """The figure of the same day that this one took the place of."""
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(PopulationQuerySet)()

    class Meta:
        verbose_name = "dân số"
        verbose_name_plural = "dân số"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "group", "as_of"],
                condition=Q(withdrawn_at=None),
                name="population_one_standing",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="population_has_source"),
        ]
        indexes: ClassVar = [
            # The newest figure of each unit as of a day.
            models.Index(name="population_of_group", fields=["group", "unit", "-as_of"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.group} {self.as_of}"
