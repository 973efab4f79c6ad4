"""What people change about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.users.forms.entrance import PersonFields, PhoneForm


class AboutMeForm(PersonFields):
    """The same questions as on arrival."""


class AddPhoneForm(PhoneForm):
    """The same question as at the entrance."""


class EraseForm(forms.Form):
    understands = forms.BooleanField(
        label=_("Tôi hiểu: xóa rồi không lấy lại được"),
        error_messages={"required": _("Đánh dấu vào ô này nếu chắc chắn muốn xóa.")},
    )
