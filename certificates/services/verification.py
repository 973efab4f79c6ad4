"""What anyone may learn from the code on a certificate."""

import re

from certificates.models import Certificate
from lms.common.ids import read_code

_ADDRESS = re.compile(r".*/k/([^/?#]*)", re.IGNORECASE | re.DOTALL)
CODE_LENGTH = 13


def clean_code(typed: str) -> str:
    """What somebody typed or scanned as a code: upper case, no dashes, O as 0, I and L as 1.

    The address of a check page, as a QR reader hands it over, stands for the code in it.
    """
    # Tried at the first sign only: at each of them, a long text without "/k/" takes minutes.
    address = _ADDRESS.match(typed)
    return read_code(address[1] if address else typed)


def find(code: str) -> Certificate | None:
    """The certificate with this code and its status, in one query; never the stored file."""
    if len(code) != CODE_LENGTH:
        return None
    return (
        Certificate.objects.with_status()
        .select_related("book__issuer__agency", "person")
        .prefetch_related("events")
        .defer("pdf", "signature")
        .filter(code=code)
        .first()
    )


def newest(certificate: Certificate) -> Certificate | None:
    """The last of those that came in place of this one; None when none did. One query.

    Those of one enrolment, or of one person's thanks, replace each other one by one, so the last
    made is it.
    """
    line = Certificate.objects.filter(
        enrolment=certificate.enrolment_id,
        kind=certificate.kind,
        person=certificate.person_id,
        subject=certificate.subject,
    )
    return line.filter(pk__gt=certificate.pk).defer("pdf", "signature").order_by("-pk").first()
