"""Stylesheet, scripts, icons and drawings of a page: `{% load assets %}`."""

from django import template
from django.conf import settings
from django.core.cache import caches
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lms.common.frontend import art as drawings
from lms.common.frontend.building import BOARD_STYLES, MAP_STYLES, MORE_STYLES, STYLESHEET
from lms.common.frontend.icons import ICONS

register = template.Library()


@register.simple_tag
def stylesheet() -> SafeString:
    """The stylesheet that every page has."""
    return _sheet(STYLESHEET)


@register.simple_tag
def more_styles() -> SafeString:
    """What tables, printed pages and the like need besides; lessons are painted without it."""
    return _sheet(MORE_STYLES)


@register.simple_tag
def board_styles() -> SafeString:
    """What charts and numbers of boards need besides; no other page waits for it."""
    return _sheet(BOARD_STYLES)


@register.simple_tag
def map_styles() -> SafeString:
    """What the map of a board needs besides."""
    return _sheet(MAP_STYLES)


def _sheet(name: str) -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static(name))


@register.simple_tag
def page_script(kind: str) -> SafeString:
    """The one script of this kind of page; it runs when the page is read, before it is painted.

    Waiting for it keeps the chosen text size from jumping in; see docs/decisions/0501.
    """
    return format_html(
        '<script type="module" blocking="render" src="{}"></script>', static(f"js/{kind}.js")
    )


@register.simple_tag
def part(name: str, **words: str) -> SafeString:
    """A component that is the same on every page for the same words, made once a process.

    `{% part "components/nav.html" current="learn" %}`; the words are plain names of ours.
    """
    bodies = caches["bodies"]
    key = ":".join(("part", settings.RELEASE, get_language() or "", name, *words.values()))
    made: SafeString | None = bodies.get(key)
    if made is None:
        made = render_to_string(name, words)
        bodies.set(key, made)
    return made


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A line icon in the colour of the text; the words beside it say what it means."""
    # Names come from templates and the lines from our own table, never from a person.
    return mark_safe(  # noqa: S308
        f'<svg class="{f"ico {classes}".strip()}" viewBox="0 0 24 24" aria-hidden="true">'
        f'<path d="{ICONS[name]}"/></svg>'
    )


@register.simple_tag
def art(name: str, classes: str = "") -> SafeString:
    """A picture: one of ours by its name, or a file of the edition ("<sha256>.svg")."""
    if "." in name:
        return format_html(
            '<span class="{}"><img src="/tep/{}" alt="" loading="lazy"></span>',
            f"art {classes}".strip(),
            name,
        )
    ground = f"art {drawings.ground(name)} {classes}"
    return format_html(
        '<span class="{}">{}</span>',
        " ".join(ground.split()),
        mark_safe(drawings.drawing(name)),  # noqa: S308  our own file
    )
