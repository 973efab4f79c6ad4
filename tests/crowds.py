"""Many who do the same at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

PATIENCE_SECONDS = 30


def at_once(count, act):
    """The results of `count` threads that start `act(number)` at the same moment."""
    start = threading.Barrier(count)

    def call(number):
        try:
            start.wait(PATIENCE_SECONDS)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(call, range(count)))
