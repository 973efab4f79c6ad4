"""Our own image, rendition and document rows, so that rules of ours can live on them."""

from typing import ClassVar

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class CustomImage(AbstractImage):
    """A picture for lessons; its file carries no EXIF and no position."""

    admin_form_fields = ("title", "file", "description", "collection", "tags")

    class Meta(AbstractImage.Meta):
        verbose_name = "hình ảnh"
        verbose_name_plural = "hình ảnh"


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

    class Meta(AbstractDocument.Meta):
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
