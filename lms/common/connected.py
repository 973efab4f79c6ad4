"""What is made once for a connection to the database, and must not leave its thread."""

import threading
from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def once_a_connection[T](make: Callable[[BaseDatabaseWrapper], T]) -> Callable[[], T]:
    """Gives what `make` made for this thread's connection, and makes it anew for another one."""
    kept = threading.local()

    def given() -> T:
        mine = connections[DEFAULT_DB_ALIAS]
        if getattr(kept, "connection", None) is not mine:
            kept.made, kept.connection = make(mine), mine
        made: T = kept.made
        return made

    return given
