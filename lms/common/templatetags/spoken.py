"""The button that reads a page's sentences aloud: `{% load spoken %}`."""

from typing import Any

from django import template
from django.forms import BaseForm
from django.templatetags.static import static

from lms.common import spoken

register = template.Library()


@register.inclusion_tag("components/hear.html")
def hear(*sentences: object) -> dict[str, Any]:
    """Reads those of the sentences that have a clip; nothing where none has."""
    clips = " ".join(static(name) for name in spoken.clips(sentences))
    return {"clips": clips, "is_placeholder": True}


@register.inclusion_tag("components/hear.html")
def hear_errors(heading: str, form: BaseForm) -> dict[str, Any]:
    """Reads the heading and what is wrong with a form."""
    return hear(heading, *(error for errors in form.errors.values() for error in errors))
