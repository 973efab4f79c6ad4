"""Choosing a unit by typing its name."""

from typing import Any, NoReturn
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.places.models import Unit
from lms.places.services import search, succession


class UnitField(forms.Field):
    """One unit of today, given as its id or its name; the name may lack marks and kind.

    The id of a unit that others took over from means its main successor: phones and papers keep
    the old one for a long time.

    The text box names the address of the suggestions in `data-suggest`.
    """

    default_error_messages = {
        "gone": _("Nơi này không còn trong danh mục. Hãy gõ tên và chọn lại."),
        "unknown": _("Chưa tìm thấy “%(name)s”. Hãy gõ tên xã, phường rồi chọn trong danh sách."),
        "unclear": _("Chưa rõ là nơi nào. Có phải: %(names)s?"),
        "former": _("“%(name)s” nay là “%(today)s”. Hãy chọn tên mới."),
    }

    def __init__(self, *, level: str | None = None, **kwargs: Any) -> None:
        self.level = level
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002
        address = reverse_lazy("places:find", query={"cap": self.level} if self.level else None)
        return {"data-suggest": address, "autocomplete": "off", "maxlength": 300}

    def prepare_value(self, value: Any) -> Any:
        unit = value if isinstance(value, Unit) else self._by_id(value)
        return unit.label if unit else value

    def to_python(self, value: Any) -> Unit | None:
        if value in self.empty_values or isinstance(value, Unit):
            return value or None
        written = str(value)
        if _as_id(written):
            return self._by_id(written) or self._refuse("gone")
        found = search.exact(written, level=self.level)
        return found[0] if len(found) == 1 else self._refuse_name(written, found)

    def _by_id(self, value: Any) -> Unit | None:
        unit_id = _as_id(str(value or ""))
        units = Unit.objects.select_related("parent")
        if self.level:
            units = units.filter(level=self.level)
        unit = units.filter(pk=unit_id).first() if unit_id else None
        if unit is None or unit.is_valid_on(clock.today()):
            return unit
        stands = succession.today(unit)
        return stands.unit if stands else None

    def _refuse_name(self, written: str, found: list[Unit]) -> NoReturn:
        name = written.strip()[: search.LONGEST_QUERY]
        former = search.called(name, among=Unit.objects.filter(valid_to__lt=clock.today()))
        successors = [today for unit in former[:2] if (today := succession.today(unit))]
        if not found and len(successors) == 1:
            self._refuse("former", name=name, today=successors[0].unit.name)
        near = found or search.find(written, level=self.level, limit=3)
        if near:
            names = " · ".join(unit.label for unit in near[:3])
            self._refuse("unclear", names=names)
        self._refuse("unknown", name=name)

    def _refuse(self, code: str, **words: str) -> NoReturn:
        raise ValidationError(self.error_messages[code], code=code, params=words)


def _as_id(written: str) -> UUID | None:
    try:
        return UUID(written.strip())
    except ValueError:
        return None
