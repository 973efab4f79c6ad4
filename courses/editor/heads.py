"""The head of our own pages in the editors' area."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import CoursePage


def of_course(page: CoursePage, heading: str, icon: str) -> dict[str, Any]:
    """What the head of a page about one course shows: its name, and the way back to it."""
    title = page.get_admin_display_title()
    shelf = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    return {
        "page": page,
        "course": page.course,
        "page_title": heading,
        "page_subtitle": title,
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": shelf, "label": _("Khóa học")},
            {"url": reverse("wagtailadmin_explore", args=[page.pk]), "label": title},
            {"url": "", "label": heading},
        ],
    }
