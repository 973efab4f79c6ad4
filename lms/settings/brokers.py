"""What a message broker needs to be told, by the kind of its address."""

from pathlib import Path
from typing import Any

EMBEDDED = "folder://"


def transport_options(url: str, folder: Path) -> dict[str, Any]:
    """Celery's options for the broker at `url`; the embedded one lives in `folder`."""
    if url.startswith(EMBEDDED):
        return {"folder": str(folder), "polling_interval": 0.1}
    # A request that rings for a broker that is gone waits for two attempts of a second at most.
    quick = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    if url.startswith(("redis", "sentinel")):
        return {**quick, "visibility_timeout": 300, "socket_connect_timeout": 1}
    return quick
