"""SMS and calls through a provider's HTTP interface: one POST of JSON for each message.

A call reads its text aloud, as slowly as the voice can.

The provider, or a small bridge in front of it, is asked to send no message twice for the same
`Idempotency-Key`: after a time-out we do not know whether the first one went.
"""

import http.client
import json
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lms.notifications.channels.outcome import Refused, TryLater
from lms.notifications.models import Message

TIMEOUT_SECONDS = 10
MAX_ANSWER = 64 * 1024

# The provider has it already: a resend after an answer that never came.
_KNOWN = 409
# Wrong in itself. Other refusals (a wrong token, no credit) can be mended by people.
_WRONG = frozenset({400, 413, 422})


def send(message: Message) -> str:
    """The provider's id for the message; raises Refused or TryLater."""
    return _sent(message, settings.SMS_URL, settings.SMS_TOKEN, {"text": message.body})


def call(message: Message) -> str:
    """The provider's id for the call; raises Refused or TryLater."""
    said = {"say": message.body, "language": "vi-VN", "rate": "slow"}
    return _sent(message, settings.VOICE_URL, settings.VOICE_TOKEN, said)


def _sent(message: Message, url: str, token: str, said: dict[str, str]) -> str:
    status, answer = _post(message, url, token, said)
    if 200 <= status < 300 or status == _KNOWN:
        return _provider_id(answer)
    if status in _WRONG:
        raise Refused(_("Nhà mạng không nhận tin này (mã %(code)s).") % {"code": status})
    raise TryLater(_("Nhà mạng chưa nhận (mã %(code)s).") % {"code": status})


def _post(message: Message, url: str, token: str, said: dict[str, str]) -> tuple[int, bytes]:
    connection, path = _connection(url)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(message.pk),
    }
    body = json.dumps({"to": message.address, **said})
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(MAX_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        reason = type(error).__name__
        raise TryLater(_("Chưa nối được tới nhà mạng (%(why)s).") % {"why": reason}) from error
    finally:
        connection.close()


def _connection(url: str) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            host, parts.port, timeout=TIMEOUT_SECONDS, context=context
        ), path
    return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT_SECONDS), path


def _provider_id(answer: bytes) -> str:
    try:
        content = json.loads(answer)
    except ValueError:
        return ""
    found = content.get("id", "") if isinstance(content, dict) else ""
    return str(found)[:100] if isinstance(found, str | int) else ""
