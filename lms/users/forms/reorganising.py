"""What is said of an act that merges, splits or renames: its paper, its lines, its file."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock, text
from lms.common.forms import SentFileField
from lms.common.papers import DATES, PaperForm
from lms.users.models import Reorganisation
from lms.users.reorganising import files
from lms.users.reorganising.drafting import Wanted
from lms.users.rosters import reading

TEXT = {"class": "input", "autocomplete": "off"}
FURTHEST = timedelta(days=731)


class ActForm(PaperForm):
    """What is reorganised, from which day, by which paper."""

    example = "1674/NQ-UBTVQH15"
    field_order = ("subject", "kind", "effective_on", "document_no", "document_on", "clause")

    subject = forms.ChoiceField(
        label=gettext_lazy("Sắp xếp cái gì"),
        choices=Reorganisation.Subject.choices,
        widget=forms.Select(attrs=TEXT),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Việc"),
        choices=Reorganisation.Kind.choices,
        widget=forms.Select(attrs=TEXT),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        help_text=gettext_lazy("Ngày đầu tiên của đơn vị mới, như 01/07/2027."),
        error_messages={
            "required": gettext_lazy("Ghi ngày đơn vị mới bắt đầu."),
            "invalid": gettext_lazy("Chưa hiểu ngày này. Ghi như 01/07/2027."),
        },
        input_formats=DATES,
        widget=forms.DateInput(attrs={**TEXT, "inputmode": "numeric"}),
    )

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        if day > clock.today() + FURTHEST:
            raise forms.ValidationError(_("Ngày này xa quá hai năm. Xem lại giúp mình."))
        if day < clock.today() - FURTHEST:
            raise forms.ValidationError(_("Ngày này đã qua hơn hai năm. Xem lại giúp mình."))
        return day


class LineForm(forms.Form):
    """One old unit and who takes over from it."""

    old = forms.CharField(
        label=gettext_lazy("Đơn vị cũ"),
        help_text=gettext_lazy("Tên hoặc mã đang dùng, như Xã Ý Yên. Trùng tên thì ghi thêm nơi."),
        max_length=200,
        error_messages={"required": gettext_lazy("Ghi đơn vị cũ.")},
        widget=forms.TextInput(attrs=TEXT),
    )
    new = forms.CharField(
        label=gettext_lazy("Đơn vị mới"),
        help_text=gettext_lazy("Ghi cả loại, như Xã Đại An, Phường Nam Định."),
        max_length=120,
        error_messages={"required": gettext_lazy("Ghi tên đơn vị mới.")},
        widget=forms.TextInput(attrs=TEXT),
    )
    code = forms.CharField(
        label=gettext_lazy("Mã mới"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )
    parent = forms.CharField(
        label=gettext_lazy("Thuộc"),
        help_text=gettext_lazy("Để trống nếu vẫn thuộc nơi như cũ."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )
    weight = forms.CharField(
        label=gettext_lazy("Tỷ lệ (%)"),
        help_text=gettext_lazy("Chỉ ghi khi chia cho nhiều nơi; phần lớn nhất là nơi kế thừa."),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}),
    )

    def __init__(self, *said: Any, act: Reorganisation, **named: Any) -> None:
        super().__init__(*said, **named)
        self._act = act

    def clean_weight(self) -> Decimal:
        try:
            return files.share(self.cleaned_data["weight"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_old(self) -> Any:
        try:
            return files.Finder(self._act).find(self.cleaned_data["old"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(said["old"], said["new"], said["code"], said["parent"], said["weight"])


class LinesFileForm(forms.Form):
    file = SentFileField(
        label=gettext_lazy("Tệp danh sách (Excel)"),
        help_text=gettext_lazy("Mỗi dòng một đơn vị cũ và đơn vị mới. Có tệp mẫu ở dưới."),
        required_words=gettext_lazy("Chọn tệp danh sách trước đã."),
        accept=".xlsx,.csv",
    )

    def clean_file(self) -> Any:
        """The file, unless it is too heavy to be read at all."""
        file = self.cleaned_data["file"]
        if file.size > reading.MAX_BYTES:
            raise forms.ValidationError(reading.too_heavy(file.size))
        return file


class ConfirmForm(forms.Form):
    """What is decided of each thing that asks, and the number of the paper, typed once more."""

    def __init__(self, *said: Any, act: Reorganisation, choices: Any, **named: Any) -> None:
        super().__init__(*said, **named)
        self._act = act
        self._choices = choices
        for name, found in choices:
            for one in found:
                self.fields[f"{name}:{one.key}"] = forms.ChoiceField(
                    label=one.words,
                    choices=one.ways,
                    initial=one.ways[0][0],
                    widget=forms.Select(attrs=TEXT),
                )
        self.fields["typed"] = forms.CharField(
            label=_("Gõ lại số, ký hiệu văn bản để xác nhận"),
            max_length=60,
            error_messages={"required": _("Gõ lại số, ký hiệu văn bản.")},
            widget=forms.TextInput(attrs=TEXT),
        )

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if text.fold(typed) != text.fold(self._act.document_no):
            said = {"number": self._act.document_no}
            raise forms.ValidationError(_("Chưa đúng. Gõ: %(number)s") % said)
        return typed

    def answers(self) -> dict[str, dict[str, str]]:
        said = self.cleaned_data
        return {
            name: {one.key: said[f"{name}:{one.key}"] for one in found}
            for name, found in self._choices
        }
