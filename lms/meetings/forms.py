"""What is written at and around a meeting."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.common.formats.vi import formats
from lms.common.ids import uuid7
from lms.media.forms import PaperFormField
from lms.meetings.models import Action, Meeting
from lms.meetings.services import choosing
from lms.meetings.services.acting import Proof, Task
from lms.meetings.services.holding import Called
from lms.places.models import Unit
from lms.users.models import User

TEXT = {"class": "input"}
DATES = [*formats.DATE_INPUT_FORMATS, "%d%m%Y"]
FARTHEST = timedelta(days=3 * 366)
"""How far from today a day may lie; farther is a slip of the finger."""


def _text(label: Any, most: int, empty: Any, *, rows: int = 0, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={**TEXT, "rows": rows}) if rows else forms.TextInput(attrs=TEXT)
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(empty),
        help_text=hint,
        error_messages={"required": empty} if empty else {},
        widget=widget,
    )


class DayField(forms.DateField):
    """A day as people here write it, not too far away."""

    def __init__(self, **options: Any) -> None:
        messages = {
            "required": gettext_lazy("Ghi ngày, như 30/06/2026."),
            "invalid": gettext_lazy("Chưa hiểu ngày này. Ghi như 30/06/2026."),
        }
        widget = forms.DateInput(attrs={**TEXT, "inputmode": "numeric", "autocomplete": "off"})
        super().__init__(input_formats=DATES, error_messages=messages, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and abs(day - clock.today()) > FARTHEST:
            raise forms.ValidationError(_("Ngày này xa quá. Xem lại năm giúp mình."))
        return day


class KeyField(forms.UUIDField):
    """What makes the same form sent twice one."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid7, required=False)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value) or uuid7()
        except forms.ValidationError:
            return uuid7()


