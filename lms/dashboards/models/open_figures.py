"""What everybody may read: figures of communes, month by month, taken once and kept."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.models import PeersManager


class OpenFigure(models.Model):
    """What an open indicator came to in a commune in one month, as everybody may read it.

    A hidden one has no number at all: what is never told is not kept here either.
    """

    indicator = models.ForeignKey(
        "dashboards.Indicator", models.PROTECT, related_name="open_figures"
    )
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="open_figures")
    first_on = models.DateField("từ ngày")
    last_on = models.DateField("đến ngày")
    is_hidden = models.BooleanField("dưới 5", default=False)
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    value = models.DecimalField("số", max_digits=18, decimal_places=4, null=True)
    source = models.CharField("nguồn", max_length=300)
    as_of = models.DateField("số liệu đến")
    taken_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "số công khai"
        verbose_name_plural = "số công khai"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "first_on", "unit"], name="open_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(is_hidden=False, value__isnull=False, numerator__isnull=False)
                | Q(is_hidden=True, value=None, numerator=None, denominator=None),
                name="open_figure_hidden_has_none",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="open_figure_ends_after_start"
            ),
        ]
        indexes: ClassVar = [
            # The page of one commune.
            models.Index(name="open_figure_of_unit", fields=["unit", "first_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.first_on}"
