"""The file with a list of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import numbers
from lms.common.forms import SentFileField
from lms.media import kinds
from lms.users.rosters import reading
from lms.users.rosters.columns import Headings


class RosterForm(forms.Form):
    """One list under such headings; what is in it is looked at by the service."""

    file = SentFileField(
        label=gettext_lazy("Tệp danh sách"),
        required_words=gettext_lazy("Chọn tệp danh sách trước đã."),
        accept=".xlsx,.csv",
    )

    def __init__(self, headings: Headings, *said: Any) -> None:
        super().__init__(*said)
        words = _("Excel (.xlsx) hoặc CSV, tối đa %(size)s MB và %(rows)s dòng.")
        size, rows = kinds.megabytes(reading.MAX_BYTES), numbers.show(headings.most_rows)
        self.fields["file"].help_text = words % {"size": size, "rows": rows}

    def clean_file(self) -> Any:
        """The file, unless it is too heavy to be read at all."""
        file = self.cleaned_data["file"]
        if file.size > reading.MAX_BYTES:
            raise forms.ValidationError(reading.too_heavy(file.size))
        return file
