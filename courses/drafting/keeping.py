"""Files of editions: written once under what is in them."""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Cast

from courses.models import Asset, CourseEdition, EditionStep


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


def forget(name: str) -> bool:
    """Throw away the file `<sha256>.<extension>` unless an edition names it; true when it went."""
    asset = Asset.objects.filter(pk=name[:64]).first()
    if asset is None or _is_named(asset.pk):
        return False
    asset.delete()
    asset.file.delete(save=False)
    return True


def _is_named(sha256: str) -> bool:
    """Looks through every edition: for work of the night only."""
    columns = ((CourseEdition, "outline"), (CourseEdition, "test"), (EditionStep, "values"))
    return any(
        model.objects.annotate(text=Cast(column, TextField()))
        .filter(text__contains=sha256)
        .exists()
        for model, column in columns
    )


def size_of(file: FieldFile) -> int:
    """Bytes of a file of a draft; 0 where the store has lost it, which publishing then tells."""
    try:
        return file.size
    except FileNotFoundError:
        return 0
