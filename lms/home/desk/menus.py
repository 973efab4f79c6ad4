"""Which of Wagtail's menu items the people of one province meet."""

from collections.abc import Container

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from courses.policies import ADMINS
from lms.users import policies as rights

# Pages of a foreign project, in English.
FOREIGN_HELP = ("whats-new-in-wagtail", "editor-guide")
# Courses go for review on pages of ours, as a whole; nobody locks pages or chases old ones.
UNUSED_REPORTS = {"workflows", "workflow-tasks", "locked-pages", "aging-pages", "page-types-usage"}
FILES = {"images", "recordings", "films", "documents"}
UNUSED_SETTINGS = {"workflows", "workflow-tasks", "sites", "collections"}


class _Shown(Menu):
    """Of items that were asked already whether they are shown: each asks the database."""

    def menu_items_for_request(self, request: HttpRequest) -> list[MenuItem]:  # noqa: ARG002
        return list(self.registered_menu_items)


def slim_main(request: HttpRequest, items: list[MenuItem]) -> None:
    """Writers find their courses under "Khóa học"; the whole tree is for administrators.

    Files are chosen where a step is written, so their lists share one place.
    """
    if not _sees_whole_tree(request):
        _drop(items, {"explorer"})
    files = [item for item in items if item.name in FILES]
    if len(files) > 1:
        _drop(items, FILES)
        label = _("Hình, tiếng, video")
        menu = _Shown(items=files)
        items.append(SubmenuMenuItem(label, menu, name="files", icon_name="image", order=300))


def slim_help(request: HttpRequest, items: list[MenuItem]) -> None:  # noqa: ARG001
    items[:] = [item for item in items if not item.name.startswith(FOREIGN_HELP)]


def slim_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """A menu with nothing left in it is not shown."""
    _drop(items, UNUSED_REPORTS)
    if not _sees_whole_tree(request):
        _drop(items, {"site-history"})


def slim_settings(request: HttpRequest, items: list[MenuItem]) -> None:  # noqa: ARG001
    _drop(items, UNUSED_SETTINGS)


def _sees_whole_tree(request: HttpRequest) -> bool:
    user = request.user
    return bool(user.is_superuser) or rights.has_any_role(user, *ADMINS)


def _drop(items: list[MenuItem], names: Container[str]) -> None:
    items[:] = [item for item in items if item.name not in names]
