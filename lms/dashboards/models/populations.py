"""How many there are of whom: what shares of the population are shares of."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lms.dashboards.models.stated import STANDS, Stated


class Population(Stated):
    """How many of a group live in a unit on a day."""

    SAME: ClassVar = ("unit_id", "group", "as_of")
    SAID: ClassVar = ("count",)

    class Group(models.TextChoices):
        ADULTS = "adults", "Người từ 18 tuổi"
        OLDER = "older", "Người từ 60 tuổi"
        HOUSEHOLDS = "households", "Hộ gia đình"
        PUPILS = "pupils", "Học sinh"

    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="populations")
    group = models.CharField("nhóm", max_length=10, choices=Group)
    count = models.PositiveIntegerField("số")

    class Meta:
        verbose_name = "dân số"
        verbose_name_plural = "dân số"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "group", "as_of"], condition=STANDS, name="population_one_standing"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="population_has_source"),
        ]
        indexes: ClassVar = [
            # The newest figure of each unit as of a day.
            models.Index(name="population_of_group", fields=["group", "unit", "-as_of"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.group} {self.as_of}"
