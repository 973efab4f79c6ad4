"""What a commune says to its teams."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import text
from lms.common.ids import is_uuid7, uuid7
from teams.models import Broadcast


class BroadcastForm(forms.Form):
    """A title, some words, and who gets them; the id makes pressing twice one message."""

    broadcast_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    audience = forms.ChoiceField(
        label=_("Gửi cho ai?"),
        choices=Broadcast.Audience.choices,
        initial=Broadcast.Audience.LEADERS,
        error_messages={
            "required": _("Chọn gửi cho ai."),
            "invalid_choice": _("Chọn gửi cho ai."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    title = forms.CharField(
        label=_("Tiêu đề"),
        max_length=120,
        error_messages={
            "required": _("Ghi một câu ngắn nói tin về việc gì."),
            "max_length": _("Tiêu đề dài quá. Rút gọn còn 120 chữ cái."),
        },
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("Nội dung"),
        max_length=500,
        help_text=_("Nói rõ việc gì, ngày nào, ở đâu. Nhiều nhất 500 chữ cái."),
        error_messages={
            "required": _("Ghi nội dung tin."),
            "max_length": _("Nội dung dài quá. Rút gọn còn 500 chữ cái."),
        },
        widget=forms.Textarea(attrs={"class": "input", "rows": 5}),
    )

    def clean_broadcast_id(self) -> UUID:
        given: UUID | None = self.cleaned_data["broadcast_id"]
        return given if given and is_uuid7(given) else uuid7()

    def clean_title(self) -> str:
        return text.nfc(self.cleaned_data["title"])

    def clean_body(self) -> str:
        return text.nfc(self.cleaned_data["body"])
