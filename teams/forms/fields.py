"""Days, hours, lines and numbers as people write them, for the forms of plans and visits."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock, phone
from lms.common.formats.vi import formats

DAYS_AHEAD = 366


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Not type="date": a phone set to English would show the month first."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        error_messages={
            "required": gettext_lazy("Ghi ngày."),
            "invalid": gettext_lazy("Ghi ngày như 20/11/2026."),
        },
        input_formats=[*formats.DATE_INPUT_FORMATS, "%d%m%Y"],
        widget=forms.DateInput(
            attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )


def hour(label: Any, *, required: bool = True, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        error_messages={
            "required": gettext_lazy("Ghi giờ, ví dụ 19:30."),
            "invalid": gettext_lazy("Ghi giờ như 19:30."),
        },
        input_formats=["%H:%M", "%Hh%M", "%H.%M", "%H%M", "%Hh", "%H:%M:%S"],
        widget=forms.TimeInput(
            format="%H:%M",
            attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"},
        ),
    )


def line(
    label: Any, length: int, *, required: bool = True, help_text: Any = "", **attrs: str
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=length,
        help_text=help_text,
        error_messages={
            "required": gettext_lazy("Mục này còn trống."),
            "max_length": gettext_lazy("Dài quá. Rút gọn còn %(limit_value)s chữ cái."),
        },
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", **attrs}),
    )


def number(label: Any, *, help_text: Any = "") -> forms.CharField:
    """A telephone number; cleaned by `clean_number`."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        error_messages={"required": gettext_lazy("Ghi số điện thoại để gọi lại.")},
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "inputmode": "tel",
                "autocomplete": "tel-national",
                "class": "input phone",
            }
        ),
    )


def clean_number(written: str) -> str:
    """Mobile or landline: somebody rings it up."""
    try:
        return phone.to_e164(written)
    except phone.PhoneError as error:
        raise forms.ValidationError(str(error)) from None


def to_come(chosen: date | None) -> date | None:
    """Today or a day within a year."""
    if chosen is None:
        return None
    today = clock.today()
    if chosen < today:
        raise forms.ValidationError(_("Ngày này đã qua. Ghi hôm nay hoặc một ngày sắp tới."))
    if (chosen - today).days > DAYS_AHEAD:
        raise forms.ValidationError(_("Xa quá. Ghi một ngày trong vòng một năm tới."))
    return chosen