class MeetingForm(forms.Form):
    """When and where, about what."""

    key = KeyField()
    held_on = DayField(label=gettext_lazy("Ngày họp"))
    venue = _text(gettext_lazy("Nơi họp"), 150, gettext_lazy("Ghi họp ở đâu."))
    agenda = _text(
        gettext_lazy("Nội dung"),
        2000,
        gettext_lazy("Ghi cuộc họp bàn việc gì."),
        rows=4,
        hint=gettext_lazy("Mỗi dòng một việc."),
    )
    attendance = _text(
        gettext_lazy("Thành phần dự"),
        500,
        "",
        rows=2,
        hint=gettext_lazy("Ghi chức danh, cơ quan. Không cần ghi tên."),
    )

    @property
    def meeting_id(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key

    def called(self) -> Called:
        said = self.cleaned_data
        return Called(said["held_on"], said["venue"], said["agenda"], said["attendance"])


class CloseForm(forms.Form):
    """Who was there, when a meeting ends."""

    attendance = _text(
        gettext_lazy("Thành phần dự"),
        500,
        gettext_lazy("Ghi ai dự, theo chức danh và cơ quan."),
        rows=2,
        hint=gettext_lazy("Ghi chức danh, cơ quan. Không cần ghi tên."),
    )

    def __init__(self, meeting: Meeting, said: Any = None) -> None:
        super().__init__(said, initial={"attendance": meeting.attendance})


class DecisionForm(forms.Form):
    """What was decided, and what somebody is to do; the second half may stay empty."""

    key = KeyField()
    words = _text(
        gettext_lazy("Kết luận"), 600, gettext_lazy("Ghi kết luận, một hai câu là đủ."), rows=3
    )
    holder = forms.ChoiceField(
        label=gettext_lazy("Giao cho"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Chọn lại nơi làm việc này.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    due_on = DayField(
        label=gettext_lazy("Hạn"), required=False, help_text=gettext_lazy("Như 30/06/2026.")
    )
    awaited = _text(
        gettext_lazy("Kết quả cần có"),
        300,
        "",
        hint=gettext_lazy("Như: 100% thôn có tổ hoạt động."),
    )
    what = _text(
        gettext_lazy("Việc cụ thể"), 400, "", hint=gettext_lazy("Để trống thì theo kết luận.")
    )

    def __init__(self, unit: Unit, *args: Any) -> None:
        super().__init__(*args)
        self.unit = unit
        fields: dict[str, Any] = self.fields
        fields["holder"].choices = [
            ("", _("Chưa giao ai")),
            *(
                (group, [(one.key, one.name) for one in listed])
                for group, listed in choosing.holders(unit)
                if listed
            ),
        ]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        gives = said.get("holder") or "holder" in self.errors
        is_filled = said.get("due_on") or said.get("awaited") or said.get("what")
        if is_filled and not gives:
            self.add_error("holder", _("Chọn nơi làm, hoặc xóa các ô bên dưới."))
        if said.get("holder"):
            if not said.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", _("Giao việc thì ghi hạn, như 30/06/2026."))
            elif said.get("due_on") and said["due_on"] < clock.today():
                self.add_error("due_on", _("Hạn này đã qua. Ghi một ngày từ hôm nay."))
            if not said.get("awaited") and "awaited" not in self.errors:
                self.add_error("awaited", _("Ghi kết quả cần có, để sau này biết đã xong."))
        return said

    def task(self) -> Task | None:
        said = self.cleaned_data
        holder = choosing.holder(self.unit, said["holder"]) if said["holder"] else None
        if holder is None:
            return None
        what = said["what"] or said["words"][:400]
        return Task(what, said["awaited"], holder, said["due_on"])


class TaskForm(DecisionForm):
    """One more thing to do by a decision that is written already."""

    def __init__(self, unit: Unit, *args: Any) -> None:
        super().__init__(unit, *args)
        del self.fields["words"], self.fields["key"]
        for name in ("holder", "due_on", "awaited", "what"):
            self.fields[name].required = True
        self.fields["holder"].error_messages["required"] = _("Chọn nơi làm việc này.")
        self.fields["awaited"].error_messages["required"] = _("Ghi kết quả cần có.")
        self.fields["what"].error_messages["required"] = _("Ghi việc phải làm.")
        self.fields["what"].help_text = ""

    field_order = ("what", "holder", "due_on", "awaited")


class DoneForm(forms.Form):
    """What came of it, and what shows it."""

    result = _text(
        gettext_lazy("Kết quả"), 600, gettext_lazy("Ghi đã làm được gì, một hai câu."), rows=3
    )
    words = _text(
        gettext_lazy("Minh chứng"),
        300,
        "",
        hint=gettext_lazy("Số, ngày văn bản, hoặc địa chỉ xem được. Có tệp thì để trống."),
    )
    file = PaperFormField(
        label=gettext_lazy("Tệp minh chứng"),
        required=False,
        widget=forms.FileInput(attrs={"class": "input"}),
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not (said.get("words") or said.get("file") or "file" in self.errors):
            self.add_error("words", _("Ghi minh chứng, hoặc gửi tệp."))
        if self.errors and said.get("file"):
            self.add_error("file", _("Chọn lại tệp này: trình duyệt không giữ tệp đã chọn."))
        return said

    def proof(self) -> Proof:
        return Proof(self.cleaned_data["words"], self.cleaned_data["file"])


class ReasonForm(forms.Form):
    reason = _text(gettext_lazy("Lý do"), 600, gettext_lazy("Ghi lý do, một hai câu."), rows=3)


class ExtendForm(ReasonForm):
    due_on = DayField(label=gettext_lazy("Hạn mới"))
    field_order = ("due_on", "reason")

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("Hạn này đã qua. Ghi một ngày từ hôm nay."))
        return day


class NameForm(forms.Form):
    """Who answers for it there."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        to_field_name="public_id",
        label=gettext_lazy("Người chịu trách nhiệm"),
        empty_label=gettext_lazy("Chọn một người"),
        error_messages={
            "required": gettext_lazy("Chọn một người trước đã."),
            "invalid_choice": gettext_lazy("Người này nay không còn ở đó. Chọn người khác."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, action: Action, *args: Any) -> None:
        super().__init__(*args)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = choosing.answerers(action)
