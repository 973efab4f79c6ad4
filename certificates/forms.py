"""What a certificate officer says when taking back or correcting."""

from typing import Any

from django import forms

from lms.common import text


class ReasonForm(forms.Form):
    """A reason that is shown to everybody who checks the certificate."""

    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Ai kiểm tra giấy này cũng đọc được lý do. Không ghi số căn cước, số điện thoại.",
        error_messages={
            "required": "Chưa ghi lý do. Ghi một câu ngắn để người cầm giấy hiểu vì sao.",
            "max_length": "Lý do dài quá. Rút gọn còn 300 chữ cái.",
        },
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )

    def clean_reason(self) -> Any:
        return text.nfc(self.cleaned_data["reason"])


class SearchForm(forms.Form):
    """Looking a certificate up by its number, its code or the holder's name."""

    q = forms.CharField(required=False, max_length=100)
