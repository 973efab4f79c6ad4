"""Numbers and telephone numbers in pages, as people here write them."""

from datetime import date
from decimal import Decimal

from django import template

from lms.common import numbers, phone

register = template.Library()
WEEKDAYS = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]


@register.filter
def grouped(value: Decimal | float | None, places: int | None = None) -> str:
    """1234.5 as 1.234,5; nothing for nothing."""
    return "" if value is None else numbers.show(value, places=places)


@register.filter
def weight(byte_count: int) -> str:
    """1240000 as 1,2 MB: the one way any page says what a file weighs."""
    return numbers.weight(byte_count)


@register.filter
def phone_number(number: str) -> str:
    """+84912345678 as 0912 345 678."""
    return phone.display(number)


@register.filter
def masked_phone(number: str) -> str:
    """+84912345678 as 0912 *** 678."""
    return phone.mask(number)


@register.filter
def weekday(day: date) -> str:
    """Its name in letters: "Thứ 4 02/12" has two numbers side by side, and one is no date."""
    return WEEKDAYS[day.weekday()]
