"""The file a neighbour's phone made."""

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.sync.services import handover


class HandOverForm(forms.Form):
    """One sealed file; what is in it is looked at by the service."""

    file = forms.FileField(
        label=gettext_lazy("Tệp bài học"),
        help_text=gettext_lazy(
            "Tên tệp bắt đầu bằng bai-hoc, đuôi .txt. Thường nằm ở mục Tải xuống."
        ),
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("Chọn tệp bài học trước đã."),
            "invalid": gettext_lazy("Chưa nhận được tệp. Chọn lại rồi gửi giúp mình."),
            "max_length": gettext_lazy("Tên tệp dài quá. Đổi tên ngắn lại rồi gửi."),
        },
        max_length=200,
        # Of any type: what came by Bluetooth or chat is often stored without its own.
        widget=forms.FileInput(attrs={"class": "input"}),
    )

    def clean_file(self) -> str:
        """The text of the file, unless it is too heavy to be one of ours or no text at all."""
        file: Any = self.cleaned_data["file"]
        if file.size > handover.MAX_BYTES:
            raise forms.ValidationError(
                _("Tệp này nặng %(size)s nên không phải tệp bài học. Chọn lại giúp mình.")
                % {"size": filesizeformat(file.size)}
            )
        return file.read().decode("utf-8", errors="replace")
