"""Freezing the text of a certificate's page."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.template import engines

from certificates.models import TemplateVersion

COMPLETION = "hoan-thanh"
_FILES = {COMPLETION: "pdf/completion.html"}


def current(code: str) -> TemplateVersion:
    """The published version that equals the file of this release, frozen at its first use.

    Certificates keep the version they were issued with, so a new release changes none of them.
    """
    html = (Path(settings.BASE_DIR) / "templates" / _FILES[code]).read_text(encoding="utf-8")
    digest = hashlib.sha256(html.encode()).hexdigest()
    known = TemplateVersion.objects.filter(code=code, sha256=digest).first()
    if known is not None:
        return known
    with transaction.atomic():
        newest = TemplateVersion.objects.filter(code=code).aggregate(Max("number"))
        TemplateVersion.objects.bulk_create(
            [
                TemplateVersion(
                    code=code,
                    number=(newest["number__max"] or 0) + 1,
                    html=html,
                    sha256=digest,
                    engine=f"WeasyPrint {version('weasyprint')}",
                )
            ],
            ignore_conflicts=True,
        )
    return TemplateVersion.objects.get(code=code, sha256=digest)


def fill(template: TemplateVersion, snapshot: dict[str, object], *, qr: str) -> str:
    """The page of one certificate; every value of the snapshot is escaped."""
    page = engines["django"].from_string(template.html)
    return page.render({"certificate": snapshot, "qr": qr})
