"""A file of figures on its way in: read, looked at row by row, confirmed, perhaps taken back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class DataImport(models.Model):
    """One file as it came, where its figures come from, the day they are of, and the period they
    are for where they are for one."""

    class Kind(models.TextChoices):
        POPULATION = "population", "Dân số"
        FIGURES = "figures", "Số liệu của các ngành"

    class State(models.TextChoices):
        STAGED = "staged", "Đang xem trước"
        APPLIED = "applied", "Đã nhập"
        CANCELLED = "cancelled", "Đã bỏ"
        UNDONE = "undone", "Đã lấy lại"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại", max_length=12, choices=Kind)
    source = models.CharField("nguồn số liệu", max_length=200)
    as_of = models.DateField("thời điểm số liệu")
    first_on = models.DateField("từ ngày", null=True, blank=True)
    last_on = models.DateField("đến ngày", null=True, blank=True)
    file_name = models.CharField("tệp", max_length=200)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.STAGED)
    summary = models.JSONField(default=dict)
    """How many rows are of each action, and which headings nobody knows."""
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "tệp số liệu"
        verbose_name_plural = "tệp số liệu"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=""), name="data_import_has_source"),
            models.CheckConstraint(
                condition=~Q(state__in=("applied", "undone")) | Q(applied_at__isnull=False),
                name="data_import_applied_has_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="population", first_on=None, last_on=None)
                | Q(kind="figures", first_on__isnull=False, last_on__gte=F("first_on")),
                name="data_import_figures_have_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class DataRow(models.Model):
    """One row of the file: what was written, what it comes to, what will be done and why."""

    class Action(models.TextChoices):
        NEW = "new", "Thêm mới"
        CHANGE = "change", "Thay số cũ"
        SAME = "same", "Không đổi"
        REFUSE = "refuse", "Không nhận"

    batch = models.ForeignKey(DataImport, models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField("dòng")
    unit = models.ForeignKey("places.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    cells = models.JSONField(default=dict)
    """As written, under the names of our columns."""
    said = models.JSONField(default=dict)
    """The numbers it comes to, as the kind of file writes them."""
    action = models.CharField(max_length=7, choices=Action)
    reasons = models.JSONField(default=list)

    objects = PeersManager()

    class Meta:
        verbose_name = "dòng số liệu"
        verbose_name_plural = "dòng số liệu"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "row_no"], name="data_row_once"),
            models.CheckConstraint(
                condition=Q(action="refuse") | Q(unit__isnull=False), name="data_row_taken_has_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} dòng {self.row_no}"
