"""How numbers and keys of people are written out."""

from django import template

from lms.common import phone as phones

register = template.Library()


@register.filter
def phone(number: str) -> str:
    """An E.164 number as people here write it: 0912 345 678."""
    return phones.display(number)


@register.filter
def in_fours(key: str) -> str:
    """A long key in groups of four, as it is read aloud and typed."""
    return _grouped(key, 4)


@register.filter
def in_threes(digits: str) -> str:
    """Digits in groups of three, as a PIN is read aloud and typed."""
    return _grouped(digits, 3)


def _grouped(signs: str, size: int) -> str:
    return " ".join(signs[place : place + size] for place in range(0, len(signs), size))
