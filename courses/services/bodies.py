"""Bodies that never change for their key, kept compressed in memory."""

import gzip
from collections.abc import Callable

from django.core.cache import caches


def compressed(key: str, make: Callable[[], str]) -> bytes:
    """The gzip of the text of `key`, made at the first call in this process."""
    bodies = caches["bodies"]
    body: bytes | None = bodies.get(key)
    if body is None:
        body = gzip.compress(make().encode(), compresslevel=9, mtime=0)
        bodies.set(key, body)
    return body
