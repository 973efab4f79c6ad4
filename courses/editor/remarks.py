"""What is said beside the fields of a page goes to those who follow it by our own letters.

Wagtail decides who is told of what; its own letter is in English and passes by the outbox.
"""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.views.pages import edit
from wagtail.users.models import UserProfile

from courses.services import telling
from lms.users.models import User


def _send(people: list[User], notification: str, told: dict[str, Any]) -> bool:
    """In place of `wagtail.admin.mail.send_notification`, for the one letter its page writes."""
    wish = f"{notification}_notifications"
    readers = [one for one in people if getattr(UserProfile.get_for_user(one), wish)]
    lines = _lines(told)
    if lines:
        telling.tell_remarks(told["page"], lines, by=told["editor"], to=readers)
    return True


def _lines(told: dict[str, Any]) -> list[str]:
    said = [
        *((_("“%(words)s”"), one) for one in told["new_comments"]),
        *((_("Đã xử lý: “%(words)s”"), one) for one in told["resolved_comments"]),
        *((_("Đã bỏ: “%(words)s”"), one) for one in told["deleted_comments"]),
        *(
            (_("Trả lời: “%(words)s”"), reply)
            for one in told["replied_comments"]
            for reply in one["replies"]
        ),
    ]
    return [sentence % {"words": one.text} for sentence, one in said]


def write_our_own_letters() -> None:
    """Called once, from `AppConfig.ready`."""
    edit.send_notification = _send
