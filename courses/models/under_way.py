"""What every lesson has that is being made from files, until it is a page."""

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.models import PeersManager


class LessonUnderWay(models.Model):
    """A lesson being made from files somebody brought, kept as it grows.

    `version` grows with each change. `images` names every picture ever taken in, so that those no
    longer used can go with the row. Once `lesson` is there it is done; one that was put away can be
    brought back from `dropped_at` on for as long as its service says.
    """

    id = models.UUIDField(primary_key=True)
    title = models.CharField("tên bài học", max_length=200, blank=True)
    images = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=clock.now)
    lesson = models.ForeignKey(
        "courses.LessonPage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        abstract = True
