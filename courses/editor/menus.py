"""Buttons and menu items that lead to our own pages of the editors' area."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from courses import policies
from courses.models import CataloguePage, CoursePage, LessonPage


def publish_url(page: Any) -> str | None:
    """The publishing page of the course that `page` is or lies in; None for other pages."""
    specific = page.specific_class
    if specific is CoursePage:
        return reverse("courses_editor:publish", args=[page.pk])
    if specific is LessonPage and page.pk:
        return reverse("courses_editor:publish", args=[page.get_parent().pk])
    return None


class PublishItem(ActionMenuItem):
    """In the foot of the editing page, beside "save"."""

    name = "action-publish-course"
    label = _("Kiểm tra và phát hành")
    icon_name = "upload"
    order = 10

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return page is not None and publish_url(page) is not None

    def get_url(self, context: dict[str, Any]) -> str | None:
        return publish_url(context["page"])


def header_buttons(page: Any, user: Any, **_context: Any) -> Iterator[Button]:
    """In the menu of a course's or lesson's page."""
    if (url := publish_url(page)) and page.permissions_for_user(user).can_edit():
        yield Button(_("Phát hành khóa học"), url, icon_name="upload", priority=5)
    if page.specific_class is CoursePage and page.permissions_for_user(user).can_add_subpage():
        address = reverse("courses_editor:sketches", args=[page.pk])
        yield Button(_("Làm bài từ ảnh màn hình"), address, icon_name="mobile-alt", priority=6)
        address = reverse("courses_editor:documents", args=[page.pk])
        yield Button(_("Làm bài từ tệp Word, PDF"), address, icon_name="doc-full", priority=7)


class CoursesItem(MenuItem):
    """The way to the shelf of courses, for those who write."""

    def __init__(self) -> None:
        super().__init__(_("Khóa học"), "", name="courses", icon_name="folder-open-1", order=100)

    def is_shown(self, request: HttpRequest) -> bool:
        page = CataloguePage.objects.first()
        if page is None or not policies.sections_written_by(request.user).exists():
            return False
        self.url = reverse("wagtailadmin_explore", args=[page.pk])
        return True
