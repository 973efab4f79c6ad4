"""What a procedure of the public services asks for, kept once for all lessons that speak of it."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin, RevisionMixin
from wagtail.search import index

from courses import seams
from lms.common import clock, text
from lms.common.models import PeersManager

CODE = RegexValidator(
    r"^[0-9A-Za-z][0-9A-Za-z.-]*\Z",
    _("Mã chỉ có chữ không dấu, số, dấu chấm và gạch ngang, ví dụ 2.000635."),
)


class ProcedureCardQuerySet(models.QuerySet["ProcedureCard"]):
    def in_force(self, today: date) -> Self:
        """Cards that hold today."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=today),
            Q(valid_to=None) | Q(valid_to__gte=today),
        )

    def expired(self, today: date) -> Self:
        return self.filter(valid_to__lt=today)


class ProcedureCard(PreviewableMixin, RevisionMixin, index.Indexed, models.Model):
    """One procedure; editions freeze what it says on the day they are made."""

    name = models.CharField("tên thủ tục", max_length=200)
    code = models.CharField("mã thủ tục", max_length=40, unique=True, validators=[CODE])
    papers = models.TextField("giấy tờ cần có", max_length=2000, blank=True)
    days = models.PositiveSmallIntegerField("số ngày làm việc", null=True, blank=True)
    fee_counter = models.CharField("lệ phí nộp tại quầy", max_length=120, blank=True)
    fee_online = models.CharField("lệ phí nộp trực tuyến", max_length=120, blank=True)
    legal_basis = models.TextField("căn cứ pháp lý", max_length=1000, blank=True)
    valid_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    # Shown as an example wherever it stands: nobody has compared it with the law.
    is_example = models.BooleanField("chỉ là ví dụ", default=False)
    # The day since which it says what it says.
    as_of = models.DateField("thông tin từ ngày", default=clock.today, editable=False)

    objects = PeersManager.from_queryset(ProcedureCardQuerySet)()

    search_fields: ClassVar = [
        index.SearchField("search_words"),
        index.AutocompleteField("search_words"),
        index.FilterField("is_example"),
        index.FilterField("valid_to"),
    ]

    class Meta:
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="procedure_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def get_absolute_url(self) -> str:
        return f"/thu-tuc/{self.code}/"

    def search_words(self) -> str:
        """What editors find it by, typed with marks or without."""
        said = f"{self.name} {self.code}"
        return f"{said} {text.fold(said)}"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:  # noqa: ARG002
        return seams.preview_procedure(self)

    def is_over(self, today: date) -> bool:
        return self.valid_to is not None and self.valid_to < today

    def with_content_json(self, content: dict[str, Any]) -> "ProcedureCard":
        """A revision as an object; since when it says so is that of the row."""
        card: ProcedureCard = super().with_content_json(content)
        card.as_of = self.as_of
        return card
