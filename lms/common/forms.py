"""Form fields that read what Vietnamese people write."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.common import numbers


class CountField(forms.IntegerField):
    """A whole number, also written 1.234; Django's own field would read that as 1."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Hãy nhập một số nguyên, ví dụ 12 hoặc 1.200."),
        "min_value": _("Số này phải từ %(limit_value)s trở lên."),
        "max_value": _("Số này không được quá %(limit_value)s."),
    }

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            number = numbers.read(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if number != int(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(number)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric"}


class SentFileField(forms.FileField):
    """One file that a person sends; an empty one is for the service to tell about."""

    default_error_messages = {
        "required": _("Chọn tệp trước đã."),
        "invalid": _("Chưa nhận được tệp. Chọn lại rồi gửi giúp mình."),
        "max_length": _("Tên tệp dài quá. Đổi tên ngắn lại rồi gửi."),
    }

    def __init__(self, *, accept: str = "", required_words: Any = "", **named: Any) -> None:
        looks = {"class": "input"} | ({"accept": accept} if accept else {})
        words = {"required": required_words} if required_words else {}
        super().__init__(
            max_length=200,
            allow_empty_file=True,
            error_messages=words,
            widget=forms.FileInput(attrs=looks),
            **named,
        )
