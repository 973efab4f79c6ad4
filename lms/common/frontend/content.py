"""What is in a static file, by its plain name, collected or not."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage


@dataclass(frozen=True, slots=True)
class Stored:
    """A file at an address: the SHA-256 of what is in it, and how much travels."""

    address: str
    sha256: str
    size: int


def content(name: str) -> bytes:
    """Raises FileNotFoundError where there is no such file."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    return Path(str(found)).read_bytes()


@cache
def stored(address: str) -> Stored:
    """The static file at the address pages give it; read once by a process."""
    inside = content(address.removeprefix(settings.STATIC_URL))
    return Stored(address, hashlib.sha256(inside).hexdigest(), len(gzip.compress(inside, 6)))
