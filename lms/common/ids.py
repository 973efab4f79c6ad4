"""Identifiers: UUIDv7 for rows made anywhere, short random names for addresses people see."""

import re
import secrets
import time
import uuid

# Crockford's base 32 without the look-alikes I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PUBLIC_ID_LENGTH = 13
"""13 signs of 5 bits: 65 random bits."""
_NOT_SIGN = re.compile(r"[^0-9A-Za-z]")
_LOOK_ALIKES = str.maketrans("OILU", "011V")


def uuid7() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, 12 of their fraction, 62 random.

    What one process makes sorts as it was made, but for ids less than a quarter of a microsecond
    apart (method 3 of section 6.2).
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    moment = (milliseconds & (1 << 48) - 1) << 16 | 0x7 << 12 | (rest << 12) // 1_000_000
    return uuid.UUID(int=moment << 64 | 0x2 << 62 | secrets.randbits(62))


def is_uuid7(value: uuid.UUID) -> bool:
    return value.version == 7 and value.variant == uuid.RFC_4122


def public_id() -> str:
    """An unguessable name of 13 lower-case signs (65 bits) for an address."""
    return random_code(PUBLIC_ID_LENGTH).lower()


def random_code(length: int) -> str:
    """As many upper-case signs as asked for, 5 random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(typed: str) -> str:
    """The signs of a code however it was typed: upper case, no blanks, O as 0, I and L as 1."""
    return _NOT_SIGN.sub("", typed).upper().translate(_LOOK_ALIKES)
