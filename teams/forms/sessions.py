"""The plain session form: what a browser without script sends, shaped as a document."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from lms.common import clock, text
from lms.common.formats.vi import formats
from lms.common.ids import is_uuid7, uuid7
from teams.models import Act, Session, Topic
from teams.services import session_form

ACT_PREFIX = "act_"
EARLIEST_YEAR = 2020
"""The first teams of all were founded in 2022."""
WHOLE = {
    "min_value": "Ghi số từ 0 trở lên.",
    "max_value": f"Số lớn quá. Nhiều nhất {session_form.MOST_HEADS}.",
    "invalid": "Ghi một số, ví dụ 12.",
}


def _number(label: str, *, required: bool = False, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=session_form.MOST_HEADS,
        help_text=help_text,
        error_messages={**WHOLE, "required": "Ghi số người đến. Không có ai thì ghi 0."},
        widget=forms.TextInput(
            attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )


class SessionForm(forms.Form):
    """Fields of a session log in the order a leader thinks of them."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)
    rev = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)
    held_on = forms.DateField(
        label="Ngày tổ chức",
        help_text="Ngày, tháng, năm, ví dụ 20/11/2026.",
        error_messages={
            "required": "Ghi ngày tổ chức.",
            "invalid": "Ghi ngày như 20/11/2026.",
        },
        input_formats=[*formats.DATE_INPUT_FORMATS, "%d%m%Y"],
        # Not type="date": a phone set to English would show the month first.
        widget=forms.DateInput(attrs={"class": "input num", "inputmode": "numeric"}),
    )
    type = forms.ChoiceField(
        label="Hình thức",
        choices=Session.Type.choices,
        error_messages={"required": "Chọn một hình thức."},
        widget=forms.RadioSelect,
    )
    venue = forms.CharField(
        label="Nơi tổ chức",
        max_length=150,
        help_text="Ví dụ: Nhà văn hóa thôn.",
        error_messages={"required": "Ghi nơi tổ chức, ví dụ: Nhà văn hóa thôn."},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    topics = forms.ModelMultipleChoiceField(
        label="Đã hướng dẫn những gì",
        queryset=Topic.objects.none(),
        to_field_name="code",
        error_messages={
            "required": "Chọn ít nhất một nội dung đã hướng dẫn.",
            "invalid_choice": "Có nội dung không còn trong danh sách. Chọn lại giúp mình.",
        },
        widget=forms.CheckboxSelectMultiple,
    )
    heads = _number("Có bao nhiêu người đến?", required=True)
    female = _number("Nữ")
    older = _number("Từ 60 tuổi")
    vulnerable = _number("Yếu thế", help_text="Hộ nghèo, người khuyết tật, người neo đơn.")
    first_time = _number("Đến lần đầu")
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )
    with_names = forms.BooleanField(
        label="Ghi tên người tham gia (họ đã đồng ý)",
        required=False,
    )
    is_another = forms.BooleanField(
        label="Đây là buổi khác, vẫn gửi",
        required=False,
    )
    names = forms.CharField(
        label="Tên, mỗi người một dòng",
        required=False,
        max_length=40_000,
        help_text="Chỉ ghi khi người đó đồng ý. Không ghi số căn cước, số điện thoại.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topics"]
        topics.queryset = Topic.objects.filter(is_offered=True).order_by("position", "name")
        for kind in Act:
            self.fields[f"{ACT_PREFIX}{kind.value}"] = _number(kind.label)

    def act_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(ACT_PREFIX)]

    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in session_form.PARTS]

    def clean_record_id(self) -> UUID:
        record_id: UUID = self.cleaned_data["record_id"]
        if not is_uuid7(record_id):
            message = "Trang này bị lỗi. Mở lại trang ghi buổi rồi gửi."
            raise forms.ValidationError(message)
        return record_id

    def clean_held_on(self) -> date:
        """A day that has been; how long ago is for the reviewer to judge."""
        held_on: date = self.cleaned_data["held_on"]
        if held_on > clock.today():
            message = "Ngày này ở phía trước. Tổ chức xong rồi hãy ghi."
            raise forms.ValidationError(message)
        if held_on.year < EARLIEST_YEAR:
            message = "Xem lại năm, ví dụ 20/11/2026."
            raise forms.ValidationError(message)
        return held_on

    def clean(self) -> dict[str, Any]:
        """Parts are no more than the heads; names only with the tick that they agreed."""
        cleaned = super().clean() or {}
        heads = cleaned.get("heads")
        for key, label in session_form.PARTS.items():
            count = cleaned.get(key) or 0
            if heads is not None and count > heads:
                self.add_error(
                    key,
                    f"{label} là {count}, nhiều hơn người đến ({heads}). Xem lại hai số này.",
                )
        if cleaned.get("names") and not cleaned.get("with_names"):
            message = "Có ghi tên thì đánh dấu ô “họ đã đồng ý”, hoặc xóa tên đi."
            self.add_error("with_names", message)
        return cleaned

    def document(self) -> dict[str, Any]:
        """The document a phone would send."""
        data = self.cleaned_data
        names = data["names"].splitlines() if data["with_names"] else []
        acts = {
            name.removeprefix(ACT_PREFIX): data[name] or 0
            for name in self.fields
            if name.startswith(ACT_PREFIX)
        }
        return {
            "held_on": data["held_on"].isoformat(),
            "type": data["type"],
            "venue": data["venue"],
            "topics": [topic.code for topic in data["topics"]],
            "heads": data["heads"],
            **{key: data[key] or 0 for key in session_form.PARTS},
            "acts": acts,
            "note": data["note"],
            "names": [line for line in map(text.nfc, names) if line],
        }


def fresh(*, venue: str = "") -> dict[str, Any]:
    """A new log: its own id, today, revision one, where the team sat last time."""
    return {"record_id": uuid7(), "rev": 1, "held_on": clock.today(), "venue": venue}


def of_session(session: Session) -> dict[str, Any]:
    """The next revision of a log, filled with what it says now."""
    names = [row.name for row in session.attendances.order_by("position")]
    return {
        "record_id": session.record_id,
        "rev": session.rev + 1,
        "held_on": session.held_on,
        "type": session.type,
        "venue": session.venue,
        "topics": [topic.code for topic in session.topics.all()],
        "heads": session.heads_count,
        **{key: getattr(session, f"{key}_count") for key in session_form.PARTS},
        **{f"{ACT_PREFIX}{act.kind}": act.count for act in session.acts.all()},
        "note": session.note,
        "with_names": bool(names),
        "names": "\n".join(names),
    }


class ReturnForm(forms.Form):
    """Why a session goes back: words that help to mend it."""

    reason = forms.CharField(
        label="Cần bổ sung điều gì?",
        max_length=300,
        error_messages={
            "required": "Ghi rõ cần sửa điều gì để tổ biết đường làm.",
            "max_length": "Lời nhắn dài quá. Rút gọn còn 300 chữ cái.",
        },
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )

    def clean_reason(self) -> str:
        return text.nfc(self.cleaned_data["reason"])
