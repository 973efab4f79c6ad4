"""The button that reads a page's sentences aloud: `{% load spoken %}`."""

from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.templatetags.static import static

from lms.common import spoken

register = template.Library()


@register.inclusion_tag("components/hear.html", takes_context=True)
def hear(context: Context, *sentences: object, is_drawn: bool = False) -> dict[str, Any]:
    """Reads those of the sentences that have a clip; nothing where none has.

    Where `asks_nothing` is set, no database is asked who has read them; `is_drawn` says that a
    script shows it, together with what it stands in.
    """
    recorded = spoken.recorded(may_ask="asks_nothing" not in context)
    read = spoken.read(sentences)
    clips = [recorded.get(spoken.key(one)) or static(spoken.clip(one)) for one in read]
    by_machine = any(spoken.key(one) not in recorded for one in read)
    return {"clips": " ".join(clips), "is_placeholder": by_machine, "is_drawn": is_drawn}


@register.inclusion_tag("components/hear.html", takes_context=True)
def hear_errors(context: Context, heading: str, form: BaseForm) -> dict[str, Any]:
    """Reads the heading and what is wrong with a form."""
    return hear(context, heading, *(error for errors in form.errors.values() for error in errors))
