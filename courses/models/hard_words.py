"""Words authors should avoid, with plain ones for them."""

from typing import ClassVar

from django.db import models

from lms.common.models import PeersManager


class HardWord(models.Model):
    """One word residents stumble over; `word` is in lower case, as it is looked for.

    Where a lesson uses it all the same, a tap shows `sentence` and says it.
    """

    word = models.CharField("từ khó", max_length=60, unique=True)
    plain = models.CharField("nói thay bằng", max_length=120)
    sentence = models.CharField("câu giải thích", max_length=200, blank=True, db_default="")
    voice = models.ForeignKey(
        "media.Recording",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="giọng đọc câu giải thích",
    )
    is_explained = models.BooleanField("giải thích cho bà con", default=True, db_default=True)
    is_checked = models.BooleanField("đang nhắc", default=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "từ khó"
        verbose_name_plural = "từ khó"
        ordering: ClassVar = ["word"]

    def __str__(self) -> str:
        return self.word
