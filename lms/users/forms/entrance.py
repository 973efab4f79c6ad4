"""The questions of the way in by phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import clock, phone
from lms.places.models import Unit
from lms.users import names
from lms.users.models import User
from lms.users.services import cards, codes, pins

YOUNGEST, OLDEST = 6, 120
"""How old somebody may be who learns here, in years."""


class PhoneForm(forms.Form):
    number = forms.CharField(
        label=_("Số điện thoại"),
        help_text=_("Mười chữ số. Mình nhắn một mã 6 số về máy này, không mất tiền."),
        max_length=40,
        error_messages={"required": _("Nhập số điện thoại.")},
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "inputmode": "tel",
                "autocomplete": "tel-national",
                "class": "input phone",
            }
        ),
    )

    def clean_number(self) -> str:
        try:
            return phone.to_mobile(self.cleaned_data["number"])
        except phone.PhoneError as error:
            raise forms.ValidationError(str(error)) from None


class CodeForm(forms.Form):
    """Asks for a code by the way it came last: in a message, or read aloud by a call."""

    code = forms.CharField(
        label=_("Mã trong tin nhắn"),
        max_length=20,
        error_messages={"required": _("Nhập mã 6 số trong tin nhắn.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "pattern": "[0-9 .-]*",
                "class": "input code",
            }
        ),
    )

    def __init__(self, *args: Any, was_called: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_called = was_called
        if was_called:
            code = self.fields["code"]
            code.label = _("Mã vừa nghe qua điện thoại")
            code.error_messages["required"] = _("Nhập mã 6 số vừa nghe qua điện thoại.")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if len(codes.plain_digits(code)) != codes.DIGITS:
            raise forms.ValidationError(_("Mã có đúng 6 chữ số."))
        return code


class CardForm(forms.Form):
    code = forms.CharField(
        label=_("Dãy chữ và số trên thẻ"),
        help_text=_("12 chữ và số, chia làm ba nhóm."),
        max_length=200,
        error_messages={
            "required": _("Nhập dãy chữ và số in trên thẻ."),
            "max_length": _("Trên thẻ có đúng 12 chữ và số. Xem lại giúp mình."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "input code"}
        ),
    )

    def clean_code(self) -> str:
        code = cards.read_code(self.cleaned_data["code"])
        if len(code) != cards.CODE_LENGTH:
            raise forms.ValidationError(_("Trên thẻ có đúng 12 chữ và số. Xem lại giúp mình."))
        return code


class PinForm(forms.Form):
    pin = forms.CharField(
        label=_("Mã PIN"),
        help_text=_("6 số trên mảnh giấy đi kèm thẻ."),
        max_length=20,
        error_messages={
            "required": _("Nhập mã PIN."),
            "max_length": _("Mã PIN có đúng 6 chữ số."),
        },
        # Shown while it is typed, and not sent back with the page.
        widget=forms.PasswordInput(
            attrs={
                "type": "text",
                "inputmode": "numeric",
                "autocomplete": "off",
                "pattern": "[0-9 .-]*",
                "class": "input code",
            }
        ),
    )

    def clean_pin(self) -> str:
        pin = codes.plain_digits(self.cleaned_data["pin"])
        if len(pin) != pins.DIGITS:
            raise forms.ValidationError(_("Mã PIN có đúng 6 chữ số."))
        return pin


class CardPinForm(PinForm):
    is_borrowed = forms.BooleanField(
        label=_("Máy này là máy đi mượn"),
        help_text=_("Đóng trình duyệt hoặc nghỉ 30 phút là tự đăng xuất."),
        required=False,
        initial=True,
    )


class PersonFields(forms.Form):
    """How somebody is called, when born and where living: asked on arrival, changed later."""

    full_name = forms.CharField(
        label=_("Họ và tên"),
        max_length=300,
        error_messages={"required": _("Nhập họ và tên.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "input"}),
    )
    form_of_address = forms.ChoiceField(
        label=_("Gọi tôi là"),
        required=False,
        choices=[("", _("Chỉ gọi tên")), *User.FormOfAddress.choices],
        widget=forms.RadioSelect,
    )
    birth_year = forms.IntegerField(
        label=_("Năm sinh"),
        required=False,
        help_text=_("Bốn chữ số, để in trên giấy chứng nhận."),
        error_messages={"invalid": _("Ghi năm sinh bằng bốn chữ số, ví dụ 1965.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "bday-year",
                "maxlength": 4,
                "class": "input num",
            }
        ),
    )
    home_unit = forms.ModelChoiceField(
        label=_("Xã, phường đang ở"),
        required=False,
        queryset=Unit.objects.none(),
        # Every commune is in the page: a code weighs a tenth of an id.
        to_field_name="code",
        empty_label=_("Chưa chọn"),
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
        self.fields["home_unit"].queryset = communes.sorted()  # type: ignore[attr-defined]

    def clean_full_name(self) -> str:
        try:
            return names.clean(self.cleaned_data["full_name"])
        except names.NameRefused as error:
            raise forms.ValidationError(str(error)) from None

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        this_year = clock.today().year
        if year is not None and not this_year - OLDEST <= year <= this_year - YOUNGEST:
            raise forms.ValidationError(_("Xem lại năm sinh, ví dụ 1965."))
        return year


class LongAgoForm(PinForm):
    """What only the person knows whose number rested for a year."""

    birth_year = PersonFields.base_fields["birth_year"]
    clean_birth_year = PersonFields.clean_birth_year
    field_order = ("birth_year", "pin")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.fields["birth_year"]
        year.help_text = _("Bốn chữ số.")
        year.required = not self.data.get("pin")
        year.error_messages["required"] = _("Nhập năm sinh, hoặc mã PIN của thẻ học.")
        self.fields["pin"].label = _("Hoặc mã PIN của thẻ học")
        self.fields["pin"].required = False

    def clean_pin(self) -> str:
        return super().clean_pin() if self.cleaned_data["pin"] else ""


class ArrivalForm(PersonFields):
    agrees = forms.BooleanField(
        label=_("Tôi đồng ý"),
        error_messages={"required": _("Chưa đồng ý thì mình chưa lưu được gì cho bà con.")},
    )
