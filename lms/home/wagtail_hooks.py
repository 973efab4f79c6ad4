"""The editors' area as a desk of Học số: our colours, no menus nobody needs."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.home import policies
from lms.home.desk import frame_voices, menus

hooks.register("construct_main_menu", menus.slim_main)
hooks.register("construct_help_menu", menus.slim_help)
hooks.register("construct_reports_menu", menus.slim_reports)
hooks.register("construct_settings_menu", menus.slim_settings)


@hooks.register("insert_global_admin_css")
def colours() -> str:
    names = ("look", "desk", "beside", "controls", "phone")
    sheets = [(static(f"desk/{name}.css"),) for name in names]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("insert_editor_js")
def names() -> str:
    """Names of fields, and of what is added where only one kind of thing can be."""
    return format_html(
        '<script src="{}" data-answer="{}" data-question="{}" defer></script>',
        static("desk/naming.js"),
        _("Thêm câu trả lời"),
        _("Thêm câu hỏi"),
    )


@hooks.register("insert_global_admin_js")
def choosing_files() -> str:
    """Fields for files in our words."""
    return format_html(
        '<script src="{}" data-choose="{}" data-none="{}" data-many="{}" defer></script>',
        static("desk/files.js"),
        _("Chọn tệp"),
        _("Chưa chọn tệp nào"),
        _("%s tệp"),
    )


@hooks.register("insert_global_admin_js")
def naming_cells() -> str:
    """On a phone each cell of a list says what its column is called."""
    return format_html('<script src="{}" defer></script>', static("desk/lists.js"))


@hooks.register("construct_homepage_summary_items")
def no_counts(request: object, items: list[object]) -> None:  # noqa: ARG001
    """How many pages there are is no work of anybody's."""
    items.clear()


class FrameVoicesMenuItem(MenuItem):
    """Only for those who may open the page behind it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.may_read_frame(request.user)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    pages = [
        path("", frame_voices.sentences, name="sentences"),
        path("<slug:sentence_key>/", frame_voices.sentence, name="sentence"),
        path("<slug:sentence_key>/giong-may/", frame_voices.put_back, name="put_back"),
    ]
    return [path("giong-trang/", include((pages, "frame_voices")))]


@hooks.register("register_settings_menu_item")
def register_frame_voices_menu_item() -> MenuItem:
    address = reverse_lazy("frame_voices:sentences")
    return FrameVoicesMenuItem(frame_voices.TITLE, address, icon_name="media", order=610)
