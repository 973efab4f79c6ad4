"""What a commune says about its teams and who is in them."""

from datetime import date
from typing import Any

from django import forms

from lms.common import clock, phone, text
from lms.users import names
from lms.users.forms.entrance import PersonFields
from teams.models import Team, TeamMembership
from teams.services.team_lists import MOST_HOUSEHOLDS

Role = TeamMembership.Role
LEADER_HELP = "Tổ đang có tổ trưởng. Đánh dấu thì người cũ thành thành viên từ ngày này."
DAY = {"required": "Ghi ngày.", "invalid": "Ghi ngày như 20/11/2026."}


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        error_messages=DAY,
        widget=forms.DateInput(attrs={"class": "input", "inputmode": "numeric"}),
    )


def _line(label: str, length: int, *, required: bool = True, **more: Any) -> forms.CharField:
    errors = {
        "required": "Mục này còn trống.",
        "max_length": f"Dài quá. Rút gọn còn {length} chữ cái.",
    }
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
    return forms.CharField(
        label=label,
        required=required,
        max_length=length,
        error_messages=errors,
        widget=widget,
        **more,
    )


def not_ahead(day: date | None) -> date | None:
    """The day itself; what is written down has happened."""
    if day and day > clock.today():
        message = "Ngày này ở phía trước. Ghi hôm nay hoặc một ngày đã qua."
        raise forms.ValidationError(message)
    if day and day.year < 2000:
        message = "Xem lại năm, ví dụ 20/11/2026."
        raise forms.ValidationError(message)
    return day


def households_field(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_HOUSEHOLDS,
        error_messages={
            "required": "Ghi số hộ; chưa giao hộ nào thì ghi 0.",
            "invalid": "Ghi một số, ví dụ 210.",
            "min_value": "Ghi số từ 0 trở lên.",
            "max_value": "Số lớn quá. Xem lại số hộ.",
        },
        widget=forms.TextInput(
            attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}
        ),
        **more,
    )


class TeamForm(forms.Form):
    """A team's name and what its decision says."""

    name = _line("Tên tổ", 150, help_text="Ví dụ: Tổ công nghệ số thôn An Hòa.")
    decision_no = _line(
        "Số quyết định thành lập", 60, required=False, help_text="Ví dụ: 12/QĐ-UBND."
    )
    decision_on = day_field("Ngày quyết định", required=False)
    households_count = households_field("Số hộ phụ trách", required=False)

    def clean_name(self) -> str:
        return _shown(self.cleaned_data["name"])

    def clean_decision_no(self) -> str:
        return text.nfc(self.cleaned_data["decision_no"])

    def clean_decision_on(self) -> date | None:
        return not_ahead(self.cleaned_data["decision_on"])

    def clean_households_count(self) -> int:
        return self.cleaned_data["households_count"] or 0


def of_team(team: Team) -> dict[str, Any]:
    """What the form shows of a team there is."""
    return {name: getattr(team, name) for name in TeamForm.base_fields}


class RoleForm(forms.Form):
    """A role from a day on; over a leader only when told so."""

    role = forms.ChoiceField(
        label="Vai trò",
        choices=Role.choices,
        initial=Role.MEMBER,
        error_messages={
            "required": "Chọn một vai trò.",
            "invalid_choice": "Chọn một vai trò trong danh sách.",
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    takes_over = forms.BooleanField(
        label="Thay tổ trưởng hiện nay", required=False, help_text=LEADER_HELP
    )
    on = day_field("Từ ngày")

    def clean_on(self) -> date | None:
        return not_ahead(self.cleaned_data["on"])


class MemberForm(RoleForm):
    """Who joins, as written in the decision."""

    full_name = _line("Họ và tên", names.LONGEST)
    number = _line(
        "Số điện thoại",
        phone.LONGEST,
        required=False,
        help_text="Có số thì người này đăng nhập được bằng số đó. Chưa có thì để trống.",
    )
    organisation = _line(
        "Thuộc đoàn thể, đơn vị", 100, required=False, help_text="Ví dụ: Đoàn Thanh niên."
    )
    birth_year = PersonFields.base_fields["birth_year"]
    field_order = ("full_name", "birth_year", "number", "role", "takes_over", "organisation", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.input_type = "tel"
        self.fields["birth_year"].widget.attrs["autocomplete"] = "off"

    clean_birth_year = PersonFields.clean_birth_year

    def clean_full_name(self) -> str:
        try:
            return names.clean(self.cleaned_data["full_name"])
        except names.NameRefused as error:
            raise forms.ValidationError(str(error)) from error

    def clean_number(self) -> str:
        written = self.cleaned_data["number"]
        if not written:
            return ""
        try:
            return phone.to_mobile(written)
        except phone.PhoneError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_organisation(self) -> str:
        return text.nfc(self.cleaned_data["organisation"])


class EndForm(forms.Form):
    """The last day of a membership."""

    last = day_field("Ngày cuối cùng trong tổ")

    def __init__(self, *args: Any, place: TeamMembership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place

    def clean_last(self) -> date | None:
        last = not_ahead(self.cleaned_data["last"])
        if last and last < self.place.valid_from:
            message = f"Người này vào tổ ngày {self.place.valid_from:%d/%m/%Y}. Ghi từ ngày đó."
            raise forms.ValidationError(message)
        return last


def _shown(written: str) -> str:
    line = text.nfc(written)
    if not any(map(str.isalnum, line)):
        message = "Tên tổ cần có chữ."
        raise forms.ValidationError(message)
    return line
