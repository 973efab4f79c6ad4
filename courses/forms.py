"""What an agency manager says when giving a course."""

from datetime import date, timedelta
from typing import Any

from django import forms

from courses.models import Course
from lms.common import clock, text

LONGEST = timedelta(days=3 * 366)


class _CourseField(forms.ModelChoiceField[Course]):
    def label_from_instance(self, obj: Course) -> str:
        return obj.current_edition.title if obj.current_edition else obj.code


class DutyForm(forms.Form):
    """Which course, by when, on what ground."""

    course = _CourseField(
        label="Khóa học",
        queryset=Course.objects.none(),
        to_field_name="code",
        empty_label="Chọn một khóa",
        error_messages={
            "required": "Chọn khóa học cần giao.",
            "invalid_choice": "Khóa này không còn mở. Chọn khóa khác giúp mình.",
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    due_on = forms.DateField(
        label="Hạn hoàn thành",
        help_text="Ví dụ: 31/12/2026.",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={
            "required": "Ghi ngày phải học xong.",
            "invalid": "Ghi ngày như 31/12/2026.",
        },
        widget=forms.DateInput(attrs={"class": "input", "inputmode": "numeric"}),
    )
    note = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=200,
        help_text="Ví dụ: Kế hoạch số 12/KH-UBND.",
        error_messages={"max_length": "Căn cứ dài quá. Rút gọn còn 200 chữ cái."},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses: Any = self.fields["course"]
        courses.queryset = (
            Course.objects.open()
            .select_related("current_edition")
            .defer("current_edition__test", "current_edition__test_key")
            .order_by("current_edition__title")
        )

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        today = clock.today()
        if day < today:
            raise forms.ValidationError("Ngày này đã qua. Chọn từ hôm nay trở đi.")
        if day > today + LONGEST:
            raise forms.ValidationError("Ngày này xa quá. Chọn trong ba năm tới.")
        return day

    def clean_note(self) -> str:
        return text.nfc(self.cleaned_data["note"])
