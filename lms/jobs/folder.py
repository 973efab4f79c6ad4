"""A message broker that is a folder of this machine, for the embedded product.

Kombu's own file-system transport shows a message before it is written whole, and a worker that
looks at that moment dies of it. Here a message appears and is taken by renaming, so it is seen
whole and by one worker.
"""

import time
import uuid
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.utils.json import dumps, loads

SCHEME = "folder"


class Channel(virtual.Channel):
    def _folder(self, queue: str) -> Path:
        options: dict[str, Any] = self.connection.client.transport_options  # type: ignore[assignment, union-attr]  # an open channel has both
        return Path(options["folder"]) / queue

    def _waiting(self, queue: str) -> list[Path]:
        """Oldest first."""
        return sorted(self._folder(queue).glob("*.message"))

    def _new_queue(self, queue: str, **_: Any) -> None:
        self._folder(queue).mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, message: dict[str, Any], **_: Any) -> None:
        self._new_queue(queue)
        half = self._folder(queue) / f"{time.time_ns():020}-{uuid.uuid4().hex}.half"
        half.write_text(dumps(message), encoding="utf-8")
        half.rename(half.with_suffix(".message"))

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:  # noqa: ARG002
        for file in self._waiting(queue):
            taken = file.with_suffix(".taken")
            try:
                file.rename(taken)
            except FileNotFoundError:
                continue  # another worker was quicker
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            if text:  # empty when the machine lost power: the sweeper will ring
                return loads(text)
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        purged = 0
        for file in self._waiting(queue):
            file.unlink(missing_ok=True)
            purged += 1
        return purged


class Transport(virtual.Transport):
    Channel = Channel
    driver_type = SCHEME
    driver_name = SCHEME
    default_connection_params: dict[str, Any] = {}
    # Celery's blocking loop gives its children one pipe behind one lock: a child killed while it
    # holds that lock leaves all the others waiting for ever. In an event loop each has its own.
    implements = virtual.Transport.implements.extend(asynchronous=True)

    def register_with_event_loop(self, connection: Any, loop: Any) -> None:
        def look() -> None:
            with suppress(TimeoutError):  # nothing waits, or the children have enough
                while True:
                    self.drain_events(connection, timeout=0)

        loop.call_repeatedly(self.polling_interval, look)

    def driver_version(self) -> str:
        return "1"


def register() -> None:
    """Make addresses that begin with `folder://` lead here."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
