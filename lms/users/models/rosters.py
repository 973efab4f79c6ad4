"""A list of people on its way in: staged, looked at, then applied; some are taken back."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager

if TYPE_CHECKING:
    from lms.places.models import Unit
    from lms.users.models.agencies import Agency


class RosterImport(models.Model):
    """One uploaded list; nothing of it touches people before it is confirmed.

    Of the officials of an agency, or of the residents of a commune or village.
    """

    class State(models.TextChoices):
        READING = "reading", "Đang đọc"
        STAGED = "staged", "Đang xem trước"
        APPLYING = "applying", "Đang nhập"
        APPLIED = "applied", "Đã nhập"
        CANCELLED = "cancelled", "Đã bỏ"
        UNDOING = "undoing", "Đang lấy lại"
        UNDONE = "undone", "Đã lấy lại"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(
        "users.Agency", models.PROTECT, null=True, blank=True, related_name="roster_imports"
    )
    unit = models.ForeignKey(
        "places.Unit", models.PROTECT, null=True, blank=True, related_name="roster_imports"
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.STAGED)
    summary = models.JSONField(default=dict)
    """Counts of rows by action, headings nobody knows, how many people the list leaves out."""
    created_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "danh sách nhập"
        verbose_name_plural = "danh sách nhập"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agency=None, unit__isnull=False) | Q(agency__isnull=False, unit=None),
                name="roster_of_agency_or_unit",
            ),
        ]
        indexes: ClassVar = [
            # An agency's earlier lists, newest first; and a commune's or a village's.
            models.Index(name="roster_of_agency", fields=["agency", "-created_at"]),
            models.Index(name="roster_of_unit", fields=["unit", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"

    @property
    def place(self) -> "Agency | Unit":
        """Whose people the list names."""
        place = self.agency or self.unit
        if place is None:
            raise ValueError
        return place


class RosterFile(models.Model):
    """The cells of a list while its rows are being staged; gone when they are."""

    roster = models.OneToOneField(
        RosterImport, models.CASCADE, primary_key=True, related_name="file"
    )
    content = models.BinaryField()

    objects = PeersManager()

    class Meta:
        verbose_name = "nội dung danh sách"
        verbose_name_plural = "nội dung danh sách"

    def __str__(self) -> str:
        return f"{self.roster_id}"


class RosterRow(models.Model):
    """One line of the list with what will be done about it and why."""

    class Action(models.TextChoices):
        MAYBE = "maybe", "Có lẽ đã có"
        CREATE = "create", "Thêm mới"
        CHANGE = "change", "Thay đổi"
        SAME = "same", "Không đổi"
        REFUSE = "refuse", "Không nhận"

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    """What was written, what it comes to, and whom a row of residents may mean already."""
    action = models.CharField(max_length=10, choices=Action)
    reasons = models.JSONField(default=list)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "dòng của danh sách"
        verbose_name_plural = "dòng của danh sách"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roster", "row_no"], name="roster_row_once"),
        ]
        indexes: ClassVar = [
            # The preview, one action at a time.
            models.Index(name="roster_row_action", fields=["roster", "action", "row_no"]),
        ]

    def __str__(self) -> str:
        return f"{self.roster_id} dòng {self.row_no}"
