"""The file with figures, where they come from and the day they are of."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.common.formats.vi import formats
from lms.common.forms import SentFileField
from lms.dashboards.services import naming
from lms.dashboards.services.naming import Period
from lms.media import kinds
from lms.users.rosters import reading


class PopulationForm(forms.Form):
    """What is sent; what is in the file is looked at by the service."""

    source = forms.CharField(
        label=gettext_lazy("Nguồn số liệu"),
        help_text=gettext_lazy(
            "Ai đưa ra, văn bản nào. Ví dụ: Công an tỉnh, Công văn 12/CAT-QLHC."
        ),
        max_length=200,
        error_messages={"required": gettext_lazy("Ghi số liệu này của ai.")},
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    as_of = forms.DateField(
        label=gettext_lazy("Thời điểm số liệu"),
        help_text=gettext_lazy("Ngày mà số liệu đúng, như 30/06/2026."),
        error_messages={
            "required": gettext_lazy("Ghi số liệu đúng vào ngày nào."),
            "invalid": gettext_lazy("Chưa hiểu ngày này. Ghi như 30/06/2026."),
        },
        input_formats=[*formats.DATE_INPUT_FORMATS, "%d%m%Y"],
        # Not type="date": a machine set to English would show the month first.
        widget=forms.DateInput(attrs={"class": "input", "inputmode": "numeric"}),
    )
    file = SentFileField(
        label=gettext_lazy("Tệp số liệu"),
        help_text=gettext_lazy("Excel (.xlsx) hoặc CSV."),
        required_words=gettext_lazy("Chọn tệp số liệu trước đã."),
        accept=".xlsx,.csv",
    )

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > clock.today():
            raise forms.ValidationError(_("Ngày này chưa tới. Ghi ngày số liệu đã có."))
        return day

    def clean_file(self) -> Any:
        """The file, unless it is too heavy to be read at all."""
        file = self.cleaned_data["file"]
        if file.size > reading.MAX_BYTES:
            raise forms.ValidationError(
                _("Tệp nặng quá %(limit)s MB. Chép riêng bảng số liệu sang tệp mới rồi gửi.")
                % {"limit": kinds.megabytes(reading.MAX_BYTES)}
            )
        return file


def period_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods that have begun, newest first, by how long they are."""
    return [
        (label, [(one.key, one.name) for one in listed])
        for label, listed in naming.recent(clock.today())
    ]


class FiguresForm(PopulationForm):
    """The same, and the period the figures are for."""

    period = forms.ChoiceField(
        label=gettext_lazy("Kỳ số liệu"),
        help_text=gettext_lazy("Cả tệp là số liệu của một kỳ."),
        choices=period_choices,
        initial=lambda: naming.usual(clock.today()).key,
        error_messages={
            "required": gettext_lazy("Chọn kỳ của số liệu."),
            "invalid_choice": gettext_lazy("Chọn một kỳ trong danh sách."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    field_order = ("source", "period", "as_of", "file")

    def clean_period(self) -> Period | None:
        found = naming.chosen(self.cleaned_data["period"], on=clock.today())
        return found.span if found else None

    def clean(self) -> dict[str, Any]:
        """As of a day in the period or after it: of days to come nobody knows."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        period, as_of = said.get("period"), said.get("as_of")
        if period and as_of and as_of < period.first:
            self.add_error("as_of", _("Ngày này trước kỳ đã chọn. Xem lại kỳ hoặc ngày."))
        return said
