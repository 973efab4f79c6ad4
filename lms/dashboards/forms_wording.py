"""How an indicator is worded, and what the members of a group weigh."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import numbers
from lms.dashboards.models import GroupMember, Indicator, IndicatorGroup
from lms.dashboards.services import wording
from lms.dashboards.services.public import opening

SMALL = forms.TextInput(attrs={"class": "input"})


class NumberField(forms.DecimalField):
    """A number as people here write it: 12,5."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": gettext_lazy("Ghi số như 18 hoặc 12,5."),
        "min_value": gettext_lazy("Số này phải lớn hơn 0."),
        "max_digits": gettext_lazy("Số này dài quá."),
        "max_decimal_places": gettext_lazy("Nhiều nhất %(max)s số lẻ."),
        "max_whole_digits": gettext_lazy("Số này lớn quá."),
    }

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return numbers.read(str(value))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return numbers.show(value.normalize()) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal"}


class IndicatorWordingForm(forms.ModelForm[Indicator]):
    """The words of an indicator; what it counts stays as it is."""

    class Meta:
        model = Indicator
        fields = wording.INDICATOR_FIELDS
        labels = {
            "name": gettext_lazy("Tên chỉ số"),
            "numerator_words": gettext_lazy("Tử số (hoặc số) là gì"),
            "denominator_words": gettext_lazy("Mẫu số là gì"),
            "how": gettext_lazy("Cách tính"),
            "owner": gettext_lazy("Cơ quan chủ trì"),
            "owner_words": gettext_lazy("Cơ quan chủ trì, ghi bằng lời"),
            "evidence": gettext_lazy("Minh chứng cần có"),
            "legal_source": gettext_lazy("Căn cứ"),
            "is_offered": gettext_lazy("Đang dùng"),
            "is_open": gettext_lazy("Công khai: ai cũng xem được số của từng tháng đã qua"),
        }
        help_texts = {
            "owner": gettext_lazy("Quản lý của cơ quan này được duyệt số do đơn vị nhập."),
            "owner_words": gettext_lazy(
                "Dùng khi chưa chọn cơ quan. Tên có sẵn là gợi ý, tỉnh sửa lại cho đúng."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.aggregation != Indicator.Aggregation.RATIO:
            del self.fields["denominator_words"]
        else:
            self.fields["denominator_words"].required = True
        self.fields["how"].widget = forms.Textarea(attrs={"rows": 4})
        for field in self.fields.values():
            field.error_messages["required"] = _("Ô này không để trống được.")
            _dress(field.widget)

    def clean(self) -> dict[str, Any]:
        """Open only what gives nobody away."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("is_open") and said.get("is_offered"):
            others = opening.open_beside(self.instance)
            if why := opening.refusal(self.instance, others):
                self.add_error("is_open", why)
        return said


class GroupWordingForm(forms.ModelForm[IndicatorGroup]):
    """The name of a group, and whose weights they are."""

    class Meta:
        model = IndicatorGroup
        fields = wording.GROUP_FIELDS
        labels = {
            "name": gettext_lazy("Tên nhóm"),
            "legal_source": gettext_lazy("Căn cứ"),
            "weights_source": gettext_lazy("Điểm tối đa lấy từ đâu"),
            "is_offered": gettext_lazy("Đang dùng"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind != IndicatorGroup.Kind.INDEX:
            del self.fields["weights_source"]
        for field in self.fields.values():
            field.error_messages["required"] = _("Ô này không để trống được.")
            _dress(field.widget)


class MemberForm(forms.Form):
    """What one indicator weighs in an index, or what is wanted of it in a list."""

    weight = NumberField(
        label=gettext_lazy("Điểm tối đa"), min_value=Decimal("0.001"), max_digits=7,
        decimal_places=3, widget=SMALL, required=False,
    )  # fmt: skip
    full = NumberField(
        label=gettext_lazy("Đạt đủ điểm ở mức"), min_value=Decimal("0.0001"), max_digits=14,
        decimal_places=4, widget=SMALL, required=False,
    )  # fmt: skip
    wanted = NumberField(
        label=gettext_lazy("Mức cần đạt"), max_digits=14, decimal_places=4, widget=SMALL,
        required=False,
    )  # fmt: skip

    def __init__(
        self, member: GroupMember, name: str, said: QueryDict | None, *, is_index: bool
    ) -> None:
        known = {column: getattr(member, column) for column in wording.MEMBER_FIELDS}
        super().__init__(said, prefix=member.code, initial=known)
        self.member = member
        self.name = name
        for column in ("wanted",) if is_index else ("weight", "full"):
            del self.fields[column]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "weight" in self.fields and not self.errors:
            for one, other in (("weight", "full"), ("full", "weight")):
                if said[one] is None and said[other] is not None:
                    self.add_error(one, _("Ghi cả hai ô, hoặc để trống cả hai."))
        return said


def _dress(widget: forms.Widget) -> None:
    if not isinstance(widget, forms.CheckboxInput):
        widget.attrs["class"] = "select" if isinstance(widget, forms.Select) else "input"
