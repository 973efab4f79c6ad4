"""What is asked on a phone several people share."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PictureForm(forms.Form):
    picture = forms.ChoiceField(
        label=_("Hình của tôi"),
        error_messages={
            "required": _("Chạm vào một hình để chọn."),
            "invalid_choice": _("Hình này vừa có người khác chọn. Chọn hình khác giúp mình."),
        },
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, free: dict[str, str | Promise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].choices = free.items()  # type: ignore[attr-defined]
