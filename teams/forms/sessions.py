"""The plain session form: what a browser without script sends, shaped as a document."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from lms.common import clock, text
from lms.common.formats.vi import formats
from lms.common.ids import is_uuid7
from lms.users.models import User
from teams.models import Difficulty, Outcome, Session, Topic, VenueKind
from teams.models.entries import Entry
from teams.services import session_form

ACT_PREFIX = "act_"
MINUTES = (30, 60, 90, 120)
EARLIEST_YEAR = 2020
"""The first teams of all were founded in 2022."""
WHOLE = {
    "min_value": "Ghi số từ 0 trở lên.",
    "max_value": "Số lớn quá. Nhiều nhất %(limit_value)s.",
    "invalid": "Ghi một số, ví dụ 12.",
}


def _number(
    label: str,
    *,
    required: bool = False,
    help_text: str = "",
    most: int = session_form.MOST_HEADS,
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=most,
        help_text=help_text,
        error_messages={**WHOLE, "required": "Ghi số người đến. Không có ai thì ghi 0."},
        widget=forms.TextInput(
            attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )


def _offered(model: type[Entry], kept: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What the province offers, and what this log says already even if it is retired."""
    rows = model.objects.filter(Q(is_offered=True) | Q(code__in=list(kept)))
    return list(rows.order_by("position", "name").values_list("code", "name"))


GONE = "Có mục không còn trong danh sách. Chọn lại giúp mình."


class SessionForm(forms.Form):
    """Fields of a session log in the order a leader thinks of them.

    A page opened before the form grew sends no `version`: it is asked for nothing it did not show.
    """

    version = forms.IntegerField(
        min_value=1, max_value=session_form.VERSION, required=False, widget=forms.HiddenInput
    )
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
    start_time = forms.TimeField(
        label="Giờ bắt đầu",
        help_text="Ví dụ 19:30 hoặc 1930.",
        error_messages={
            "required": "Ghi giờ bắt đầu, ví dụ 19:30.",
            "invalid": "Ghi giờ như 19:30.",
        },
        input_formats=["%H:%M", "%Hh%M", "%H.%M", "%H%M", "%Hh", "%H:%M:%S"],
        widget=forms.TimeInput(
            format="%H:%M",
            attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"},
        ),
    )
    duration = forms.ChoiceField(
        label="Kéo dài bao lâu",
        choices=[(str(n), f"{n} phút") for n in MINUTES],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Chọn số phút, hoặc ghi số khác ở dưới."},
    )
    duration_other = _number("Hoặc số phút khác", most=session_form.MOST_MINUTES)
    venue_kind = forms.ChoiceField(
        label="Loại nơi",
        required=False,
        error_messages={"invalid_choice": GONE},
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
    helpers = forms.MultipleChoiceField(
        label="Thành viên tổ đã tham gia",
        error_messages={
            "required": "Đánh dấu ít nhất một người của tổ đã tham gia.",
            "invalid_choice": "Có người không ở trong tổ. Chọn lại giúp mình.",
        },
        widget=forms.CheckboxSelectMultiple,
    )
    heads = _number("Có bao nhiêu người đến?", required=True)
    female = _number("Nữ")
    older = _number("Từ 60 tuổi")
    vulnerable = _number("Yếu thế", help_text="Hộ nghèo, người khuyết tật, người neo đơn.")
    first_time = _number("Đến lần đầu")
    devices_ok = _number(session_form.DEVICES)
    difficulties = forms.MultipleChoiceField(
        label="Khó khăn, vướng mắc",
        required=False,
        error_messages={"invalid_choice": GONE},
        widget=forms.CheckboxSelectMultiple,
    )
    difficulty_note = forms.CharField(
        label="Khó khăn khác",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    feedback = forms.CharField(
        label="Bà con phản ánh, kiến nghị",
        required=False,
        max_length=500,
        help_text="Xã nhận và trả lời. Không ghi số căn cước, số điện thoại.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )
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

    def __init__(
        self,
        *args: Any,
        people: Iterable[User] = (),
        facts: session_form.SessionFacts | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        said = _codes_of(facts) if facts else {}
        topics = Q(is_offered=True) | Q(code__in=said.get("topics", []))
        fields["topics"].queryset = Topic.objects.filter(topics).order_by("position", "name")
        fields["venue_kind"].choices = _offered(VenueKind, said.get("venue_kind", []))
        fields["difficulties"].choices = _offered(Difficulty, said.get("difficulties", []))
        fields["helpers"].choices = [(person.public_id, str(person)) for person in people]
        for code, name in _offered(Outcome, said.get("acts", [])):
            fields[f"{ACT_PREFIX}{code}"] = _number(name)
        if self.is_bound and self.form_version < session_form.VERSION:
            fields["start_time"].required = fields["helpers"].required = False

    @property
    def form_version(self) -> int:
        """The version of the form that was filled in."""
        given = self.data.get("version") if self.is_bound else None
        return session_form.VERSION if given == str(session_form.VERSION) else 1

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
        self._check_devices(cleaned)
        self._check_duration(cleaned)
        if cleaned.get("names") and not cleaned.get("with_names"):
            message = "Có ghi tên thì đánh dấu ô “họ đã đồng ý”, hoặc xóa tên đi."
            self.add_error("with_names", message)
        return cleaned

    def _check_devices(self, cleaned: dict[str, Any]) -> None:
        heads, count = cleaned.get("heads"), cleaned.get("devices_ok") or 0
        if heads is not None and count > heads:
            self.add_error(
                "devices_ok",
                f"{session_form.DEVICES} là {count}, nhiều hơn người đến ({heads}). "
                "Xem lại hai số này.",
            )

    def _check_duration(self, cleaned: dict[str, Any]) -> None:
        """A number that was written counts before the ready ones."""
        if {"duration", "duration_other"} & set(self.errors):
            return
        cleaned["minutes"] = cleaned.get("duration_other") or int(cleaned.get("duration") or 0)
        if not cleaned["minutes"] and self.form_version == session_form.VERSION:
            self.add_error("duration", "Chọn buổi kéo dài bao lâu.")

    def document(self) -> dict[str, Any]:
        """The document a phone would send."""
        data = self.cleaned_data
        names = data["names"].splitlines() if data["with_names"] else []
        names = [line for line in map(text.nfc, names) if line]
        acts = {
            name.removeprefix(ACT_PREFIX): data[name] or 0
            for name in self.fields
            if name.startswith(ACT_PREFIX)
        }
        later = {
            "start_time": data["start_time"] and data["start_time"].strftime("%H:%M"),
            "duration_min": data["minutes"] or None,
            "venue_kind": data["venue_kind"],
            "helpers": data["helpers"],
            "devices_ok": data["devices_ok"],
            "difficulties": data["difficulties"],
            "difficulty_note": data["difficulty_note"],
            "feedback": data["feedback"],
            "consent_taken": True if names and self.form_version > 1 else None,
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
            "names": names,
            **later,
        }


def _codes_of(facts: session_form.SessionFacts) -> dict[str, list[str]]:
    return {
        "topics": [*facts.topics],
        "venue_kind": [facts.venue_kind],
        "difficulties": [*facts.difficulties],
        "acts": [*facts.acts],
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
