"""The file of borders, where it comes from and the day it is of."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.common.formats.vi import formats
from lms.common.forms import SentFileField
from lms.dashboards.services.boundaries import reading
from lms.media import kinds


class BoundaryForm(forms.Form):
    """What is sent; what is in the file is looked at by the service."""

    credit = forms.CharField(
        label=gettext_lazy("Nguồn ranh giới"),
        help_text=gettext_lazy("Ghi dưới bản đồ. Ví dụ: Sở Nông nghiệp và Môi trường."),
        max_length=200,
        error_messages={"required": gettext_lazy("Ghi ranh giới này của ai.")},
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    as_of = forms.DateField(
        label=gettext_lazy("Thời điểm ranh giới"),
        help_text=gettext_lazy("Ngày mà ranh giới đúng, như 01/07/2025."),
        error_messages={
            "required": gettext_lazy("Ghi ranh giới đúng vào ngày nào."),
            "invalid": gettext_lazy("Chưa hiểu ngày này. Ghi như 01/07/2025."),
        },
        input_formats=[*formats.DATE_INPUT_FORMATS, "%d%m%Y"],
        # Not type="date": a machine set to English would show the month first.
        widget=forms.DateInput(attrs={"class": "input", "inputmode": "numeric"}),
    )
    file = SentFileField(
        label=gettext_lazy("Tệp GeoJSON"),
        help_text=gettext_lazy(
            "Mỗi xã một vùng, tọa độ WGS84, có mã hoặc tên xã hôm nay. Nhiều nhất 16 MB."
        ),
        required_words=gettext_lazy("Chọn tệp ranh giới trước đã."),
        accept=".geojson,.json",
    )

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > clock.today():
            raise forms.ValidationError(_("Ngày này chưa tới. Ghi ngày ranh giới đã có."))
        return day

    def clean_file(self) -> Any:
        """The file, unless it is too heavy to be read at all."""
        file = self.cleaned_data["file"]
        if file.size > reading.MAX_BYTES:
            raise forms.ValidationError(
                _("Tệp nặng quá %(limit)s MB. Rút gọn rồi gửi lại.")
                % {"limit": kinds.megabytes(reading.MAX_BYTES)}
            )
        return file
