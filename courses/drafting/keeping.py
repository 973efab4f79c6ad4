"""Files of editions: written once under what is in them."""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from courses.models import Asset


def keep(name: str, content: bytes, *, content_type: str, width: int = 0, height: int = 0) -> None:
    """Keep the file `<sha256>.<extension>`; another job may keep the same at the same time."""
    asset = Asset(
        sha256=name[:64],
        content_type=content_type,
        byte_count=len(content),
        width=width,
        height=height,
    )
    asset.file.save(name, ContentFile(content), save=False)
    with suppress(IntegrityError), transaction.atomic():
        asset.save(force_insert=True)
