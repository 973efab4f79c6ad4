"""A PostgreSQL address as Django wants it."""

from typing import Any
from urllib.parse import unquote, urlsplit

from lms.common.postgres import PreparingCursor

# Decision 0730 says what this asks of queries, of migrations and of a pooler.
PREPARED = {
    "server_side_binding": True,
    "prepare_threshold": 2,
    "cursor_factory": PreparingCursor,
}


def postgres(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name` as a DATABASES entry; raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        message = "Địa chỉ cơ sở dữ liệu có dạng postgresql://user:password@host:5432/name"
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": PREPARED,
    }
