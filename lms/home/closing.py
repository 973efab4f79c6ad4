"""The switch that closes the product for a while: a file, so that it needs no database.

`manage.py maintenance` turns it; it is looked at for every request, and no process is restarted.
"""

import math
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from lms.common import clock

# What is promised when the time that was said is over and nobody has opened again.
A_LITTLE_LONGER = 5


def close(*, minutes: int) -> None:
    """Close now; the pages say that it takes about so many minutes."""
    until = clock.now() + timedelta(minutes=minutes)
    half = _switch().with_suffix(".half")
    half.write_text(until.isoformat(), encoding="utf-8")
    half.replace(_switch())


def open_again() -> bool:
    """True when it was closed by `close`."""
    was_closed = _switch().exists()
    _switch().unlink(missing_ok=True)
    return was_closed


def minutes_left() -> int | None:
    """None while open; otherwise for how long people are told to wait."""
    try:
        written = _switch().read_text(encoding="utf-8")
        left = datetime.fromisoformat(written) - clock.now()
    except FileNotFoundError:
        return settings.MAINTENANCE_MINUTES if settings.MAINTENANCE else None
    except (ValueError, TypeError):
        # Somebody made the file by hand, or left out the zone: closed is what they meant.
        return settings.MAINTENANCE_MINUTES
    return max(math.ceil(left.total_seconds() / 60), A_LITTLE_LONGER)


def _switch() -> Path:
    return Path(settings.DATA_DIR) / "closed"
