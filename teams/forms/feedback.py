"""What residents said, and what somebody answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import text
from lms.users.models import Agency, User
from teams import policies
from teams.models import Difficulty, Feedback, Team, Whom
from teams.services.feedback import Address

SHORT = {"class": "input", "autocomplete": "off"}


class SaidForm(forms.Form):
    """What somebody told the team; by name only who has an account and wants the answer."""

    said = forms.CharField(
        label=gettext_lazy("Bà con nói gì?"),
        max_length=500,
        help_text=gettext_lazy("Không ghi số căn cước, số điện thoại."),
        error_messages={
            "required": gettext_lazy("Ghi lại điều bà con phản ánh."),
            "max_length": gettext_lazy("Dài quá. Rút gọn còn 500 chữ cái."),
        },
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    kind = forms.ModelChoiceField(
        label=gettext_lazy("Thuộc loại khó khăn nào?"),
        queryset=Difficulty.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Không rõ, hoặc là kiến nghị"),
        error_messages={"invalid_choice": gettext_lazy("Chọn lại trong danh sách.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Ai muốn nhận câu trả lời?"),
        required=False,
        max_length=100,
        help_text=gettext_lazy(
            "Ghi đủ họ tên như hồ sơ học. Để trống thì trả lời về tổ, tổ báo lại."
        ),
        widget=forms.TextInput(attrs=SHORT),
    )

    agrees = forms.BooleanField(
        label=gettext_lazy("Người đó đồng ý gắn tên với điều này"), required=False
    )

    def __init__(self, *args: Any, team: Team, may_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        if not may_name:
            # Who has a record here is nothing every member may find out.
            del self.fields["name"], self.fields["agrees"]
        self.resident: User | None = None
        offered = Difficulty.objects.filter(is_offered=True).order_by("position", "name")
        self.fields["kind"].queryset = offered  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """The one person of the team's people who is called so."""
        name = text.nfc(self.cleaned_data["name"])
        if not name:
            return ""
        found = list(policies.served_by(self.team).filter(name_fold=text.fold(name))[:2])
        if not found:
            raise forms.ValidationError(
                _("Không có ai ở địa bàn có hồ sơ học tên này. Để trống thì trả lời về tổ.")
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("Có nhiều người trùng tên này. Để trống, rồi báo lại người đó khi có trả lời.")
            )
        self.resident = found[0]
        return name

    def clean(self) -> dict[str, Any]:
        if self.resident and not self.cleaned_data.get("agrees"):
            self.resident = None
            self.add_error("agrees", _("Hỏi người đó rồi đánh dấu; chưa đồng ý thì bỏ tên."))
        return self.cleaned_data


class AnswerForm(forms.Form):
    """An answer, in words a resident understands."""

    words = forms.CharField(
        label=gettext_lazy("Trả lời"),
        max_length=1000,
        help_text=gettext_lazy("Nói rõ làm gì, ở đâu, khi nào. Tổ trưởng và bà con đọc câu này."),
        error_messages={
            "required": gettext_lazy("Ghi câu trả lời trước đã."),
            "max_length": gettext_lazy("Dài quá. Rút gọn còn 1000 chữ cái."),
        },
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    alike = forms.BooleanField(required=False)


class PassForm(forms.Form):
    """Whom it is passed on to, and why."""

    to = forms.ChoiceField(
        label=gettext_lazy("Chuyển tới"),
        error_messages={
            "required": gettext_lazy("Chọn nơi nhận."),
            "invalid_choice": gettext_lazy("Chọn lại nơi nhận trong danh sách."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Lời nhắn cho nơi nhận"),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Ghi vì sao chuyển, để nơi nhận biết việc."),
            "max_length": gettext_lazy("Dài quá. Rút gọn còn 500 chữ cái."),
        },
        widget=forms.TextInput(attrs=SHORT),
    )
    prefix = "chuyen"

    def __init__(self, *args: Any, item: Feedback, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["to"].choices = self._choices()  # type: ignore[attr-defined]

    def _choices(self) -> list[tuple[str, str]]:
        """Every place but where it is."""
        agencies = Agency.objects.filter(kind=Agency.Kind.DEPARTMENT, valid_to=None)
        if self.item.agency:
            agencies = agencies.exclude(pk=self.item.agency.pk)
        found = [("", _("Chọn nơi nhận"))]
        if self.item.whom != Whom.COMMUNE:
            found.append((Whom.COMMUNE.value, _("Xã")))
        if self.item.course_id and self.item.whom != Whom.AUTHOR:
            found.append((Whom.AUTHOR.value, _("Người biên soạn khóa học")))
        return found + [(str(one.pk), one.name) for one in agencies.order_by("sort_key")[:200]]

    def address(self) -> Address:
        to = self.cleaned_data["to"]
        if to == Whom.COMMUNE:
            return Address(Whom.COMMUNE)
        if to == Whom.AUTHOR:
            return Address(Whom.AUTHOR, course=self.item.course)
        return Address(Whom.AGENCY, agency=Agency.objects.get(pk=to))


class CloseForm(forms.Form):
    """Why nothing more is done."""

    words = forms.CharField(
        label=gettext_lazy("Vì sao đóng?"),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Ghi vì sao đóng, để tổ biết."),
            "max_length": gettext_lazy("Dài quá. Rút gọn còn 500 chữ cái."),
        },
        widget=forms.TextInput(attrs=SHORT),
    )
    prefix = "dong"
