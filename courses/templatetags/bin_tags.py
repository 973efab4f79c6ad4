"""What templates ask about the bin."""

from typing import Any

from django import template

from courses.services import binning

register = template.Library()


@register.filter
def goes_to_bin(row: Any) -> bool:
    """Whether deleting this is to put it into the bin."""
    return type(row) in binning.KIND_OF
