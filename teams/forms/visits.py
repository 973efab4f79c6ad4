"""Asking for a visit at home, and answering."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import phone
from lms.places.models import Unit
from lms.users.models import User
from teams.forms import fields
from teams.forms.plans import offered_topics, topic_field
from teams.models import Team, TeamMembership, VisitRequest
from teams.services import lists, visits


class VisitForm(forms.Form):
    """What, when, and under which number; who and where only as far as somebody wishes."""

    either = ("topic", "what")
    """One of these is asked for: neither is called optional."""

    unit = forms.ModelChoiceField(
        label=gettext_lazy("Thôn, xóm, tổ dân phố"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("Chưa chọn"),
        error_messages={
            "required": gettext_lazy("Chọn nơi ở, để biết tổ nào đến."),
            "invalid_choice": gettext_lazy("Nơi này không còn trong danh sách. Chọn lại."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    topic = topic_field(
        gettext_lazy("Cần giúp việc gì"),
        required=False,
        empty=gettext_lazy("Việc khác, ghi ở dưới"),
    )
    what = fields.line(
        gettext_lazy("Việc khác, hoặc nói thêm"),
        200,
        required=False,
        help_text=gettext_lazy(
            "Ở trên đã đúng việc thì để trống. Ví dụ: máy mới mua, chưa biết cài Zalo."
        ),
    )
    wished_on = fields.day(
        gettext_lazy("Muốn người đến ngày nào"),
        required=False,
        help_text=gettext_lazy("Ví dụ 20/12/2026. Để trống là ngày nào cũng được."),
    )
    wished_part = forms.ChoiceField(
        label=gettext_lazy("Lúc nào tiện"),
        choices=VisitRequest.Part.choices,
        error_messages={"invalid_choice": gettext_lazy("Chọn một lúc trong danh sách.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    number = fields.number(
        gettext_lazy("Số điện thoại để gọi lại"),
        help_text=gettext_lazy(
            "Chỉ tổ trưởng, tổ phó, người đến giúp và cán bộ xã thấy số này. "
            "Xong việc 30 ngày thì xóa."
        ),
    )
    name = fields.line(
        gettext_lazy("Tên gọi"), 60, required=False, help_text=gettext_lazy("Ví dụ: bác Hoa.")
    )
    where = fields.line(
        gettext_lazy("Nhà ở đâu"),
        150,
        required=False,
        help_text=gettext_lazy("Ví dụ: ngõ 3, cạnh giếng làng."),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["topic"].queryset = offered_topics()  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        return fields.clean_number(self.cleaned_data["number"])

    def clean_wished_on(self) -> date | None:
        return fields.to_come(self.cleaned_data["wished_on"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "topic" in given and "what" in given and not (given["topic"] or given["what"]):
            self.add_error("what", _("Chọn một việc ở trên, hoặc ghi việc cần giúp vào đây."))
        return given

    def wish(self) -> visits.Wish:
        given = self.cleaned_data
        return visits.Wish(
            what=given["what"],
            number=given["number"],
            topic=given["topic"],
            on=given["wished_on"],
            part=given["wished_part"],
            name=given["name"],
            where=given["where"],
        )


def known_of(person: User | None) -> dict[str, Any]:
    """What somebody who is signed in need not type."""
    if person is None:
        return {}
    number = lists.number_of(person)
    return {
        "name": person.spoken_name,
        "number": phone.display(number) if number else "",
    }


class PromiseForm(forms.Form):
    """Who goes, and when."""

    visitor = forms.ModelChoiceField(
        label=gettext_lazy("Ai đến"),
        queryset=TeamMembership.objects.none(),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Chọn một người trong tổ."),
            "invalid_choice": gettext_lazy("Người này không còn trong tổ. Chọn lại."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    on = fields.day(gettext_lazy("Ngày đến"), help_text=gettext_lazy("Ví dụ 20/12/2026."))
    at = fields.hour(
        gettext_lazy("Mấy giờ"), required=False, help_text=gettext_lazy("Ví dụ 19:30.")
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = team.memberships.open().select_related("person").order_by("person__sort_key")
        field = self.fields["visitor"]
        field.queryset = places  # type: ignore[attr-defined]
        field.label_from_instance = lambda place: str(place.person)  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        return fields.to_come(self.cleaned_data["on"])


class GiveForm(forms.Form):
    """Which team of the commune goes."""

    team = forms.ModelChoiceField(
        label=gettext_lazy("Giao cho tổ"),
        queryset=Team.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Chưa chọn"),
        error_messages={
            "required": gettext_lazy("Chọn một tổ."),
            "invalid_choice": gettext_lazy("Tổ này không còn hoạt động. Chọn tổ khác."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, *args: Any, commune: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.open().within(commune)
        self.fields["team"].queryset = teams.order_by("level", "sort_key")  # type: ignore[attr-defined]
