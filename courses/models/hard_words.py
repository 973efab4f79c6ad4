"""Words authors should avoid, with plain ones for them."""

from typing import ClassVar

from django.db import models

from lms.common.models import PeersManager


class HardWord(models.Model):
    """One word residents stumble over; `word` is in lower case, as it is looked for."""

    word = models.CharField("từ khó", max_length=60, unique=True)
    plain = models.CharField("nói thay bằng", max_length=120)
    is_checked = models.BooleanField("đang nhắc", default=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "từ khó"
        verbose_name_plural = "từ khó"
        ordering: ClassVar = ["word"]

    def __str__(self) -> str:
        return self.word
