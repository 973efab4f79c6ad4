"""Administrative units and villages, each row valid for a time; a change closes a row."""

from datetime import date
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from lms.common import ids, text
from lms.common.models import PeersManager

KINDS = {
    "province": ["province", "municipality"],
    "former_district": ["rural_district", "town", "city"],
    "commune": ["commune", "ward", "township", "special_zone"],
    "village": ["village", "hamlet", "residential_group"],
}
KIND_FITS_LEVEL = reduce(or_, (Q(level=level, kind__in=kinds) for level, kinds in KINDS.items()))


class UnitQuerySet(models.QuerySet["Unit"]):
    def valid_on(self, day: date) -> Self:
        """Units that exist on `day`; a null bound is open."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gte=day),
        )

    def within(self, unit: "Unit") -> Self:
        """`unit` itself and every unit below it, in one query."""
        return self.filter(path__startswith=unit.path)

    def named(self, name: str) -> Self:
        """Units of exactly this name, with or without marks."""
        return self.filter(name_fold=text.fold(name))

    def formerly_in(self, province: "Unit") -> Self:
        """Units whose main predecessors lay in `province`, a former one, in one query."""
        successors = self.model.objects.within(province).values("later_lineage__later")
        return self.filter(pk__in=successors)

    def sorted(self) -> Self:
        """In the order of a Vietnamese dictionary."""
        return self.order_by("sort_key", "valid_from", "id")


class Unit(models.Model):
    """One administrative unit or village for the time it exists.

    What it is, its name, place in the tree and first day never change, and `valid_to` is set
    once: the database refuses anything else, so `path` is stable. Rows are made by
    `services.opening` and closed by `services.closing`.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "Tỉnh / Thành phố"
        FORMER_DISTRICT = "former_district", "Huyện (trước 01/7/2025)"
        COMMUNE = "commune", "Xã / Phường / Đặc khu"
        VILLAGE = "village", "Thôn / Xóm / Tổ dân phố"

    class Kind(models.TextChoices):
        PROVINCE = "province", "Tỉnh"
        MUNICIPALITY = "municipality", "Thành phố trực thuộc trung ương"
        RURAL_DISTRICT = "rural_district", "Huyện"
        TOWN = "town", "Thị xã"
        CITY = "city", "Thành phố thuộc tỉnh"
        COMMUNE = "commune", "Xã"
        WARD = "ward", "Phường"
        TOWNSHIP = "township", "Thị trấn"
        SPECIAL_ZONE = "special_zone", "Đặc khu"
        VILLAGE = "village", "Thôn"
        HAMLET = "hamlet", "Xóm"
        RESIDENTIAL_GROUP = "residential_group", "Tổ dân phố"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    level = models.CharField("cấp", max_length=20, choices=Level)
    kind = models.CharField("loại", max_length=20, choices=Kind)
    code = models.CharField("mã", max_length=10, blank=True)
    name = models.CharField("tên", max_length=120)
    name_fold = models.CharField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=250, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    objects = PeersManager.from_queryset(UnitQuerySet)()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        constraints: ClassVar = [
            # A code alone is no key: every new commune re-uses one of its predecessors'.
            models.UniqueConstraint(
                fields=["level", "code", "valid_from"],
                condition=~Q(code=""),
                name="unit_code_once_in_time",
            ),
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=Q(valid_from=None) & ~Q(code=""),
                name="unit_code_once_before_data",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent=None)
                | (~Q(level="province") & Q(parent__isnull=False)),
                name="unit_only_province_has_no_parent",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="unit_has_name"),
            models.CheckConstraint(condition=KIND_FITS_LEVEL, name="unit_kind_fits_level"),
        ]
        indexes: ClassVar = [
            # Type-ahead and look-up by name with or without marks.
            models.Index(name="unit_name_fold", fields=["name_fold"]),
            # The list of communes of today, in Vietnamese order.
            models.Index(name="unit_level_sorted", fields=["level", "sort_key"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name as one chooses it from a list: a village's with its commune's."""
        if self.level == self.Level.VILLAGE and self.parent:
            return f"{self.name}, {self.parent.name}"
        return self.name

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
