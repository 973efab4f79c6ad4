"""Freezing the text of a certificate's page."""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.template import engines

from certificates.models import TemplateVersion

COMPLETION, THANKS = "hoan-thanh", "cam-on"
_FILES = {COMPLETION: "pdf/completion.html", THANKS: "pdf/thanks.html"}
_FONTS = Path(__file__).resolve().parent.parent / "fonts"
# Beyond so many letters a word is printed a size smaller, then another.
_SIZES = {"name": [30, 46, 62], "line": [96], "course": [52, 100]}
_FIELDS = {COMPLETION: _SIZES, THANKS: _SIZES}


def current(code: str) -> TemplateVersion:
    """The published version that equals the file of this release, frozen at its first use.

    Certificates keep the version they were issued with, so a new release changes none of them.
    """
    html = (Path(settings.BASE_DIR) / "templates" / _FILES[code]).read_text(encoding="utf-8")
    whole = {"html": html, "assets": _assets(), "fields": _FIELDS[code]}
    digest = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
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
                    **whole,
                    sha256=digest,
                    engine=f"WeasyPrint {version('weasyprint')}",
                )
            ],
            ignore_conflicts=True,
        )
    return TemplateVersion.objects.get(code=code, sha256=digest)


def fill(template: TemplateVersion, snapshot: dict[str, Any], *, qr: str) -> str:
    """The page of one certificate; every value of the snapshot is escaped."""
    printed = {**snapshot["holder"], "course": snapshot["course"]}
    sizes = {
        name: sum(len(printed[name]) > most for most in steps)
        for name, steps in template.fields.items()
    }
    page = engines["django"].from_string(template.html)
    return page.render({"certificate": snapshot, "qr": qr, "sizes": sizes})


@cache
def _assets() -> dict[str, str]:
    files = sorted(_FONTS.glob("*.woff2"))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
