"""What people change about themselves."""

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.places.models import Unit
from lms.users.forms.entrance import CodeForm, PersonFields, PhoneForm, PinForm
from lms.users.services import codes, pins


class AboutMeForm(PersonFields):
    """The same questions as on arrival, and the village once the commune is known."""

    village = forms.ModelChoiceField(
        label=_("Thôn, xóm, tổ dân phố"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("Chưa chọn"),
        help_text=_("Để biết tổ công nghệ số nào ở gần, cần giúp thì gọi."),
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, *args: Any, commune: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Unit.objects.none()
        if commune:
            villages = commune.children.filter(level=Unit.Level.VILLAGE).valid_on(clock.today())
        self.fields["village"].queryset = villages.sorted()  # type: ignore[attr-defined]

    def home(self, now: Unit | None) -> Unit | None:
        """The village where it lies in the chosen commune, else the commune; a page without the
        question keeps the village of `now`."""
        commune: Unit | None = self.cleaned_data["home_unit"]
        village = self.cleaned_data["village"] if "village" in self.data else now
        return village if village and village.parent == commune else commune


class AddPhoneForm(PhoneForm):
    """The same question as at the entrance."""


class AddEmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Thư điện tử"),
        help_text=_("Ví dụ hoa@gmail.com. Mình gửi một mã 6 số tới đó."),
        max_length=254,
        error_messages={
            "required": _("Nhập địa chỉ thư điện tử."),
            "invalid": _("Địa chỉ chưa đúng. Xem lại giúp mình, ví dụ hoa@gmail.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "input"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class EmailCodeForm(CodeForm):
    """As the code of a message, out of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Mã trong thư")
        self.fields["code"].error_messages["required"] = _("Nhập mã 6 số trong thư.")


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
