"""Buttons and menu items that lead to our own pages of the editors' area."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from courses import policies
from courses.models import CataloguePage, CoursePage, LessonPage, SectionPage


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
    if page.specific_class is CoursePage and page.permissions_for_user(user).can_edit():
        told = reverse("courses_editor:figures", args=[page.pk])
        yield Button(_("Học từng bước ra sao"), told, icon_name="view", priority=7)
        address = reverse("courses_editor:owner", args=[page.pk])
        yield Button(_("Phụ trách và ngày xem lại"), address, icon_name="user", priority=8)
    if page.specific_class is CoursePage and page.permissions_for_user(user).can_add_subpage():
        address = reverse("courses_editor:sketches", args=[page.pk])
        yield Button(_("Làm bài từ ảnh màn hình"), address, icon_name="mobile-alt", priority=6)
        address = reverse("courses_editor:documents", args=[page.pk])
        yield Button(_("Làm bài từ tệp Word, PDF"), address, icon_name="doc-full", priority=7)
        address = reverse("courses_editor:share", args=[page.pk])
        yield Button(_("Dùng lại bài của khóa khác"), address, icon_name="link", priority=7)
        address = reverse("courses_editor:clone", args=[page.pk])
        yield Button(_("Nhân bản khóa học"), address, icon_name="copy", priority=8)
        address = reverse("courses_editor:parcel_out", args=[page.pk])
        yield Button(_("Gói mang đi"), address, icon_name="download", priority=9)
    if page.specific_class is SectionPage and page.permissions_for_user(user).can_add_subpage():
        address = reverse("courses_editor:templates")
        yield Button(_("Bắt đầu từ khóa mẫu"), address, icon_name="copy", priority=6)
        address = reverse("courses_editor:bring")
        yield Button(_("Nhận khóa học từ nơi khác"), address, icon_name="download", priority=7)


class RedoingItem(MenuItem):
    """The way to what may be out of date, for those who write."""

    def __init__(self) -> None:
        url = reverse_lazy("courses_editor:redoing")
        super().__init__(_("Cần xem lại"), url, name="redoing", icon_name="history", order=105)

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.sections_written_by(request.user).filter(page__isnull=False).exists()


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


class BinItem(MenuItem):
    """The way to what was deleted, for those who write."""

    def __init__(self) -> None:
        address = reverse_lazy("courses_editor:bin")
        super().__init__(_("Thùng rác"), address, name="bin", icon_name="bin", order=900)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policies.sections_written_by(request.user).exists())
