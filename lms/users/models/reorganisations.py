"""Acts by which units or agencies merge, split, are renamed or move; and who followed whom."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class Reorganisation(models.Model):
    """One act by a document: what becomes of which units, or agencies, from which day on.

    It is drafted, looked at with all that follows, confirmed, and in force from its day. Until a
    line of it was carried out nothing rests on it, and it can be called off; afterwards what is
    wrong is put right by another act.
    """

    class Subject(models.TextChoices):
        UNITS = "units", "Đơn vị hành chính, thôn xóm"
        AGENCIES = "agencies", "Cơ quan, đơn vị"

    class Kind(models.TextChoices):
        MERGE = "merge", "Nhập"
        SPLIT = "split", "Chia tách"
        RENAME = "rename", "Đổi tên"
        TRANSFER = "transfer", "Chuyển về nơi khác"

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        PREVIEWED = "previewed", "Đã xem trước"
        CONFIRMED = "confirmed", "Đã xác nhận"
        IN_FORCE = "in_force", "Đã có hiệu lực"
        UNDONE = "undone", "Đã thôi"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.CharField("sắp xếp", max_length=8, choices=Subject)
    kind = models.CharField("việc", max_length=8, choices=Kind)
    effective_on = models.DateField("có hiệu lực từ ngày")
    document_no = models.CharField("số, ký hiệu văn bản", max_length=60)
    document_on = models.DateField("ngày văn bản")
    clause = models.CharField("điều khoản", max_length=120, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=State, default=State.DRAFT)
    answers = models.JSONField(default=dict)
    """By the name of what follows, what was decided there."""
    refused = models.JSONField(default=list)
    """Rows of the last file that could not be taken: number, cells as written, reasons."""
    effects = models.JSONField(default=list)
    """What was done, as it was told: words and how many."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "sắp xếp đơn vị"
        verbose_name_plural = "sắp xếp đơn vị"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(document_no=""), name="reorganisation_has_paper"),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "in_force"))
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="reorganisation_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="in_force", done_at__isnull=False)
                | ~Q(state="in_force") & Q(done_at=None),
                name="reorganisation_in_force_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_no} {self.effective_on}"

    def get_absolute_url(self) -> str:
        return f"/don-vi/sap-xep/{self.pk}/"

    @property
    def is_open(self) -> bool:
        """Whether its lines may still be changed."""
        return self.state in {self.State.DRAFT, self.State.PREVIEWED}

    @property
    def is_of_units(self) -> bool:
        return self.subject == self.Subject.UNITS


class ReorganisationLine(models.Model):
    """One old unit or agency and one that takes over from it, wholly or by a share.

    What the new one will be stands here until the act is carried out; then it is named, too.
    """

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="lines")
    old_unit = models.ForeignKey(
        "places.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    old_agency = models.ForeignKey(
        "users.Agency", models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_name = models.CharField("tên mới", max_length=120)
    new_code = models.CharField("mã mới", max_length=20, blank=True)
    new_parent = models.CharField("thuộc", max_length=200, blank=True)
    """By name, where it is another than so far; may be new itself."""
    weight = models.DecimalField("tỷ lệ", max_digits=5, decimal_places=2, default=100)
    """How much of the old one goes there, of a hundred."""
    is_main = models.BooleanField("nơi kế thừa chính", default=True)
    new_unit = models.ForeignKey(
        "places.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_agency = models.ForeignKey(
        "users.Agency", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PeersManager()

    class Meta:
        verbose_name = "dòng sắp xếp"
        verbose_name_plural = "dòng sắp xếp"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(old_unit__isnull=False, old_agency=None, new_agency=None)
                | Q(old_unit=None, old_agency__isnull=False, new_unit=None),
                name="reorganisation_line_of_one_kind",
            ),
            models.CheckConstraint(condition=~Q(new_name=""), name="reorganisation_line_has_name"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100), name="reorganisation_line_has_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_unit_id or self.old_agency_id} → {self.new_name}"

    @property
    def old_name(self) -> str:
        old = self.old_unit or self.old_agency
        return old.name if old else ""

    @property
    def old_key(self) -> object:
        return self.old_unit_id or self.old_agency_id


class AgencySuccession(models.Model):
    """Which agency took over from which; several to several, never changed afterwards."""

    old = models.ForeignKey("users.Agency", models.PROTECT, related_name="successions")
    new = models.ForeignKey("users.Agency", models.PROTECT, related_name="origins")
    is_main = models.BooleanField()
    effective_on = models.DateField()

    objects = PeersManager()

    class Meta:
        verbose_name = "quan hệ kế thừa cơ quan"
        verbose_name_plural = "quan hệ kế thừa cơ quan"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="agency_succession_once"),
            models.UniqueConstraint(
                fields=["old"], condition=Q(is_main=True), name="agency_succession_one_main"
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="agency_succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class AgencyLineage(models.Model):
    """Every agency that ended, with each on its chain of main successors; rows are only added."""

    earlier = models.ForeignKey("users.Agency", models.PROTECT, related_name="later_lineage")
    later = models.ForeignKey("users.Agency", models.PROTECT, related_name="earlier_lineage")

    objects = PeersManager()

    class Meta:
        verbose_name = "dòng kế thừa cơ quan"
        verbose_name_plural = "dòng kế thừa cơ quan"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["earlier", "later"], name="agency_lineage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} ⇒ {self.later_id}"
