"""What a certificate officer says when looking up, taking back or correcting."""

from typing import Any

from django import forms
from django.db.models import TextChoices

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


class RevokeForm(ReasonForm):
    """With the decision it rests on, where there is one."""

    decision_no = forms.CharField(
        label="Số quyết định thu hồi",
        max_length=60,
        required=False,
        error_messages={"max_length": "Số quyết định dài quá. Nhập tối đa 60 chữ cái."},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def clean_decision_no(self) -> Any:
        return text.nfc(self.cleaned_data["decision_no"])


class SearchForm(forms.Form):
    """Looking certificates up by number, code or the holder's name, and by how they stand."""

    class Standing(TextChoices):
        VALID = "con-hieu-luc", "Còn hiệu lực"
        REPLACED = "da-thay", "Đã được thay"
        REVOKED = "thu-hoi", "Đã thu hồi"
        UNSEALED = "chua-co-tep", "Chưa có tệp PDF"

    q = forms.CharField(
        label="Số, mã tra cứu hoặc tên người học",
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"class": "input", "type": "search", "enterkeyhint": "search"}
        ),
    )
    tinh_trang = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Mọi tình trạng"), *Standing.choices],
        widget=forms.Select(attrs={"class": "select"}),
    )

    def clean_q(self) -> Any:
        return text.nfc(self.cleaned_data["q"])
