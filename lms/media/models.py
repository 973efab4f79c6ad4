"""Our own image, rendition and document rows, so that rules of ours can live on them."""

from io import BytesIO
from typing import Any, ClassVar

from django.core.files.base import ContentFile, File
from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    SourceImageIOError,
    get_upload_to,
)

from lms.media import pictures
from lms.media.fields import PaperField, PictureField
from lms.media.refusals import FileRefused


class CustomImage(AbstractImage):
    """A picture for lessons; its file carries no EXIF and no position."""

    admin_form_fields = ("title", "file", "description", "collection", "tags")

    file = PictureField("tệp", upload_to=get_upload_to, width_field="width", height_field="height")

    class Meta(AbstractImage.Meta):
        verbose_name = "hình ảnh"
        verbose_name_plural = "hình ảnh"

    def _set_image_file_metadata(self) -> None:
        """Wagtail opens a stored file to measure it and would leave it open."""
        super()._set_image_file_metadata()
        if self.file._committed:  # noqa: SLF001  an upload still to be stored must stay open
            self.file.close()

    def generate_rendition_file(
        self, spec: Any, *, source: "File[bytes] | None" = None
    ) -> "File[bytes]":
        """Wagtail copies EXIF into renditions: never from an original of ours, however it came."""
        if source is None:
            with self.open_file() as original:
                source = File(BytesIO(original.read()), self.file.name)
        made = super().generate_rendition_file(spec, source=_without_notes(source))
        # Wagtail would leave its temporary file open.
        with made:
            made.seek(0)
            return ContentFile(made.read(), made.name)


class CustomRendition(AbstractRendition):
    """A phone-sized copy of an image."""

    image = models.ForeignKey(CustomImage, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = "bản thu nhỏ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.filter_spec}"


class CustomDocument(AbstractDocument):
    """A file to download."""

    admin_form_fields = ("title", "file", "collection", "tags")

    file = PaperField("tệp", upload_to="documents")

    class Meta(AbstractDocument.Meta):
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"


def _without_notes(source: "File[bytes]") -> "File[bytes]":
    content = source.read()
    source.seek(0)
    try:
        if not pictures.carries_notes(content):
            return source
        return File(BytesIO(pictures.clean(content).content), source.name)
    except FileRefused as refusal:
        raise SourceImageIOError(str(refusal)) from refusal
