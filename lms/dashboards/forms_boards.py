"""Keeping a board: its name, whether it is shared, and when it is sent."""

import json
from contextlib import suppress

from django import forms
from django.utils.translation import gettext_lazy

from lms.dashboards.models import BoardView
from lms.dashboards.services.boards.keeping import Wish


class ViewForm(forms.Form):
    """What is kept of a board besides where it is."""

    name = forms.CharField(
        label=gettext_lazy("Tên bảng"),
        max_length=80,
        error_messages={"required": gettext_lazy("Đặt tên để sau này tìm lại.")},
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    schedule = forms.ChoiceField(
        label=gettext_lazy("Gửi cho tôi"),
        help_text=gettext_lazy("Vào hộp tin ở đây, và qua thư nếu đã khai địa chỉ thư."),
        choices=BoardView.Schedule.choices,
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    is_shared = forms.BooleanField(
        label=gettext_lazy("Chia sẻ với người cùng phạm vi"),
        help_text=gettext_lazy("Ai mở cũng chỉ thấy nơi mình được xem."),
        required=False,
    )

    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(said["name"], said["is_shared"], said["schedule"])


class ChangeForm(ViewForm):
    """The same of a board that is kept, with what was kept when the form was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def seen_wish(self) -> Wish | None:
        """None where a page of before did not say it, or said something else."""
        with suppress(ValueError):
            match json.loads(self.cleaned_data["seen"]):
                case [str(name), bool(is_shared), str(schedule)]:
                    return Wish(name, is_shared, schedule)
        return None


class NewViewForm(ViewForm):
    """The same, and whether it stays with the period that is shown."""

    is_newest = forms.BooleanField(
        label=gettext_lazy("Luôn xem kỳ mới nhất"),
        help_text=gettext_lazy("Bỏ chọn thì bảng giữ đúng kỳ đang xem."),
        required=False,
        initial=True,
    )
    field_order = ("name", "is_newest", "schedule", "is_shared")
