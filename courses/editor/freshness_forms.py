"""Forms of the pages that ask authors to look again."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from courses.services import authoring, ownership
from courses.services.in_use import App
from courses.services.ownership import Standing
from lms.common import clock, text
from lms.users.models import User

FARTHEST = 5 * 365


class NewVersionForm(forms.Form):
    """The version that came out, and the steps to look at; all but those that have it already."""

    version = forms.CharField(
        label=gettext_lazy("Bản mới"),
        max_length=30,
        help_text=gettext_lazy("Ví dụ: 2.2.0. Không rõ số thì ghi tháng ra bản mới."),
    )
    steps = forms.MultipleChoiceField(
        label=gettext_lazy("Các bước cần xem lại"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chọn ít nhất một bước.")},
    )

    def __init__(self, *args: Any, app: App, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["steps"]
        field.choices = [(one.uid, one.title) for one in app.practices]
        field.initial = [one.uid for one in app.practices]

    def clean_version(self) -> str:
        return " ".join(text.nfc(self.cleaned_data["version"]).split())


class OwnerForm(forms.Form):
    """Owner and day; whoever left can be kept by nobody."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Người phụ trách"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Chọn một người"),
        help_text=gettext_lazy("Người biên soạn hoặc biên tập của mục này."),
    )
    review_by = forms.DateField(
        label=gettext_lazy("Xem lại trước ngày"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Đến ngày đó, người phụ trách được nhắc đọc lại cả khóa."),
    )

    def __init__(self, *args: Any, standing: Standing, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        people = ownership.writers(standing.course.section)
        # An administrator may take it on, and keeps what is theirs.
        also = {by.pk, *([standing.owner.pk] if standing.owner else [])}
        field.queryset = User.objects.filter(pk__in=[*people.values_list("pk", flat=True), *also])
        field.initial = standing.owner
        day = standing.course.review_by
        is_over = standing.is_overdue
        self.fields["review_by"].initial = clock.today() + authoring.UNREAD if is_over else day

    def clean_review_by(self) -> date:
        day: date = self.cleaned_data["review_by"]
        if day < clock.today():
            raise forms.ValidationError(_("Ngày này đã qua. Chọn một ngày sắp tới."))
        if (day - clock.today()).days > FARTHEST:
            raise forms.ValidationError(_("Xa quá. Hẹn trong vòng 5 năm."))
        return day
