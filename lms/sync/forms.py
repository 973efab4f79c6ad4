"""The file a neighbour's phone made."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import numbers
from lms.common.forms import SentFileField
from lms.sync.services import handover


class HandOverForm(forms.Form):
    """One sealed file; what is in it is looked at by the service."""

    # Of any type: what came by Bluetooth or chat is often stored without its own.
    file = SentFileField(
        label=gettext_lazy("Tệp của máy kia"),
        help_text=gettext_lazy(
            "Tên tệp bắt đầu bằng bai-hoc hoặc buoi-ghi, đuôi .txt, thường ở mục Tải xuống."
        ),
        required_words=gettext_lazy("Chọn tệp gửi hộ trước đã."),
    )

    def clean_file(self) -> str:
        """The text of the file, unless it is too heavy to be one of ours or no text at all."""
        file: Any = self.cleaned_data["file"]
        if file.size > handover.MAX_BYTES:
            raise forms.ValidationError(
                _("Tệp này nặng %(size)s nên không phải tệp gửi hộ. Chọn lại giúp mình.")
                % {"size": numbers.weight(file.size)}
            )
        return file.read().decode("utf-8", errors="replace")
