"""What people change about themselves."""

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.users.forms.entrance import PersonFields, PhoneForm, PinForm
from lms.users.services import codes, pins


class AboutMeForm(PersonFields):
    """The same questions as on arrival."""


class AddPhoneForm(PhoneForm):
    """The same question as at the entrance."""


class EraseForm(forms.Form):
    understands = forms.BooleanField(
        label=_("Tôi hiểu: xóa rồi không lấy lại được"),
        error_messages={"required": _("Đánh dấu vào ô này nếu chắc chắn muốn xóa.")},
    )


class ChoosePinForm(PinForm):
    """Six digits nobody in the house would try first, twice."""

    again = copy.deepcopy(PinForm.base_fields["pin"])
    field_order = ("pin", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].help_text = _("6 số dễ nhớ với mình, người khác khó đoán.")
        self.fields["again"].label = _("Nhập lại mã PIN")
        self.fields["again"].help_text = ""

    def clean_pin(self) -> str:
        pin = super().clean_pin()
        if pins.is_easy(pin):
            raise forms.ValidationError(_("Số này dễ đoán. Chọn số khác giúp mình."))
        return pin

    def clean_again(self) -> str:
        again = codes.plain_digits(self.cleaned_data["again"])
        if "pin" in self.cleaned_data and again != self.cleaned_data["pin"]:
            raise forms.ValidationError(_("Hai lần nhập chưa giống nhau."))
        return again
