"""What anyone may learn from the code on a certificate."""

import re

from certificates.models import Certificate

_NOT_SIGN = re.compile(r"[^0-9A-Za-z]")
_LOOK_ALIKES = str.maketrans("OILU", "011V")
CODE_LENGTH = 13


def clean_code(typed: str) -> str:
    """What somebody typed or scanned as a code: upper case, no dashes, O as 0, I and L as 1."""
    return _NOT_SIGN.sub("", typed).upper().translate(_LOOK_ALIKES)


def find(code: str) -> Certificate | None:
    """The certificate with this code and its status, in one query; never the stored file."""
    if len(code) != CODE_LENGTH:
        return None
    return (
        Certificate.objects.with_status()
        .select_related("replaced_by", "book__issuer", "replaces")
        .prefetch_related("events")
        .defer("pdf", "replaced_by__pdf", "replaces__pdf")
        .filter(code=code)
        .first()
    )
