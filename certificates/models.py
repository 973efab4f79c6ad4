"""What can be proved: frozen facts, gap-free numbers, and what happened to each certificate."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from lms.common import clock
from lms.common.ids import public_id, uuid7
from lms.common.models import PeersManager


def certificate_code() -> str:
    """The unguessable name of a certificate: 13 signs, 65 bits, as printed and in the QR."""
    return public_id().upper()


class TemplateVersion(models.Model):
    """The frozen text of a certificate's page; a published one never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        PUBLISHED = "published", "Đang dùng"
        RETIRED = "retired", "Thôi dùng"

    code = models.SlugField("mẫu", max_length=40)
    number = models.PositiveIntegerField("phiên bản")
    html = models.TextField()
    sha256 = models.CharField(max_length=64)
    engine = models.CharField("phần mềm dựng", max_length=40)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PUBLISHED)
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "mẫu giấy chứng nhận"
        verbose_name_plural = "mẫu giấy chứng nhận"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="template_number_once"),
            models.UniqueConstraint(fields=["code", "sha256"], name="template_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class Issuer(models.Model):
    """An agency that issues certificates, and how it signs them."""

    agency = models.OneToOneField(
        "users.Agency", models.PROTECT, related_name="issuer", verbose_name="cơ quan cấp"
    )
    superior_name = models.CharField("cơ quan chủ quản", max_length=150, blank=True)
    name = models.CharField("tên in trên giấy", max_length=150)
    place = models.CharField("địa danh", max_length=60)
    series = models.CharField("ký hiệu sổ", max_length=20)
    signing_capacity = models.CharField("thẩm quyền ký", max_length=120, blank=True)
    signatory_title = models.CharField("chức vụ người ký", max_length=120)
    signatory_name = models.CharField("người ký", max_length=100)
    phone = models.CharField("điện thoại hỏi đáp", max_length=20, blank=True)
    # The issuer of what is issued without a request: completions of courses.
    is_default = models.BooleanField("cấp tự động khi học xong", default=False)

    objects = PeersManager()

    class Meta:
        verbose_name = "cơ quan cấp"
        verbose_name_plural = "cơ quan cấp"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="issuer_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegisterBook(models.Model):
    """Gap-free numbers for one issuer, series and year; `last_number` only rises."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="books")
    series = models.CharField("ký hiệu", max_length=20)
    year = models.PositiveSmallIntegerField("năm")
    last_number = models.PositiveIntegerField("số cuối", default=0)

    objects = PeersManager()

    class Meta:
        verbose_name = "sổ cấp"
        verbose_name_plural = "sổ cấp"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "series", "year"], name="book_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class IssueBatch(models.Model):
    """A decision that many certificates are issued by; automatic kinds have none."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Đề nghị"
        APPROVED = "approved", "Đã duyệt"
        ISSUED = "issued", "Đã cấp"
        REFUSED = "refused", "Không duyệt"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="batches")
    title = models.CharField("tên đợt", max_length=200)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "đợt cấp"
        verbose_name_plural = "đợt cấp"

    def __str__(self) -> str:
        return self.title


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def with_status(self) -> Self:
        """Adds what `status` needs, so that a list costs one query."""
        revoked = CertificateEvent.objects.filter(
            certificate=OuterRef("pk"), kind=CertificateEvent.Kind.REVOKED
        )
        successor = Certificate.objects.filter(replaces=OuterRef("pk"))
        return self.annotate(
            is_revoked=Exists(revoked),
            is_replaced=Exists(successor),
        )


class Certificate(models.Model):
    """One frozen fact; nothing of it changes but that the sealed file is stored once.

    `snapshot` is every word as printed: `{"issuer": {"superior", "name", "place"}, "holder":
    {"salutation", "name", "line"}, "course", "detail", "number", "place_and_date",
    "signatory": {"capacity", "title", "name"}, "code", "address", "is_trial"}`.
    """

    class Kind(models.TextChoices):
        COMPLETION = "completion", "Giấy chứng nhận hoàn thành"

    class Status(models.TextChoices):
        VALID = "valid", "Còn hiệu lực"
        REPLACED = "replaced", "Đã được thay"
        REVOKED = "revoked", "Đã thu hồi"

    code = models.CharField(
        "mã tra cứu", max_length=13, unique=True, default=certificate_code, editable=False
    )
    kind = models.CharField("loại", max_length=20, choices=Kind)
    book = models.ForeignKey(RegisterBook, models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField("số")
    register_no = models.CharField("số vào sổ cấp", max_length=50)
    enrolment = models.ForeignKey("courses.Enrolment", models.PROTECT, related_name="certificates")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates"
    )
    template = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="certificates")
    batch = models.ForeignKey(
        IssueBatch, models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    # Looking a certificate up by the holder's name, with or without marks.
    name_fold = models.CharField(max_length=151)
    issued_on = models.DateField("ngày cấp")
    created_at = models.DateTimeField(default=clock.now)
    pdf = models.BinaryField(null=True, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = PeersManager.from_queryset(CertificateQuerySet)()

    class Meta:
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=Q(replaces=None),
                name="certificate_once_an_enrolment",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="certificate_number_from_one"),
            models.CheckConstraint(
                condition=Q(pdf=None, pdf_sha256="") | Q(pdf__isnull=False) & ~Q(pdf_sha256=""),
                name="certificate_file_has_hash",
            ),
        ]
        indexes: ClassVar = [
            # An issuer's list, newest first, and its search by name.
            models.Index(name="certificate_newest", fields=["book", "-number"]),
            models.Index(name="certificate_name", fields=["name_fold"]),
        ]

    def __str__(self) -> str:
        return self.register_no

    def get_absolute_url(self) -> str:
        return f"/K/{self.code}"

    @property
    def status(self) -> str:
        """valid, replaced or revoked; needs `with_status()`."""
        known: Any = self
        if known.is_revoked:
            return self.Status.REVOKED
        return self.Status.REPLACED if known.is_replaced else self.Status.VALID

    @property
    def is_sealed(self) -> bool:
        return bool(self.pdf_sha256)


class CertificateEvent(models.Model):
    """What happened to a certificate; only ever added."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "Cấp"
        SEALED = "sealed", "Dựng tệp"
        REVOKED = "revoked", "Thu hồi"
        REPLACED = "replaced", "Thay bằng giấy mới"

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=10, choices=Kind)
    at = models.DateTimeField("lúc", default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("lý do", max_length=300, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "việc của giấy chứng nhận"
        verbose_name_plural = "việc của giấy chứng nhận"
        constraints: ClassVar = [
            # Each of these happens to a certificate at most once.
            models.UniqueConstraint(fields=["certificate", "kind"], name="certificate_event_once"),
            models.CheckConstraint(
                condition=~Q(kind="revoked") | ~Q(reason=""), name="revocation_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.certificate_id}"
