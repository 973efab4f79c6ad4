"""Administrative units and villages, each row valid for a time; a change closes a row."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from lms.common import ids
from lms.common.models import PeersManager


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

    def sorted(self) -> Self:
        return self.order_by("sort_key", "valid_from")


class Unit(models.Model):
    """One administrative unit or village for the time it exists.

    Nothing of a row changes except that `valid_to` is set once, so `path` is stable.
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
                condition=Q(level="province") | Q(parent__isnull=False),
                name="unit_below_province_has_parent",
            ),
        ]
        indexes: ClassVar = [
            # Type-ahead and look-up by name with or without marks.
            models.Index(name="unit_name_fold", fields=["name_fold"]),
            # The list of communes of today, in Vietnamese order.
            models.Index(name="unit_level_sorted", fields=["level", "sort_key"]),
        ]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """Which unit took over from which; several to several."""

    class Kind(models.TextChoices):
        MERGED = "merged", "Nhập toàn bộ"
        DIVIDED = "divided", "Chia tách"
        RENAMED = "renamed", "Đổi tên"

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
