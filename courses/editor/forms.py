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
    refresher = forms.BooleanField(label=_("Mời người đã học xong ôn lại"), required=False)

    def __init__(self, *args: Any, floor: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [(level.value, level.label) for level in Level if levels.at_least(level, floor)]
        self.fields["level"].choices = allowed  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["level"].initial = floor.value

    def clean_go_live_at(self) -> Any:
        at = self.cleaned_data["go_live_at"]
        if at and at <= clock.now():
            raise ValidationError(_("Giờ hẹn đã qua. Chọn giờ khác hoặc để trống."))
        return at


class HideForm(forms.Form):
    """When the course goes off the lists."""

    hide_at = forms.DateTimeField(label=_("Ẩn khóa học lúc"), widget=AdminDateTimeInput)

    def clean_hide_at(self) -> Any:
        at = self.cleaned_data["hide_at"]
        if at <= clock.now():
            raise ValidationError(_("Giờ hẹn đã qua. Chọn giờ khác."))
        return at


class SendForm(forms.Form):
    """A course laid before the other editors of the section."""

    name = "send_form"

    words = forms.CharField(
        label=_("Lời nhắn cho người duyệt"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Không bắt buộc. Ví dụ: bài 2 mới viết, nhờ xem kỹ."),
    )


class AnswerForm(forms.Form):
    """What the reviewer says; who asks for mending says what is to be mended."""

    name = "answer_form"

    comment = forms.CharField(
        label=_("Góp ý"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Người soạn đọc được. Trả lại để sửa thì ghi rõ sửa chỗ nào."),
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, must_say: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.must_say = must_say

    def clean_comment(self) -> str:
        comment: str = self.cleaned_data["comment"]
        if self.must_say and not comment:
            raise ValidationError(_("Ghi giúp cần sửa chỗ nào, người soạn mới biết đường sửa."))
        return comment


class WithdrawForm(forms.Form):
    """Taking a course away for good."""

    reason = forms.CharField(
        label=_("Lý do, bà con sẽ đọc được"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
