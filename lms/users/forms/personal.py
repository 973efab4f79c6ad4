"""What people change about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.places.models import Unit
from lms.users.forms.entrance import PersonFields, PhoneForm


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


class EraseForm(forms.Form):
    understands = forms.BooleanField(
        label=_("Tôi hiểu: xóa rồi không lấy lại được"),
        error_messages={"required": _("Đánh dấu vào ô này nếu chắc chắn muốn xóa.")},
    )
