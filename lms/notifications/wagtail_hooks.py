from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.notifications.outbox import PERMISSION, OutboxView


class OutboxMenuItem(MenuItem):
    """Only for those who may open the page behind it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    pages = [
        path("", OutboxView.as_view(), name="outbox"),
        path("danh-sach/", OutboxView.as_view(results_only=True), name="outbox_results"),
    ]
    return [path("hop-thu-gui-di/", include((pages, "notifications")))]


@hooks.register("register_reports_menu_item")
def register_outbox_menu_item() -> MenuItem:
    return OutboxMenuItem(
        _("Hộp thư gửi đi"), reverse_lazy("notifications:outbox"), icon_name="mail", order=900
    )
