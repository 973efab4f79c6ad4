"""Buttons and menu items that lead to our own pages of the editors' area."""

from collections.abc import Iterator
from functools import partial
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
    """In the menu of a page: what is done every day first, what is done once a year last.

    Wagtail's own stand between: "edit" at 10, "move" at 20, "history" at 65, "order" at 70.
    """
    rights = page.permissions_for_user(user)
    if (url := publish_url(page)) and rights.can_edit():
        yield Button(_("Kiểm tra và phát hành"), url, icon_name="upload", priority=5)
    if page.specific_class is CoursePage:
        if rights.can_add_subpage():
            yield from map(partial(_button, page), MAKING)
        if rights.can_edit():
            yield from map(partial(_button, page), LOOKING_AFTER)
    if page.specific_class is SectionPage and rights.can_add_subpage():
        yield from map(partial(_button, None), BEGINNING)


MAKING = (
    ("sketches", _("Làm bài từ ảnh màn hình"), "mobile-alt", 6),
    ("documents", _("Làm bài từ tệp Word, PDF"), "doc-full", 7),
    ("share", _("Dùng lại bài của khóa khác"), "link", 16),
    ("clone", _("Nhân bản khóa học"), "copy", 66),
    ("parcel_out", _("Gói mang đi"), "link-external", 67),
)
LOOKING_AFTER = (
    ("figures", _("Học từng bước ra sao"), "view", 17),
    ("owner", _("Phụ trách và ngày xem lại"), "user", 18),
)
BEGINNING = (
    ("templates", _("Bắt đầu từ khóa mẫu"), "copy", 6),
    ("bring", _("Nhận khóa học từ nơi khác"), "download", 7),
)


def _button(page: Any, told: tuple[str, Any, str, int]) -> Button:
    name, label, icon, priority = told
    address = reverse(f"courses_editor:{name}", args=[page.pk] if page else [])
    return Button(label, address, icon_name=icon, priority=priority)


class WritersItem(MenuItem):
    """For those who write; all such items of a menu ask the database once."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(_written(request))


def _written(request: HttpRequest) -> list[int | None]:
    """The pages of the sections this person writes in, None for a section without one."""
    known = request.__dict__
    if "written" not in known:
        sections = policies.sections_written_by(request.user)
        known["written"] = list(sections.values_list("page", flat=True))
    found: list[int | None] = known["written"]
    return found


class CoursesItem(WritersItem):
    """The way to the shelf of courses, for those who write."""

    def __init__(self) -> None:
        super().__init__(_("Khóa học"), "", name="courses", icon_name="folder-open-1", order=100)

    def is_shown(self, request: HttpRequest) -> bool:
        page = CataloguePage.objects.first()
        if page is None or not super().is_shown(request):
            return False
        self.url = reverse("wagtailadmin_explore", args=[page.pk])
        return True


class RedoingItem(WritersItem):
    """The way to what may be out of date."""

    def __init__(self) -> None:
        url = reverse_lazy("courses_editor:redoing")
        super().__init__(_("Cần xem lại"), url, name="redoing", icon_name="history", order=105)

    def is_shown(self, request: HttpRequest) -> bool:
        return any(_written(request))


class SayingsItem(WritersItem):
    """The way to what learners say."""

    def __init__(self) -> None:
        url = reverse_lazy("courses_editor:sayings")
        super().__init__(_("Bà con nói gì"), url, name="sayings", icon_name="comment", order=103)


class BinItem(WritersItem):
    """The way to what was deleted."""

    def __init__(self) -> None:
        url = reverse_lazy("courses_editor:bin")
        super().__init__(_("Thùng rác"), url, name="bin", icon_name="bin", order=900)
