"""Handing one message over, and noting what came of it."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from lms.common import clock
from lms.notifications.channels.outcome import Refused
from lms.notifications.models import Message


def hand_over(message: Message) -> str:
    """The provider's id, "" without one; raises Refused or TryLater."""
    if message.state == Message.State.SENT:
        return message.provider_id
    if message.has_expired(clock.now()):
        raise Refused(_("Đã quá hạn trước khi gửi được."))
    if not message.body:
        raise Refused(_("Nội dung đã được xóa, không gửi lại được."))
    provider_id: str = import_string(settings.NOTIFICATION_CHANNELS[message.channel])(message)
    return provider_id


def note_sent(message_id: str, *, provider_id: str, now: datetime) -> None:
    """Close the row; the text of a secret goes with it."""
    _close(message_id, state=Message.State.SENT, sent_at=now, provider_id=provider_id, failure="")


def note_failed(message_id: str, *, failure: str) -> None:
    """Close the row as not sent, and say why."""
    _close(message_id, state=Message.State.FAILED, failure=failure[:200])


def _close(message_id: str, **changes: object) -> None:
    rows = Message.objects.filter(pk=message_id).exclude(state=Message.State.SENT)
    rows.update(**changes)
    if not settings.OUTBOX_SHOWS_TEXT:
        Message.objects.filter(pk=message_id, is_secret=True).update(body="")
