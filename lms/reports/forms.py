"""What is written in a report, decided about it, and set for all."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock, text
from lms.common.formats.vi import formats
from lms.dashboards.models import Indicator, ReportingPeriod
from lms.reports.models import Report, ReportForm
from lms.reports.models.reports import LONGEST
from lms.reports.services.workflow import Words

TEXT = {"class": "input"}
DATES = [*formats.DATE_INPUT_FORMATS, "%d%m%Y"]
REASON_LONG = 500
EARLIEST = date(2020, 1, 1)
_TOO_LONG = gettext_lazy("Dài quá. Rút gọn còn %(limit_value)s chữ cái.")


def _said(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": _TOO_LONG},
        widget=forms.Textarea(attrs={**TEXT, "rows": rows}),
    )


def _reason(label: Any, required: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=REASON_LONG,
        error_messages={"required": required, "max_length": _TOO_LONG},
        widget=forms.Textarea(attrs={**TEXT, "rows": 3}),
    )


def day_field(label: Any, required: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={
            "required": required,
            "invalid": gettext_lazy("Chưa hiểu ngày này. Ghi như 05/12/2026."),
        },
        input_formats=DATES,
        widget=forms.DateInput(attrs={**TEXT, "inputmode": "numeric"}),
        **options,
    )


class WordsForm(forms.Form):
    """What a commune writes beside its figures."""

    difficulties = _said(gettext_lazy("II. Khó khăn, nguyên nhân"), 6)
    tasks = _said(gettext_lazy("III. Nhiệm vụ kỳ tới"), 6)
    proposals = _said(
        gettext_lazy("IV. Kiến nghị"), 4, gettext_lazy("Để trống thì báo cáo ghi “Không có”.")
    )
    signer = forms.ChoiceField(
        label=gettext_lazy("Ai ký"), choices=Report.Signer.choices, widget=forms.RadioSelect
    )
    signer_name = forms.CharField(
        label=gettext_lazy("Họ tên người ký"),
        required=False,
        max_length=100,
        error_messages={"max_length": _TOO_LONG},
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def words(self) -> Words:
        return Words(**self.cleaned_data)


class ReturnForm(forms.Form):
    reason = _reason(
        gettext_lazy("Xã cần bổ sung gì?"), gettext_lazy("Ghi điều cần bổ sung trước khi trả lại.")
    )


class ReopenForm(forms.Form):
    reason = _reason(
        gettext_lazy("Vì sao làm bản mới?"), gettext_lazy("Ghi lý do trước khi mở lại.")
    )


class NumberForm(forms.Form):
    """The number and day of the paper."""

    document_no = forms.CharField(
        label=gettext_lazy("Số, ký hiệu"),
        max_length=40,
        error_messages={
            "required": gettext_lazy("Ghi số, ký hiệu của báo cáo."),
            "max_length": _TOO_LONG,
        },
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
    )
    document_on = day_field(gettext_lazy("Ngày ký"), gettext_lazy("Ghi ngày ký báo cáo."))

    def __init__(self, *args: Any, sign: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document_no"].help_text = _("Ví dụ: 05/%(sign)s.") % {"sign": sign}

    def clean_document_no(self) -> str:
        said = text.nfc(self.cleaned_data["document_no"])
        number, _slash, sign = said.partition("/")
        if not number.strip().isdigit() or not sign.strip():
            raise forms.ValidationError(
                _("Số gồm số thứ tự, gạch chéo rồi ký hiệu, như 05/BC-UBND.")
            )
        return said

    def clean_document_on(self) -> date:
        day: date = self.cleaned_data["document_on"]
        if not EARLIEST <= day <= clock.today():
            raise forms.ValidationError(_("Ngày này chưa tới hoặc lâu quá. Ghi ngày đã ký."))
        return day


class DueForm(forms.Form):
    due_on = day_field(gettext_lazy("Hạn nộp"), gettext_lazy("Ghi ngày cuối cùng được nộp."))

    def __init__(self, *args: Any, earliest: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._earliest = earliest

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if not self._earliest <= day <= self._earliest + timedelta(days=366):
            raise forms.ValidationError(
                _("Hạn nộp từ ngày cuối kỳ (%(day)s) trở đi, trong một năm.")
                % {"day": f"{self._earliest:%d/%m/%Y}"}
            )
        return day


class FormForm(forms.Form):
    """What a form asks for, from when on the period is over, and who gets it."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Nộp theo kỳ nào"),
        choices=[
            (kind.value, kind.label)
            for kind in ReportingPeriod.Kind
            if kind != ReportingPeriod.Kind.YEARS
        ],
        error_messages={"required": gettext_lazy("Chọn ít nhất một loại kỳ.")},
        widget=forms.CheckboxSelectMultiple,
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Hạn nộp sau khi hết kỳ (ngày)"),
        min_value=0,
        max_value=90,
        error_messages={
            "required": gettext_lazy("Ghi số ngày."),
            "invalid": gettext_lazy("Ghi số ngày, từ 0 đến 90."),
            "min_value": gettext_lazy("Ghi số ngày, từ 0 đến 90."),
            "max_value": gettext_lazy("Ghi số ngày, từ 0 đến 90."),
        },
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}),
    )
    number_sign = forms.CharField(
        label=gettext_lazy("Ký hiệu văn bản"),
        max_length=30,
        error_messages={"required": gettext_lazy("Ghi ký hiệu, như BC-UBND.")},
        widget=forms.TextInput(attrs=TEXT),
    )
    recipients = forms.CharField(
        label=gettext_lazy("Nơi nhận"),
        help_text=gettext_lazy("Mỗi dòng một nơi."),
        max_length=1000,
        required=False,
        error_messages={"max_length": _TOO_LONG},
        widget=forms.Textarea(attrs={**TEXT, "rows": 5}),
    )
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("Chỉ số trong bảng"),
        error_messages={
            "required": gettext_lazy("Chọn ít nhất một chỉ số."),
            "invalid_choice": gettext_lazy("Chọn lại trong danh sách."),
        },
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, form: ReportForm, **options: Any) -> None:
        names = ("kinds", "due_days", "number_sign", "recipients", "indicators")
        initial = {name: getattr(form, name) for name in names}
        super().__init__(*args, **{"initial": initial, **options})
        offered = Indicator.objects.offered().order_by("position", "code")
        self._codes = [one.code for one in offered]
        indicators: Any = self.fields["indicators"]
        indicators.choices = [(one.code, one.name) for one in offered]

    def clean_indicators(self) -> list[str]:
        """In the order of the catalogue."""
        wanted = set(self.cleaned_data["indicators"])
        return [code for code in self._codes if code in wanted]
