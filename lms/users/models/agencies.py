"""State bodies and the dated posts people hold in them."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import text
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class AgencyQuerySet(models.QuerySet["Agency"]):
    def within(self, agency: "Agency") -> Self:
        """`agency` itself and every agency below it."""
        return self.filter(path__startswith=agency.path)


class Agency(models.Model):
    """A department, committee, public unit or organisation; a tree of its own."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "Sở, ban, ngành"
        COMMUNE_COMMITTEE = "commune_committee", "UBND cấp xã"
        PUBLIC_UNIT = "public_unit", "Đơn vị sự nghiệp công lập"
        MASS_ORGANISATION = "mass_organisation", "Tổ chức đoàn thể"
        OFFICE = "office", "Phòng, ban trực thuộc"
        PROVINCE_COMMITTEE = "province_committee", "UBND tỉnh"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=200)
    name_fold = models.CharField(max_length=200, editable=False)
    sort_key = models.CharField(max_length=420, editable=False)
    kind = models.CharField("loại", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="agencies")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = PeersManager.from_queryset(AgencyQuerySet)()

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="agency_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Set the name and its search and sort columns; does not save."""
        self.name = text.nfc(name)
        self.name_fold = text.fold(name)
        self.sort_key = text.sort_key(name)


class OfficialQuerySet(models.QuerySet["Official"]):
    def serving_on(self, day: date) -> Self:
        return self.filter(
            Q(started_on=None) | Q(started_on__lte=day), Q(ended_on=None) | Q(ended_on__gte=day)
        )

    def within(self, agency: Agency) -> Self:
        return self.filter(agency__path__startswith=agency.path)


class Official(models.Model):
    """A post a person holds in an agency from one day to another; several per person."""

    class Kind(models.TextChoices):
        CADRE = "cadre", "Cán bộ"
        CIVIL_SERVANT = "civil_servant", "Công chức"
        PUBLIC_EMPLOYEE = "public_employee", "Viên chức"
        CONTRACT_WORKER = "contract_worker", "Người lao động"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name="người"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="officials", verbose_name="cơ quan"
    )
    kind = models.CharField("đối tượng", max_length=20, choices=Kind)
    job_title = models.CharField("chức vụ", max_length=150, blank=True)
    position_code = models.CharField("vị trí việc làm", max_length=40, blank=True)
    staff_no = models.CharField("mã cán bộ", max_length=40, blank=True)
    started_on = models.DateField("từ ngày", null=True, blank=True)
    ended_on = models.DateField("đến hết ngày", null=True, blank=True)

    objects = PeersManager.from_queryset(OfficialQuerySet)()

    class Meta:
        verbose_name = "cán bộ, công chức, viên chức"
        verbose_name_plural = "cán bộ, công chức, viên chức"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "staff_no"],
                condition=~Q(staff_no="") & Q(ended_on=None),
                name="official_staff_no_once",
            ),
            models.UniqueConstraint(
                fields=["person", "agency"],
                condition=Q(ended_on=None),
                name="official_one_open_post_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="official_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_title or self.get_kind_display()} {self.pk}"
