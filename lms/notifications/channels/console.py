"""The embedded channel: a line in the window of `make run`, where a trial's phones are read."""

import sys
import unicodedata

from lms.notifications import addresses
from lms.notifications.models import Message


def send(message: Message) -> str:
    """Print the message; never used in production."""
    sys.stdout.write(f"{_line(message)}\n")
    sys.stdout.flush()
    return ""


def _line(message: Message) -> str:
    place = addresses.shown(message.channel, message.address)
    if message.channel in addresses.BY_PHONE:
        how = "SMS" if message.channel == Message.Channel.SMS else "Gọi"
        return _plain(f"[{how} → {place}] {' · '.join(message.body.splitlines())}")
    body = "\n".join(f"    {_plain(line)}" for line in message.body.splitlines())
    return f"{_plain(f'[Thư → {place}] {message.subject}')}\n{body}"


def _plain(text: str) -> str:
    """Without signs that would move the cursor or turn the text around."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
