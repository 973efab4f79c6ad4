"""How much is paid by which paper, and why a sheet is corrected."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock, numbers, text
from lms.reports.forms import TEXT, day_field
from lms.reports.models import PayRate
from lms.reports.services.paying import Rate

MOST = 100_000_000
"""Đồng; more is a slip of the pen."""
EARLIEST = date(2020, 1, 1)


class MoneyField(forms.CharField):
    """An amount as people here write it: 50000 or 50.000; empty is None."""

    def __init__(self, **options: Any) -> None:
        attrs = {**TEXT, "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=40, **options)

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        try:
            amount = numbers.read(written)
        except ValueError as error:
            raise forms.ValidationError(
                _("Chưa hiểu số tiền này. Ghi như 50000 hoặc 50.000.")
            ) from error
        if amount != int(amount) or not 0 < amount <= MOST:
            raise forms.ValidationError(_("Số tiền là số nguyên, lớn hơn 0, dưới 100 triệu đồng."))
        return int(amount)


class RateForm(forms.Form):
    basis = forms.ChoiceField(
        label=gettext_lazy("Tính theo"), choices=PayRate.Basis.choices, widget=forms.RadioSelect
    )
    amount = MoneyField(
        label=gettext_lazy("Mức (đồng)"),
        error_messages={"required": gettext_lazy("Ghi mức tiền mỗi giờ hoặc mỗi buổi.")},
    )
    most_each = MoneyField(
        label=gettext_lazy("Nhiều nhất mỗi người, mỗi kỳ (đồng)"),
        help_text=gettext_lazy("Để trống nếu văn bản không giới hạn."),
        required=False,
    )
    document_no = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản"),
        help_text=gettext_lazy("Ví dụ: 12/2026/NQ-HĐND."),
        max_length=60,
        error_messages={"required": gettext_lazy("Ghi số, ký hiệu văn bản quy định mức này.")},
        widget=forms.TextInput(attrs=TEXT),
    )
    document_on = day_field(gettext_lazy("Ngày văn bản"), gettext_lazy("Ghi ngày của văn bản."))
    valid_from = day_field(
        gettext_lazy("Áp dụng từ ngày"), gettext_lazy("Ghi ngày bắt đầu áp dụng.")
    )

    def clean_document_no(self) -> str:
        return text.nfc(self.cleaned_data["document_no"])

    def clean_document_on(self) -> date:
        day: date = self.cleaned_data["document_on"]
        if not EARLIEST <= day <= clock.today():
            raise forms.ValidationError(_("Ngày này chưa tới hoặc lâu quá. Ghi ngày văn bản."))
        return day

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if not EARLIEST <= day <= date(clock.today().year + 2, 1, 1):
            raise forms.ValidationError(_("Ngày này xa quá. Xem lại giúp mình."))
        return day

    def rate(self) -> Rate:
        return Rate(**self.cleaned_data)


class FreezeForm(forms.Form):
    """The sheet that was looked at; of a supplement, why."""

    seen = forms.CharField(max_length=120, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Vì sao bổ sung?"),
        max_length=400,
        error_messages={
            "required": gettext_lazy("Ghi lý do trước khi chốt bảng bổ sung."),
            "max_length": gettext_lazy("Dài quá. Rút gọn còn %(limit_value)s chữ cái."),
        },
        widget=forms.Textarea(attrs={**TEXT, "rows": 2}),
    )

    def __init__(self, *args: Any, is_supplement: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_supplement:
            del self.fields["reason"]
