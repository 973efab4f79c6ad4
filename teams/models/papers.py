"""Sessions on paper, kept a short time for who had them made."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class SessionPaper(models.Model):
    """One order of a session's page; `content` is the sealed PDF, empty before it is ready.

    `state` says of which revision, decision and photos the page tells: once these are others, it is
    not given out any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey("teams.Session", models.CASCADE, related_name="papers")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "bản in buổi hướng dẫn"
        verbose_name_plural = "bản in buổi hướng dẫn"
        indexes: ClassVar = [
            # The newest order of somebody for a session.
            models.Index(name="session_paper_newest", fields=["session", "made_by", "-created_at"]),
            # Those whose time is over.
            models.Index(name="session_paper_old", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
