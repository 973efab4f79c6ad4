"""What is written when somebody is shown as an example, and when others take a way up."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.common.forms import CountField
from lms.common.ids import public_id
from lms.dashboards.forms_targets import NumberField
from lms.meetings.forms import DayField, _text
from lms.meetings.models import Criterion
from lms.places.models import Unit

A_YEAR = timedelta(days=365)
SHOWN_AT_MOST = timedelta(days=2 * 366)
KEY_LENGTH = 13
HIGHEST = Decimal(1_000_000)


class ProposeForm(forms.Form):
    """Whom or what, and why; a way of working says how it is done."""

    key = forms.CharField(
        widget=forms.HiddenInput, initial=public_id, required=False, max_length=KEY_LENGTH
    )
    title = _text(gettext_lazy("Tên gọi"), 150, gettext_lazy("Ghi tên gọi ngắn."))
    story = _text(
        gettext_lazy("Thành tích"),
        2000,
        gettext_lazy("Ghi đã làm được gì, vài câu."),
        rows=5,
    )
    problem = _text(gettext_lazy("Vấn đề"), 1000, gettext_lazy("Ghi trước đó vướng gì."), rows=3)
    steps = _text(
        gettext_lazy("Các bước"),
        3000,
        gettext_lazy("Ghi đã làm từng bước thế nào."),
        rows=5,
        hint=gettext_lazy("Mỗi dòng một bước."),
    )
    result = _text(gettext_lazy("Kết quả"), 1000, gettext_lazy("Ghi được kết quả gì."), rows=3)
    contact = _text(
        gettext_lazy("Liên hệ"),
        300,
        gettext_lazy("Ghi nơi khác hỏi thêm ở đâu."),
        hint=gettext_lazy("Cơ quan và số điện thoại cơ quan. Không ghi tên, số riêng của ai."),
    )
    place = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Nơi làm"),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Chọn nơi làm."),
            "invalid_choice": gettext_lazy("Chọn lại nơi làm trong danh sách."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    to = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Đề nghị lên"),
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("Chọn lại nơi quyết định.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    of_way = ("problem", "steps", "result", "contact", "place")

    def __init__(self, unit: Unit, *args: Any, is_way: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        above = [pk for pk in (unit.pk, unit.parent_id) if pk]
        fields["to"].queryset = Unit.objects.filter(pk__in=above).order_by("-level", "pk")
        fields["to"].initial = unit.pk
        if is_way:
            del self.fields["story"]
            levels = (Unit.Level.PROVINCE, Unit.Level.COMMUNE)
            rows = Unit.objects.within(unit).filter(level__in=levels).valid_on(clock.today())
            fields["place"].queryset = rows.order_by("level", "sort_key")
            fields["place"].initial = unit.pk
        else:
            for name in self.of_way:
                del self.fields[name]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        is_ours = len(key) == KEY_LENGTH and key.isascii() and key.isalnum()
        return key if is_ours else public_id()


class ApproveForm(forms.Form):
    """The paper by which it is decided."""

    decision_no = _text(
        gettext_lazy("Số quyết định"),
        60,
        gettext_lazy("Ghi số quyết định."),
        hint=gettext_lazy("Ví dụ: 45/QĐ-UBND."),
    )
    decision_on = DayField(label=gettext_lazy("Ngày quyết định"))

    def clean_decision_on(self) -> date:
        day: date = self.cleaned_data["decision_on"]
        if day > clock.today():
            raise forms.ValidationError(_("Ngày này chưa tới. Ghi ngày đã ký."))
        return day


class PublishForm(forms.Form):
    """Until when it is shown."""

    expires_on = DayField(label=gettext_lazy("Công bố đến hết ngày"))

    def __init__(self, said: Any = None) -> None:
        day = f"{clock.today() + A_YEAR:%d/%m/%Y}"
        super().__init__(said, initial={"expires_on": day})

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if day < clock.today():
            raise forms.ValidationError(_("Ngày này đã qua. Ghi một ngày từ hôm nay."))
        if day > clock.today() + SHOWN_AT_MOST:
            raise forms.ValidationError(_("Công bố nhiều nhất hai năm một lần."))
        return day


class AgreeForm(forms.Form):
    """The tick that says yes; never there before."""

    agrees = forms.BooleanField(
        label=gettext_lazy("Tôi đã đọc và đồng ý"),
        error_messages={"required": gettext_lazy("Đánh dấu đồng ý, hoặc bấm Không đồng ý.")},
    )


class PaperConsentForm(forms.Form):
    """That somebody signed on paper."""

    signed = forms.BooleanField(
        label=gettext_lazy("Tôi giữ bản giấy người này đã ký đồng ý"),
        error_messages={"required": gettext_lazy("Chỉ ghi khi đã có bản giấy người này ký.")},
    )


class AdoptForm(forms.Form):
    """Where a way was taken up, since when, what came of it."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Nơi áp dụng"),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Chọn nơi áp dụng."),
            "invalid_choice": gettext_lazy("Chọn lại nơi áp dụng trong danh sách."),
        },
        widget=forms.Select(attrs={"class": "select"}),
    )
    since = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    note = _text(
        gettext_lazy("Ghi chú"),
        500,
        "",
        rows=3,
        hint=gettext_lazy("Làm thế nào, được gì. Không ghi tên riêng."),
    )

    def __init__(self, units: QuerySet[Unit], *args: Any) -> None:
        super().__init__(*args)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = units
        fields["unit"].label_from_instance = lambda unit: unit.label

    def clean_since(self) -> date:
        day: date = self.cleaned_data["since"]
        if day > clock.today():
            raise forms.ValidationError(_("Ngày này chưa tới. Ghi khi đã áp dụng."))
        return day


class CriterionForm(forms.Form):
    """The bar of one criterion."""

    is_offered = forms.BooleanField(label=gettext_lazy("Đang dùng"), required=False)
    least = NumberField(label=gettext_lazy("Từ mức"))
    most_count = CountField(
        label=gettext_lazy("Nhiều nhất"),
        min_value=1,
        max_value=50,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": gettext_lazy("Ghi nhiều nhất mấy nơi.")},
    )

    def __init__(self, criterion: Criterion, sent: Any = None) -> None:
        self.criterion = criterion
        said = {
            "is_offered": criterion.is_offered,
            "least": f"{criterion.least.normalize():f}".replace(".", ","),
            "most_count": criterion.most_count,
        }
        super().__init__(sent, prefix=criterion.code, initial=said)

    def clean_least(self) -> Decimal:
        least: Decimal = self.cleaned_data["least"]
        if least > HIGHEST:
            raise forms.ValidationError(_("Mức này lớn quá. Xem lại giúp mình."))
        return least.quantize(Decimal("0.01"))


def all_valid(forms_: Iterable[forms.Form]) -> bool:
    """Each is looked at, so that all that is wrong is told at once."""
    found = [form.is_valid() for form in forms_]
    return all(found)
