"""What can be proved: frozen facts, gap-free numbers, and what happened to each certificate."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from lms.common import clock
from lms.common.ids import public_id, uuid7
from lms.common.models import PeersManager


def certificate_code() -> str:
    """The unguessable name of a certificate: 13 signs, 65 bits, as printed and in the QR."""
    return public_id().upper()


class TemplateVersion(models.Model):
    """The frozen text of a certificate's page, styles and drawings in it; only `state` changes.

    `assets` maps each font file to its SHA-256; `fields` gives, for each word of a snapshot whose
    length differs, the numbers of letters beyond which it is printed smaller. `compiled` is for a
    form of the page that is quicker to fill; it is written once.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        PUBLISHED = "published", "Đang dùng"
        RETIRED = "retired", "Thôi dùng"

    code = models.SlugField("mẫu", max_length=40)
    number = models.PositiveIntegerField("phiên bản")
    html = models.TextField()
    assets = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    compiled = models.BinaryField(null=True, blank=True)
    # Of text, assets and fields together.
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


REGISTER_NO = "{number:06d}/{year}/{series}"


class RegisterBook(models.Model):
    """Gap-free numbers for one issuer, series and year; `last_number` only rises.

    `number_format` is how a number of the book is written, with {number}, {year} and {series}.
    """

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="books")
    series = models.CharField("ký hiệu", max_length=20)
    year = models.PositiveSmallIntegerField("năm")
    number_format = models.CharField("cách ghi số", max_length=60, default=REGISTER_NO)
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

    @property
    def last_register_no(self) -> str:
        """The last number as it is printed: "000123/2026/GCN-KNS"."""
        return self.number_format.format(
            number=self.last_number, year=self.year, series=self.series
        )


class IssueBatch(models.Model):
    """A decision that many certificates are issued by; automatic kinds have none.

    `key` is the caller's own name of the request: asked twice, it is one batch. `decision_file`
    is the signed decision, `root` the hash over what it lists.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", "Đề nghị"
        APPROVED = "approved", "Đã duyệt"
        ISSUED = "issued", "Đã cấp"
        REFUSED = "refused", "Không duyệt"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="batches")
    key = models.CharField(max_length=100, unique=True, default=public_id)
    course = models.ForeignKey(
        "courses.Course", models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField("tên đợt", max_length=200)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    decision_file = models.BinaryField(null=True, blank=True)
    root = models.CharField(max_length=64, blank=True)
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
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                name="batch_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "issued"]) | Q(approved_by__isnull=False),
                name="batch_approved_by_somebody",
            ),
        ]

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

    def revoked(self, *, yes: bool = True) -> Self:
        """Taken back, or not; after `with_status()`."""
        return self.filter(is_revoked=yes)

    def replaced(self) -> Self:
        """Not taken back, but there is one in its place; after `with_status()`."""
        return self.filter(is_revoked=False, is_replaced=True)

    def valid(self) -> Self:
        """Neither revoked nor replaced nor expired; after `with_status()`."""
        unexpired = Q(expires_on=None) | Q(expires_on__gte=clock.today())
        return self.filter(unexpired, is_revoked=False, is_replaced=False)


class Certificate(models.Model):
    """One frozen fact; nothing of it changes but that file, signature and index are added once.

    `issued_on` and `expires_on` (null: never) are days of Vietnam. `signature` is what a key
    says of `pdf_sha256`, `status_index` the place in a published list of revoked ones.

    `snapshot` is every word as printed: `{"issuer": {"superior", "name", "place"}, "holder":
    {"salutation", "name", "line"}, "course", "detail", "number", "place_and_date",
    "signatory": {"capacity", "title", "name"}, "code", "address", "check_at",
    "is_trial"}`.
    """

    class Kind(models.TextChoices):
        COMPLETION = "completion", "Giấy chứng nhận hoàn thành"
        THANKS = "thanks", "Giấy cảm ơn"

    class Status(models.TextChoices):
        VALID = "valid", "Còn hiệu lực"
        EXPIRED = "expired", "Đã hết hạn"
        REPLACED = "replaced", "Đã được thay"
        REVOKED = "revoked", "Đã thu hồi"

    code = models.CharField(
        "mã tra cứu", max_length=13, unique=True, default=certificate_code, editable=False
    )
    kind = models.CharField("loại", max_length=20, choices=Kind)
    book = models.ForeignKey(RegisterBook, models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField("số")
    register_no = models.CharField("số vào sổ cấp", max_length=50)
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    # What else it is for: "thanks:<team>:<year>"; "" for a finished course.
    subject = models.CharField(max_length=80, blank=True)
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
    expires_on = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    pdf = models.BinaryField(null=True, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    signature = models.BinaryField(null=True, blank=True)
    status_index = models.PositiveIntegerField(unique=True, null=True, blank=True)

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
            models.UniqueConstraint(
                fields=["person", "subject"],
                condition=Q(replaces=None) & ~Q(subject=""),
                name="certificate_once_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(kind="completion", enrolment__isnull=False, subject="")
                | Q(kind="thanks", enrolment=None) & ~Q(subject=""),
                name="certificate_is_for_something",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="certificate_number_from_one"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="certificate_expires_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(pdf=None, pdf_sha256="") | Q(pdf__isnull=False) & ~Q(pdf_sha256=""),
                name="certificate_file_has_hash",
            ),
        ]
        indexes: ClassVar = [
            # An issuer's list, newest first, and its search by name.
            models.Index(name="certificate_newest", fields=["book", "-number"]),
            models.Index(name="certificate_name", fields=["name_fold"]),
            # Figures, day by day.
            models.Index(name="certificate_of_day", fields=["issued_on", "kind"]),
        ]

    def __str__(self) -> str:
        return self.register_no

    def get_absolute_url(self) -> str:
        return f"/K/{self.code}"

    @property
    def status(self) -> str:
        """valid, expired, replaced or revoked; needs `with_status()`."""
        known: Any = self
        if known.is_revoked:
            return self.Status.REVOKED
        if known.is_replaced:
            return self.Status.REPLACED
        return self.Status.EXPIRED if self.is_expired else self.Status.VALID

    def get_status_display(self) -> str:
        """The status in words; needs `with_status()`."""
        return str(self.Status(self.status).label)

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < clock.today()

    @property
    def is_sealed(self) -> bool:
        return bool(self.pdf_sha256)


class CertificateEvent(models.Model):
    """What happened to a certificate; only ever added. `decision_no` is the paper behind it."""

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
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "việc của giấy chứng nhận"
        verbose_name_plural = "việc của giấy chứng nhận"
        indexes: ClassVar = [
            # Figures, day by day.
            models.Index(name="revocation_of_day", fields=["at"], condition=Q(kind="revoked")),
        ]
        constraints: ClassVar = [
            # Each of these happens to a certificate at most once.
            models.UniqueConstraint(fields=["certificate", "kind"], name="certificate_event_once"),
            models.CheckConstraint(
                condition=~Q(kind="revoked") | ~Q(reason=""), name="revocation_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.certificate_id}"
