"""What is asked of the paper a decision stands on: its number, its day, the clause."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.common.formats.vi import formats

DATES = [*formats.DATE_INPUT_FORMATS, "%d%m%Y"]
"""How people here write a day, without strokes too."""
_TEXT = {"class": "input", "autocomplete": "off"}


class PaperForm(forms.Form):
    """The paper of a decision, of a day that has come; a form that asks for more inherits it.

    `example` is a number as such papers bear it, shown below the box.
    """

    example = "125/KH-UBND"

    document_no = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản"),
        max_length=60,
        error_messages={"required": gettext_lazy("Ghi số, ký hiệu văn bản.")},
        widget=forms.TextInput(attrs=_TEXT),
    )
    document_on = forms.DateField(
        label=gettext_lazy("Ngày văn bản"),
        error_messages={
            "required": gettext_lazy("Ghi ngày của văn bản."),
            "invalid": gettext_lazy("Chưa hiểu ngày này. Ghi như 30/06/2026."),
        },
        input_formats=DATES,
        widget=forms.DateInput(attrs={**_TEXT, "inputmode": "numeric"}),
    )
    clause = forms.CharField(
        label=gettext_lazy("Điều khoản"),
        help_text=gettext_lazy("Ví dụ: Mục II.3, Điều 2."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=_TEXT),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document_no"].help_text = _("Ví dụ: %(number)s.") % {"number": self.example}

    def clean_document_on(self) -> date:
        day: date = self.cleaned_data["document_on"]
        if day > clock.today():
            raise forms.ValidationError(_("Ngày này chưa tới. Ghi ngày văn bản đã ban hành."))
        return day
