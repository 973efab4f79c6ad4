"""The file an agency manager sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common.forms import SentFileField
from lms.users.rosters import reading


class RosterForm(forms.Form):
    """One list; what is in it is looked at by the service."""

    file = SentFileField(
        label=_("Tệp danh sách"),
        help_text=_("Excel (.xlsx) hoặc CSV, tối đa 10 MB và 50.000 dòng."),
        required_words=_("Chọn tệp danh sách trước đã."),
        accept=".xlsx,.csv",
    )

    def clean_file(self) -> Any:
        """The file, unless it is too heavy to be read at all."""
        file = self.cleaned_data["file"]
        if file.size > reading.MAX_BYTES:
            raise forms.ValidationError(reading.too_heavy(file.size))
        return file
