"""What somebody with a phone of her own says at a session."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.users.forms.entrance import PersonFields
from teams.services import presence


class CodeForm(forms.Form):
    """The four signs the leader said."""

    code = forms.CharField(
        label=_("Mã của buổi"),
        help_text=_("4 chữ và số người hướng dẫn vừa đọc."),
        max_length=40,
        error_messages={"required": _("Nhập mã của buổi.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "input code",
            }
        ),
    )


class HereForm(forms.Form):
    """Which session, where several may be meant; and a name, of somebody who is signed out."""

    ticket = forms.ChoiceField(
        label=_("Đang ở buổi nào?"),
        error_messages={"required": _("Chọn buổi.")},
        widget=forms.RadioSelect,
    )
    full_name = PersonFields.base_fields["full_name"]
    clean_full_name = PersonFields.clean_full_name

    def __init__(
        self, *args: Any, shown: list[presence.Shown], is_known: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        field = self.fields["ticket"]
        field.choices = [(one.ticket(), f"{one.team.name}, {one.team.unit.label}") for one in shown]  # type: ignore[attr-defined]
        if len(shown) == 1:
            field.widget = forms.HiddenInput()
            field.initial = field.choices[0][0]  # type: ignore[attr-defined]
        if is_known:
            del self.fields["full_name"]
