"""From when to when a team works, as its decision says."""

from datetime import date
from typing import Any

from django import forms

from lms.common import clock
from teams.forms.manage import day_field, not_ahead

MOST_YEARS_AHEAD = 10


class TermForm(forms.Form):
    """The first day, and the last where there is one."""

    first = day_field("Hoạt động từ ngày")
    last = day_field(
        "Đến hết ngày",
        required=False,
        help_text="Quyết định không ghi ngày kết thúc thì để trống.",
    )

    def clean_first(self) -> date | None:
        return not_ahead(self.cleaned_data["first"])

    def clean_last(self) -> date | None:
        last: date | None = self.cleaned_data["last"]
        if last and last.year > clock.today().year + MOST_YEARS_AHEAD:
            message = "Ngày này xa quá. Xem lại năm."
            raise forms.ValidationError(message)
        return last

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", f"Tổ bắt đầu ngày {first:%d/%m/%Y}. Ghi từ ngày đó trở đi.")
        return given
