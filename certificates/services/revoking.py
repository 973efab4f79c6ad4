"""Taking a certificate back, for all to see and with the reason."""

from datetime import datetime

from django.db import transaction

from certificates.models import Certificate, CertificateEvent
from lms.audit import services as audit
from lms.users.models import User


class ReasonMissing(Exception):
    """A certificate is not revoked without a reason that people can read."""


def revoke(
    certificate: Certificate, *, by: User, reason: str, now: datetime, decision_no: str = ""
) -> bool:
    """Revoke for good; true only for the call that did. The number is never used again."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        # Not while it is being replaced.
        Certificate.objects.select_for_update().only("pk").get(pk=certificate.pk)
        event = CertificateEvent(
            certificate=certificate,
            kind=CertificateEvent.Kind.REVOKED,
            at=now,
            actor=by,
            reason=reason.strip(),
            decision_no=decision_no,
        )
        before = certificate.events.count()
        CertificateEvent.objects.bulk_create([event], ignore_conflicts=True)
        if certificate.events.count() == before:
            return False
        audit.record("certificate.revoked", subject=certificate, actor=by, at=now)
    return True
