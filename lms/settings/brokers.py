"""What a message broker needs to be told, by the kind of its address."""

from pathlib import Path
from typing import Any

EMBEDDED = "filesystem://"


def transport_options(url: str, folder: Path) -> dict[str, Any]:
    """Celery's options for the broker at `url`; the file-system broker lives in `folder`."""
    if url.startswith("filesystem:"):
        for part in ("messages", "control"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        return {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.1,
        }
    # A request that rings for a broker that is gone waits for two attempts of a second at most.
    quick = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    if url.startswith(("redis", "sentinel")):
        return {**quick, "visibility_timeout": 300, "socket_connect_timeout": 1}
    return quick
