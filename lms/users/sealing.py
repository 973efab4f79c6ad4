"""Secrets, unreadable in a copy of the database: sealed with a key from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "lms.users.sealing"


class SealBroken(Exception):
    """Sealed with a key that is neither SECRET_KEY nor among its fallbacks."""


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again; raises SealBroken."""
    return unseal_bytes(sealed.encode()).decode()


def seal_bytes(content: bytes) -> bytes:
    return _keys().encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """The content again; raises SealBroken."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken:
        raise SealBroken from None


def _keys() -> MultiFernet:
    """The key of today first, then those from before SECRET_KEY was changed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac(SALT, "key", secret=secret, algorithm="sha256").digest() for secret in secrets
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
