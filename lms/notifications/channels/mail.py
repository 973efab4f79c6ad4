"""Mail through Django's default mailer."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from lms.notifications.channels.outcome import Refused, TryLater
from lms.notifications.models import Message


def send(message: Message) -> str:
    """The Message-ID, the same at every try; raises Refused or TryLater."""
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message_id = f"<{message.pk}@{sender.rpartition('@')[2]}>"
    mail = EmailMessage(
        message.subject, message.body, to=[message.address], headers={"Message-ID": message_id}
    )
    try:
        mail.send()
    except (smtplib.SMTPRecipientsRefused, ValueError) as error:
        raise Refused(_("Máy chủ thư không nhận địa chỉ này.")) from error
    except (OSError, smtplib.SMTPException) as error:
        reason = type(error).__name__
        raise TryLater(_("Chưa gửi được qua máy chủ thư (%(why)s).") % {"why": reason}) from error
    return message_id
