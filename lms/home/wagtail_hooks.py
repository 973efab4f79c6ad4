"""The editors' area as a desk of Học số: our colours, no menus nobody needs."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from lms.home.desk import menus

hooks.register("construct_main_menu", menus.slim_main)
hooks.register("construct_help_menu", menus.slim_help)
hooks.register("construct_reports_menu", menus.slim_reports)
hooks.register("construct_settings_menu", menus.slim_settings)


@hooks.register("insert_global_admin_css")
def colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


@hooks.register("construct_homepage_summary_items")
def no_counts(request: object, items: list[object]) -> None:  # noqa: ARG001
    """How many pages there are is no work of anybody's."""
    items.clear()
