"""What a file is, told from its first bytes, never from its name."""

import math
import re
from pathlib import PurePosixPath

import puremagic
from django.utils.formats import localize

from lms.common import numbers, text

_LONGEST_STEM = 60


def named(content: bytes) -> str:
    """The extension the first bytes speak for (".pdf"), or nothing."""
    try:
        return str(puremagic.from_string(content[:4096]))
    except (puremagic.PureError, ValueError):
        return ""


def safe_name(name: str, extension: str) -> str:
    """The name as ASCII words with this extension: never a path, never a second extension."""
    stem = text.slug(PurePosixPath(re.sub(r"[\\\\/]+", "/", name)).stem)[:_LONGEST_STEM]
    return f"{stem.strip('-') or 'tep'}{extension}"


def megabytes(size: int) -> str:
    """The size as people read it: "12,4"; whole numbers without decimals.

    Rounded up, so that what is over a limit reads as more than the limit.
    """
    return str(localize(math.ceil(size * 10 / numbers.MEGABYTE) / 10)).removesuffix(",0")
