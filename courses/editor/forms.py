"""Forms of the editors' area."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from courses.services import levels
from courses.services.levels import Level
from lms.common import clock


class PublishForm(forms.Form):
    """How an edition is published: its level, a word about it, now or later."""

    level = forms.ChoiceField(label=_("Mức thay đổi"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Có gì mới"), max_length=200, required=False, help_text=_("Một câu ngắn.")
    )
    go_live_at = forms.DateTimeField(
        label=_("Hẹn giờ phát hành"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Để trống là phát hành ngay."),
    )

    def __init__(self, *args: Any, floor: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [
            (level.value, EXPLAINED[level]) for level in Level if levels.at_least(level, floor)
        ]
        self.fields["level"].choices = allowed  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["level"].initial = floor.value

    def clean_go_live_at(self) -> Any:
        at = self.cleaned_data["go_live_at"]
        if at and at <= clock.now():
            raise ValidationError(_("Giờ hẹn đã qua. Chọn giờ khác hoặc để trống."))
        return at


EXPLAINED = {
    Level.TYPO: _("Sửa lỗi nhỏ: chỉ sửa chữ. Người đang học chuyển sang bản mới."),
    Level.MINOR: _("Bổ sung: thêm bớt phần không bắt buộc. Người đang học chuyển sang bản mới."),
    Level.MAJOR: _("Thay đổi lớn: phần phải học hoặc đáp án khác đi. Người đang học giữ bản cũ."),
}


class WithdrawForm(forms.Form):
    """Taking a course away for good."""

    reason = forms.CharField(
        label=_("Lý do, bà con sẽ đọc được"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
