"""Lessons and steps of a draft in words, as lists of what to mend name them."""

from django.utils.translation import gettext as _


def lesson_name(number: int, title: str) -> str:
    return _("Bài %(number)s “%(title)s”") % {"number": number, "title": title}


def step_name(of_lesson: str, number: int, title: str) -> str:
    """Where a step stands, in words; the lesson may be left out."""
    named = {"number": number, "title": title}
    step = _("bước %(number)s “%(title)s”") if title else _("bước %(number)s")
    told = ", ".join(filter(None, [of_lesson, step % named]))
    return told[0].upper() + told[1:]
