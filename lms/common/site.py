"""The address of the whole site, for what is printed, whoever asks."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings


def known() -> str:
    """What begins an address of ours that a phone opens.

    The public host; in a trial where it was started, "" where only this machine opens that.
    """
    if settings.PUBLIC_HOST:
        return f"https://{settings.PUBLIC_HOST}"
    started: str = settings.WAGTAILADMIN_BASE_URL
    return "" if opens_here_only(started) else started


def opens_here_only(address: str) -> bool:
    """Whether the address leads every machine to itself."""
    name = urlsplit(address).hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
