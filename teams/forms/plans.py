"""What a team says of a session to come, a commune of a campaign, a resident of her coming."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.common.forms import CountField
from teams.forms import fields
from teams.models import PlannedSession, Session, Topic
from teams.services import months, planning
from teams.services.coming import MOST_AT_ONCE

MINUTES = (30, 60, 90, 120, 180)
MONTHS_AHEAD = 12


def offered_topics() -> Any:
    return Topic.objects.filter(is_offered=True).order_by("position", "name")


def topic_field(label: Any, *, required: bool = True, empty: Any = None) -> Any:
    return forms.ModelChoiceField(
        label=label,
        queryset=Topic.objects.none(),
        to_field_name="code",
        required=required,
        empty_label=empty or gettext_lazy("Chưa chọn"),
        error_messages={
            "required": gettext_lazy("Chọn một nội dung."),
            "invalid_choice": gettext_lazy("Nội dung này không còn trong danh sách. Chọn lại."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )


class PlanForm(forms.Form):
    """A session to come, in the order a leader thinks of it."""

    topic = topic_field(gettext_lazy("Hướng dẫn việc gì"))
    on = fields.day(gettext_lazy("Ngày"), help_text=gettext_lazy("Ví dụ 20/12/2026."))
    at = fields.hour(gettext_lazy("Bắt đầu lúc"), help_text=gettext_lazy("Ví dụ 19:30."))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Kéo dài"),
        choices=[(n, f"{n} phút") for n in MINUTES],
        coerce=int,
        error_messages={"invalid_choice": gettext_lazy("Chọn số phút trong danh sách.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Hình thức"),
        choices=[(kind.value, kind.label) for kind in PlannedSession.TYPES],
        error_messages={
            "required": gettext_lazy("Chọn một hình thức."),
            "invalid_choice": gettext_lazy("Chọn một hình thức trong danh sách."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    venue = fields.line(
        gettext_lazy("Ở đâu"), 150, help_text=gettext_lazy("Ví dụ: Nhà văn hóa thôn.")
    )
    note = fields.line(
        gettext_lazy("Nhắn bà con"),
        300,
        required=False,
        help_text=gettext_lazy("Ví dụ: mang theo điện thoại và căn cước. Ai cũng đọc được."),
    )

    def __init__(self, *args: Any, planned: PlannedSession | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.planned = planned
        topics = offered_topics()
        if planned:
            topics = topics | Topic.objects.filter(pk=planned.topic_id)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]
        if planned and planned.duration_minutes not in MINUTES:
            extra = (planned.duration_minutes, f"{planned.duration_minutes} phút")
            self.fields["minutes"].choices = [extra, *self.fields["minutes"].choices]  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        chosen: date = self.cleaned_data["on"]
        if self.planned and chosen == self.planned.planned_on:
            return chosen
        return fields.to_come(chosen)

    def intent(self) -> planning.Intent:
        return planning.Intent(**self.cleaned_data)


def of_plan(planned: PlannedSession) -> dict[str, Any]:
    """What the form shows of a plan there is."""
    return {
        "topic": planned.topic.code,
        "on": planned.planned_on,
        "at": planned.starts_at,
        "minutes": planned.duration_minutes,
        "kind": planned.type,
        "venue": planned.venue,
        "note": planned.note,
    }


def fresh(last: Session | None, topic: str = "") -> dict[str, Any]:
    """Where and for how long the team sat last time."""
    return {
        "topic": topic,
        "at": last.start_time if last and last.start_time else "19:30",
        "minutes": 90,
        "kind": Session.Type.CLASS,
        "venue": last.venue if last and last.type != Session.Type.HOME else "",
    }


class ReasonForm(forms.Form):
    """Why something does not take place; residents read it."""

    reason = fields.line(gettext_lazy("Vì sao"), 200)

    def __init__(self, *args: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text


class ComeForm(forms.Form):
    """How many come; a name only from whoever wishes to say one."""

    people = forms.TypedChoiceField(
        label=gettext_lazy("Mấy người cùng đi"),
        choices=[(n, f"{n} người") for n in range(1, MOST_AT_ONCE + 1)],
        coerce=int,
        error_messages={"invalid_choice": gettext_lazy("Chọn số người trong danh sách.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    name = fields.line(
        gettext_lazy("Tên gọi"),
        40,
        required=False,
        help_text=gettext_lazy("Để tổ biết ai đến, ví dụ: bác Hoa. Không ghi cũng được."),
    )


class CampaignForm(forms.Form):
    """What a month is about."""

    name = fields.line(
        gettext_lazy("Tên đợt"),
        150,
        help_text=gettext_lazy("Ví dụ: Tháng thanh toán không tiền mặt."),
    )
    month = forms.ChoiceField(
        label=gettext_lazy("Tháng"),
        error_messages={"invalid_choice": gettext_lazy("Chọn một tháng trong danh sách.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    topic = topic_field(gettext_lazy("Nội dung"))
    quota = CountField(
        label=gettext_lazy("Mỗi tổ mấy buổi"),
        min_value=1,
        max_value=60,
        error_messages={"required": gettext_lazy("Ghi số buổi, ví dụ 2.")},
        widget=forms.TextInput(
            attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    whole_province = forms.BooleanField(label=gettext_lazy("Cho cả tỉnh"), required=False)

    def __init__(self, *args: Any, in_province: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = offered_topics()  # type: ignore[attr-defined]
        first = clock.today().replace(day=1)
        ahead = [months.shift(first, n) for n in range(MONTHS_AHEAD)]
        self.fields["month"].choices = [(f"{day:%Y-%m}", f"{day:%m/%Y}") for day in ahead]  # type: ignore[attr-defined]
        if not in_province:
            del self.fields["whole_province"]

    def clean_month(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")
