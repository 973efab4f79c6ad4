"""Which unit took over from which, one step at a time and all steps together."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lms.common.models import PeersManager
from lms.places.models.units import Unit


class UnitSuccession(models.Model):
    """Which unit took over from which; several to several, never changed afterwards."""

    class Kind(models.TextChoices):
        MERGED = "merged", "Nhập toàn bộ"
        DIVIDED = "divided", "Chia tách"
        RENAMED = "renamed", "Đổi tên"
        TRANSFERRED = "transferred", "Chuyển sang đơn vị cấp trên mới"

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=20, choices=Kind)
    main = models.BooleanField(help_text="Đơn vị kế thừa mặc định của đơn vị cũ")
    effective_on = models.DateField()

    objects = PeersManager()

    class Meta:
        verbose_name = "quan hệ kế thừa đơn vị"
        verbose_name_plural = "quan hệ kế thừa đơn vị"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="succession_once"),
            models.UniqueConstraint(
                fields=["old"], condition=Q(main=True), name="succession_one_main"
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class UnitLineage(models.Model):
    """Every unit with itself and with each unit on its chain of main successors.

    A report restated to a day joins each fact's unit to the one `later` valid on that day.
    `estimated` says that a unit on the way was divided. Rows are only ever added.
    """

    earlier = models.ForeignKey(Unit, models.PROTECT, related_name="later_lineage")
    later = models.ForeignKey(Unit, models.PROTECT, related_name="earlier_lineage")
    estimated = models.BooleanField(default=False)

    objects = PeersManager()

    class Meta:
        verbose_name = "dòng kế thừa đơn vị"
        verbose_name_plural = "dòng kế thừa đơn vị"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["earlier", "later"], name="lineage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} ⇒ {self.later_id}"
