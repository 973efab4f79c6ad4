"""Which of Wagtail's menu items the people of one province meet."""

from collections.abc import Container

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from courses.policies import ADMINS
from lms.users import policies as rights

# Pages of a foreign project, in English.
FOREIGN_HELP = ("whats-new-in-wagtail", "editor-guide")
# Approval is switched off, and nobody locks pages or chases old ones.
UNUSED_REPORTS = {"workflows", "workflow-tasks", "locked-pages", "aging-pages", "page-types-usage"}
UNUSED_SETTINGS = {"workflows", "workflow-tasks", "sites", "collections"}


def slim_main(request: HttpRequest, items: list[MenuItem]) -> None:
    """Writers find their courses under "Khóa học"; the whole tree is for administrators."""
    if not _sees_whole_tree(request):
        _drop(items, {"explorer"})


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
