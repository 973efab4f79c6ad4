"""Giving, changing, breaking down and answering targets; opening periods."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock, numbers, papers
from lms.common.formats.vi import formats
from lms.dashboards.models import Indicator, Population, ReportingPeriod, Target
from lms.dashboards.services.targets import breaking
from lms.dashboards.services.targets.breaking import Below
from lms.dashboards.services.targets.giving import LARGEST, Holder, Paper
from lms.places.forms import UnitField
from lms.places.models import Unit
from lms.users.models import Agency

TEXT = {"class": "input"}
WHOLE, EVERY, COMMUNE, ONE = "province", "communes", "commune", "agency"
COMMUNES = "cac-xa"
"""The list of names on the page that is suggested from, without script too."""
MOST_MILESTONES = 12
YEARS_AHEAD = 5


class NumberField(forms.CharField):
    """A number as people here write it; empty is None."""

    default_error_messages = {
        "required": gettext_lazy("Ghi chỉ tiêu là bao nhiêu."),
    }

    def __init__(self, **options: Any) -> None:
        attrs = {**TEXT, "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=40, **options)

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        return read_number(written)


def read_number(written: str) -> Decimal:
    """What was meant; raises ValidationError in plain words."""
    try:
        number = numbers.read(written)
    except ValueError as error:
        raise forms.ValidationError(
            _("Chưa hiểu số này. Ghi như 1200, 1.200 hoặc 62,5.")
        ) from error
    if not 0 <= number <= LARGEST:
        raise forms.ValidationError(_("Số này âm hoặc lớn quá. Xem lại giúp mình."))
    return number


class PaperForm(papers.PaperForm):
    """The document that sets a target."""

    def paper(self) -> Paper:
        said = self.cleaned_data
        return Paper(said["document_no"], said["document_on"], said["clause"])


class MilestonesField(forms.CharField):
    """A milestone a line: a day, a colon, a number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Các mốc giữa kỳ"),
            help_text=gettext_lazy("Mỗi dòng một mốc, như 30/06/2026: 150."),
            required=False,
            max_length=600,
            widget=forms.Textarea(attrs={**TEXT, "rows": 3}),
            **options,
        )

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_MILESTONES:
            raise forms.ValidationError(_("Nhiều mốc quá. Giữ lại nhiều nhất 12 mốc."))
        return [self._mark(line) for line in lines]

    def _mark(self, line: str) -> tuple[date, Decimal]:
        day, _colon, number = line.partition(":")
        for wanted in formats.DATE_INPUT_FORMATS:
            try:
                found = datetime.strptime(day.strip(), wanted).date()  # noqa: DTZ007  a day alone
            except ValueError:
                continue
            return found, read_number(number)
        raise forms.ValidationError(
            _("Chưa hiểu dòng “%(line)s”. Ghi như 30/06/2026: 150.") % {"line": line[:60]}
        )


class AssignForm(PaperForm):
    """What the province gives to whom."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        label=gettext_lazy("Chỉ số"),
        empty_label=gettext_lazy("Chọn chỉ số"),
        error_messages={"required": gettext_lazy("Chọn chỉ số trước đã.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    period = forms.ModelChoiceField(
        ReportingPeriod.objects.none(),
        label=gettext_lazy("Kỳ báo cáo"),
        empty_label=gettext_lazy("Chọn kỳ"),
        error_messages={"required": gettext_lazy("Chọn kỳ trước đã.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Giao cho"),
        choices=[
            (WHOLE, gettext_lazy("Cả tỉnh, rồi phân bổ cho các xã")),
            (EVERY, gettext_lazy("Mọi xã, phường, cùng một số")),
            (COMMUNE, gettext_lazy("Một xã, phường")),
            (ONE, gettext_lazy("Một cơ quan")),
        ],
        initial=WHOLE,
        widget=forms.RadioSelect,
    )
    commune = UnitField(
        level=Unit.Level.COMMUNE,
        label=gettext_lazy("Xã, phường"),
        help_text=gettext_lazy("Gõ tên khi giao cho một xã, như Ý Yên, rồi chọn trong gợi ý."),
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "list": COMMUNES}),
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=gettext_lazy("Cơ quan"),
        empty_label=gettext_lazy("Chọn khi giao cho một cơ quan"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    value = NumberField(label=gettext_lazy("Chỉ tiêu"))
    milestones = MilestonesField()

    field_order = ("indicator", "period", "whom", "commune", "agency", "value", "milestones")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["indicator"].queryset = Indicator.objects.offered().order_by("position", "code")
        fields["indicator"].label_from_instance = _named
        running = ReportingPeriod.objects.running().filter(last_on__gte=clock.today())
        fields["period"].queryset = running.order_by("first_on", "-last_on")
        fields["agency"].queryset = Agency.objects.filter(valid_to=None).order_by("sort_key")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("whom") == ONE and not said.get("agency"):
            self.add_error("agency", _("Chọn cơ quan nhận chỉ tiêu."))
        is_named = said.get("commune") or "commune" in self.errors
        if said.get("whom") == COMMUNE and not is_named:
            self.add_error("commune", _("Gõ tên xã, phường nhận chỉ tiêu."))
        if said.get("whom") != COMMUNE:
            # What was typed for another choice stands in nobody's way.
            self.errors.pop("commune", None)
        return said

    def communes(self) -> list[str]:
        """The names that are suggested."""
        rows = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
        return [unit.label for unit in rows.select_related("parent").sorted()]


class ChangeForm(PaperForm):
    """Another number by another paper."""

    value = NumberField(label=gettext_lazy("Chỉ tiêu mới"))
    milestones = MilestonesField()
    reason = forms.CharField(
        label=gettext_lazy("Vì sao điều chỉnh"),
        max_length=400,
        error_messages={"required": gettext_lazy("Ghi ngắn gọn vì sao điều chỉnh.")},
        widget=forms.Textarea(attrs={**TEXT, "rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30000)

    field_order = ("value", "milestones", "reason", "document_no", "document_on", "clause")


class ReasonForm(forms.Form):
    """Why, in a few words."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=400,
        error_messages={"required": gettext_lazy("Ghi lý do, một hai câu là đủ.")},
        widget=forms.Textarea(attrs={**TEXT, "rows": 3}),
    )


