"""What a unit enters of one indicator, and why an entry is given back."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import numbers
from lms.common.forms import CountField
from lms.dashboards.services import entering, plausible
from lms.dashboards.services.entering import Line, Said
from lms.media.forms import PaperFormField

MOST = 10**9


class EntryForm(forms.Form):
    """One indicator of a unit and period; left empty it says nothing.

    A value that is strange beside the last one is asked about, and taken with a tick.
    """

    above = CountField(
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric"}),
    )
    below = CountField(
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Minh chứng bằng lời"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    file = PaperFormField(
        label=gettext_lazy("Tệp minh chứng"),
        required=False,
        widget=forms.FileInput(attrs={"class": "input"}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Đúng, tôi đã xem lại số này"),
        required=False,
    )
    asked = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput())
    """What the tick answers; of another number it is asked anew."""

    def __init__(
        self,
        line: Line,
        said: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
    ) -> None:
        super().__init__(said, files, prefix=line.indicator.code)
        self.line = line
        self.doubt = ""
        indicator = line.indicator
        self.fields["above"].label = _capital(indicator.numerator_words)
        self.fields["below"].label = _capital(indicator.denominator_words)
        if indicator.denominator or not indicator.denominator_words:
            del self.fields["below"]
        for name, last in (
            ("above", self._last("numerator")),
            ("below", self._last("denominator")),
        ):
            if name in self.fields and last is not None:
                words = _("Kỳ trước: %(value)s.") % {"value": numbers.show(last.normalize())}
                self.fields[name].help_text = words
        if indicator.evidence:
            words = _("Cần có: %(what)s. Ghi số, ngày văn bản, hoặc gửi tệp.")
            self.fields["words"].help_text = words % {"what": indicator.evidence}

    def _last(self, column: str) -> Decimal | None:
        found: Decimal | None = getattr(self.line.last, column, None)
        return found

    @property
    def is_said(self) -> bool:
        """Whether anything was filled in."""
        return any(self.cleaned_data.get(name) not in {None, ""} for name in ("above", "below"))

    @property
    def said(self) -> Said:
        """What is sent in; of a form that is valid and says something."""
        given = self.cleaned_data
        below = given.get("below")
        return Said(
            self.line.indicator,
            Decimal(given["above"]),
            None if below is None else Decimal(below),
            self.doubt,
            given["words"],
            given["file"],
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not (self.is_said or given.get("words") or given.get("file")):
            return given
        for name in ("above", "below"):
            if name in self.fields and given.get(name) is None:
                self.add_error(name, _("Ghi số này, hoặc xóa hết các ô của chỉ số."))
        if self.errors:
            return given
        self._check_value(Decimal(given["above"]), given.get("below"))
        if self.line.indicator.evidence and not (given.get("words") or given.get("file")):
            self.add_error("words", _("Ghi minh chứng, hoặc gửi tệp."))
        return given

    def ask_file_again(self) -> None:
        """Of a page that comes back: a browser keeps no file that was chosen."""
        if self.cleaned_data.get("file"):
            self.add_error("file", _("Chọn lại tệp này: trình duyệt không giữ tệp đã chọn."))

    def _check_value(self, above: Decimal, said_below: int | None) -> None:
        below = None if said_below is None else Decimal(said_below)
        if fault := entering.fault_of(self.line, above, below):
            self.add_error("above", fault)
            return
        self.doubt = plausible.doubt_of(self.line.indicator, above, below, self.line.last)
        given = self.cleaned_data
        if self.doubt and not (given.get("sure") and given.get("asked") == self.doubt):
            self.add_error("sure", _("Có đúng không? %(doubt)s") % {"doubt": self.doubt})


class ReasonForm(forms.Form):
    """Why an entry is given back."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do trả lại"),
        max_length=500,
        error_messages={"required": gettext_lazy("Ghi lý do để đơn vị biết cần sửa gì.")},
        widget=forms.TextInput(attrs={"class": "input"}),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
