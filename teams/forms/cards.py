"""Whom a learning card is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import phone
from lms.places.models import Unit
from lms.users.forms.entrance import PersonFields
from teams.forms.manage import MemberForm
from teams.models import Team
from teams.services import cards


class CardForm(PersonFields):
    """Name, birth year, village and a number to call; the number opens nothing by itself."""

    home_unit = forms.ModelChoiceField(
        label=_("Nơi ở"),
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"required": _("Chọn nơi ở."), "invalid_choice": _("Chọn nơi ở.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    number = forms.CharField(
        label=_("Số điện thoại để gọi"),
        required=False,
        max_length=phone.LONGEST,
        help_text=_("Chưa có thì để trống. Số này chưa dùng để đăng nhập."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "off", "class": "input phone"}
        ),
    )
    form_of_address = None  # type: ignore[assignment]  # she says so herself
    clean_number = MemberForm.clean_number
    field_order = ("full_name", "birth_year", "home_unit", "number")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home_unit"].queryset = cards.places(team).select_related("parent")  # type: ignore[attr-defined]
        self.fields["full_name"].widget.attrs["autocomplete"] = "off"
        self.fields["birth_year"].widget.attrs["autocomplete"] = "off"
        self.fields["birth_year"].help_text = _("Bốn chữ số. Không nhớ thì để trống.")

    def wanted(self) -> cards.Wanted:
        return cards.Wanted(**self.cleaned_data)


class NameForm(forms.Form):
    """Whom to look for; the name is sent, never put into an address."""

    full_name = PersonFields.base_fields["full_name"]
    clean_full_name = PersonFields.clean_full_name
