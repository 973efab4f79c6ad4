"""Drawing a certificate's file from its frozen words, and storing it once."""

import hashlib
from datetime import datetime

import segno
from django.db import transaction

from certificates import rendering
from certificates.models import Certificate, CertificateEvent
from certificates.services import templates


def draw(certificate: Certificate) -> bytes:
    """The PDF, the same bytes every time; touches no row. Raises rendering.CannotRender.

    MissingLetters is the one kind of it that no later try can mend.
    """
    qr = segno.make(certificate.snapshot["address"], error="q", boost_error=False, micro=False)
    image = qr.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    html = templates.fill(certificate.template, certificate.snapshot, qr=image)
    return rendering.render_pdf(html, identifier=certificate.snapshot_sha256[:32])


def store(certificate: Certificate, pdf: bytes, *, now: datetime) -> bool:
    """Keep the file; true only for the call that stored it."""
    with transaction.atomic():
        stored = Certificate.objects.filter(pk=certificate.pk, pdf_sha256="").update(
            pdf=pdf, pdf_sha256=hashlib.sha256(pdf).hexdigest()
        )
        if not stored:
            return False
        CertificateEvent.objects.create(
            certificate=certificate, kind=CertificateEvent.Kind.SEALED, at=now
        )
    return True
