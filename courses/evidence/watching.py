"""What watching a film is worth: pure functions of its length and of the parts really played."""

from collections.abc import Mapping
from math import ceil
from typing import Any

BUCKET_SECONDS = 5
"""A film is cut into parts of so many seconds; one counts when most of it was played."""
ENOUGH = 0.8
"""The share of its parts that finishes a step."""


def bucket_count(seconds: float) -> int:
    return ceil(seconds / BUCKET_SECONDS)


def needed(buckets: int) -> int:
    """How many parts finish a step of so many; a film of no length is finished by none."""
    return max(1, ceil(buckets * ENOUGH))


def is_enough(buckets: int, payload: Mapping[str, Any]) -> bool:
    """Enough of its parts played, or its words read to their end; the phone's word is not asked."""
    return bool(payload.get("read")) or len(set(payload["played"])) >= needed(buckets)
