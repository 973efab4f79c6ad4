"""The outbox in the admin: what was sent, whether it went, and in a trial what it said."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import BaseListingView

from lms.common import clock
from lms.notifications import addresses
from lms.notifications.models import Message

PERMISSION = "notifications.view_message"


def where(message: Message) -> str:
    return addresses.masked(message.channel, message.address)


def words(message: Message) -> str:
    """What the message says, as far as this installation may show it."""
    if not settings.OUTBOX_SHOWS_TEXT or message.has_expired(clock.now()):
        return ""
    return " · ".join(filter(None, message.body.splitlines()))


def when(message: Message) -> str:
    """To the second: whoever waits for a code compares it with the clock."""
    return date_format(clock.local(message.created_at), "H:i:s d/m/Y")


class OutboxFilters(WagtailFilterSet):
    class Meta:
        model = Message
        fields: ClassVar = ["state", "channel"]


class OutboxView(BaseListingView):
    """Newest first; numbers masked; nothing here can be changed."""

    model = Message
    page_title = _("Hộp thư gửi đi")
    header_icon = "mail"
    verbose_name_plural = _("tin gửi đi")
    filterset_class = OutboxFilters
    default_ordering = "-created_at"
    paginate_by = 50
    index_url_name = "notifications:outbox"
    index_results_url_name = "notifications:outbox_results"
    is_searchable = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def columns(self) -> list[Column]:
        shown = [
            Column("created_at", label=_("Lúc"), accessor=when),
            Column("channel", label=_("Kênh"), accessor="get_channel_display"),
            Column("address", label=_("Gửi tới"), accessor=where),
            Column("subject", label=_("Tiêu đề")),
        ]
        if settings.OUTBOX_SHOWS_TEXT:
            shown.append(Column("body", label=_("Nội dung"), accessor=words))
        return [
            *shown,
            Column("state", label=_("Trạng thái"), accessor="get_state_display"),
            Column("failure", label=_("Vì sao không gửi được")),
        ]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
