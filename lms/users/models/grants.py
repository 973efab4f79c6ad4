"""What a person may do, where, from when to when; and what they agreed to."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def valid_on(self, day: date) -> Self:
        """Grants in force on `day`: begun, not run out and not revoked by then."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            Q(revoked_on=None) | Q(revoked_on__gt=day),
            valid_from__lte=day,
        )


class RoleGrant(models.Model):
    """One role in one scope: a unit subtree, an agency subtree, or a registered (kind, id)."""

    class Role(models.TextChoices):
        PROVINCE_ADMIN = "province_admin", "Quản trị tỉnh"
        PROVINCE_VIEWER = "province_viewer", "Lãnh đạo tỉnh (xem)"
        STEERING_MEMBER = "steering_member", "Thành viên Ban Chỉ đạo"
        AGENCY_MANAGER = "agency_manager", "Quản lý cơ quan"
        COMMUNE_MANAGER = "commune_manager", "Quản lý xã"
        COMMUNE_REVIEWER = "commune_reviewer", "Người duyệt của xã"
        VILLAGE_HEAD = "village_head", "Trưởng thôn"
        TRAINER = "trainer", "Giảng viên"
        CONTENT_AUTHOR = "content_author", "Người biên soạn"
        CONTENT_EDITOR = "content_editor", "Biên tập viên"
        CERTIFICATE_OFFICER = "certificate_officer", "Cán bộ cấp giấy chứng nhận"
        DATA_PROTECTION_OFFICER = "data_protection_officer", "Phụ trách bảo vệ dữ liệu"
        SYSTEM_ADMIN = "system_admin", "Quản trị hệ thống"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name="người"
    )
    role = models.CharField("vai trò", max_length=30, choices=Role)
    unit = models.ForeignKey(
        "places.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="đơn vị hành chính",
    )
    agency = models.ForeignKey(
        "users.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan",
    )
    scope_kind = models.CharField(max_length=30, blank=True)
    scope_id = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField("từ ngày", default=clock.today)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_on = models.DateField("thu hồi từ ngày", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager.from_queryset(RoleGrantQuerySet)()

    class Meta:
        verbose_name = "phân quyền"
        verbose_name_plural = "phân quyền"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(unit__isnull=False, agency=None, scope_kind="", scope_id="")
                    | Q(unit=None, agency__isnull=False, scope_kind="", scope_id="")
                    | (Q(unit=None, agency=None) & ~Q(scope_kind="") & ~Q(scope_id=""))
                ),
                name="grant_exactly_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="grant_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            # "Who is editor of this section?", when its Wagtail groups are derived.
            models.Index(name="grant_scope", fields=["scope_kind", "scope_id", "role"]),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class Consent(models.Model):
    """One answer to one purpose: the words shown, how and by whom it was taken."""

    class Channel(models.TextChoices):
        SCREEN = "screen", "Trên màn hình"
        PAPER = "paper", "Giấy"
        SPOKEN = "spoken", "Nói, có người chứng kiến"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField("mục đích", max_length=40)
    wording = models.TextField("lời đã đọc")
    channel = models.CharField("cách lấy", max_length=10, choices=Channel)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "sự đồng ý"
        verbose_name_plural = "sự đồng ý"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="consent_one_open_a_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.person_id}"