class SettleForm(PaperForm):
    """The answer to a dispute; another number only where one is written."""

    answer = forms.CharField(
        label=gettext_lazy("Trả lời"),
        max_length=400,
        error_messages={"required": gettext_lazy("Ghi câu trả lời, một hai câu là đủ.")},
        widget=forms.Textarea(attrs={**TEXT, "rows": 3}),
    )
    value = NumberField(
        label=gettext_lazy("Chỉ tiêu mới"),
        help_text=gettext_lazy("Để trống thì giữ nguyên chỉ tiêu cũ."),
        required=False,
    )
    field_order = ("answer", "value", "document_no", "document_on", "clause")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("document_no", "document_on"):
            self.fields[name].required = False

    def clean_document_on(self) -> Any:
        return super().clean_document_on() if self.cleaned_data.get("document_on") else None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("value") is not None:
            for name, told in (
                ("document_no", _("Đổi số thì ghi số, ký hiệu quyết định.")),
                ("document_on", _("Đổi số thì ghi ngày quyết định.")),
            ):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, told)
        return said


class YearForm(forms.Form):
    """Which year's periods to open, and on which day its months begin."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Năm"), coerce=int, widget=forms.Select(attrs={"class": "select"})
    )
    starts_on = forms.TypedChoiceField(
        label=gettext_lazy("Kỳ tháng bắt đầu từ ngày"),
        help_text=gettext_lazy("Ngày 15: kỳ tháng 6 tính từ 15/05 đến hết 14/06."),
        coerce=int,
        choices=[(day, str(day)) for day in range(1, 29)],
        initial=1,
        widget=forms.Select(attrs={"class": "select"}),
    )
    years_count = forms.TypedChoiceField(
        label=gettext_lazy("Mở thêm giai đoạn nhiều năm"),
        coerce=int,
        choices=[(1, gettext_lazy("Không")), *((n, f"{n} năm") for n in range(2, 11))],
        initial=1,
        widget=forms.Select(attrs={"class": "select"}),
    )
    with_weeks = forms.BooleanField(label=gettext_lazy("Mở cả các tuần"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        this = clock.today().year
        years: Any = self.fields["year"]
        years.choices = [(year, str(year)) for year in range(this - 1, this + YEARS_AHEAD)]
        self.initial.setdefault("year", this)


class BreakdownForm(PaperForm):
    """A number for each of those below; empty gives nothing."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao chưa khớp"),
        help_text=gettext_lazy("Chỉ cần khi tổng các phần chưa khớp với chỉ tiêu."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={**TEXT, "rows": 2}),
    )
    field_order = ("reason", "document_no", "document_on", "clause")

    def __init__(self, target: Target, found: Below, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.target, self.below = target, found
        for holder in found.holders:
            part = found.parts.get(holder.pk)
            field = NumberField(label=holder.name, required=False)
            field.initial = (
                numbers.show(part.value, places=target.indicator.decimals) if part else ""
            )
            self.fields[f"to-{holder.pk}"] = field

    def rows(self) -> list[tuple[Holder, forms.BoundField]]:
        return [(holder, self[f"to-{holder.pk}"]) for holder in self.below.holders]

    def values(self) -> dict[UUID, Decimal]:
        """What is written and understood."""
        said = getattr(self, "cleaned_data", {})
        found = {one.pk: said.get(f"to-{one.pk}") for one in self.below.holders}
        return {key: value for key, value in found.items() if value is not None}

    def with_proposal(self, how: str) -> "BreakdownForm":
        """The same papers, with the numbers that are proposed."""
        filled = {name: self.data.get(name, "") for name in self.field_order or ()}
        places = self.target.indicator.decimals
        for key, value in breaking.propose(self.target, self.below, how).items():
            filled[f"to-{key}"] = numbers.show(value, places=places)
        return BreakdownForm(self.target, self.below, filled)


def ways() -> Sequence[tuple[str, str]]:
    """The ways to have a breakdown proposed."""
    groups = [
        (group.value, _("Theo %(group)s") % {"group": str(group.label).lower()})
        for group in Population.Group
    ]
    return [
        *groups,
        (breaking.BY_BASELINE, _("Theo kết quả kỳ trước")),
        (breaking.EVENLY, _("Chia đều")),
    ]


def _named(indicator: Any) -> str:
    return f"{indicator.name} ({indicator.unit_word})"
