"""Where a message goes, written whole for its owner and masked for everybody else."""

from lms.common import phone
from lms.notifications.models import Message

BY_PHONE = {Message.Channel.SMS, Message.Channel.VOICE}


def shown(channel: str, address: str) -> str:
    return phone.display(address) if channel in BY_PHONE else address


def masked(channel: str, address: str) -> str:
    """Enough to recognise one's own address by: "0912 *** 678", "l***@demo.test"."""
    if channel in BY_PHONE:
        return phone.mask(address)
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"
