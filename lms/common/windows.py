"""How often a thing came from one network, counted in windows of time."""

from django.core.cache import cache
from django.http import HttpRequest

from lms.common import clock, http


def count(kind: str, request: HttpRequest, *, seconds: int) -> int:
    """One more of this kind; how many came from there since the window of `seconds` began."""
    # Counting on makes an entry live longer in some caches; the window in the key still ends.
    window = int(clock.now().timestamp()) // seconds
    key = f"{kind}:{http.client_network(request)}:{window}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:
        return 1  # thrown out between the two
