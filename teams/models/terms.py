"""From when to when a team works, as the commune said it, and what it takes to undo that."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common import clock
from lms.common.models import PeersManager


class TeamTerm(models.Model):
    """A team's time set anew by the commune: sessions planned after its end are called off.

    `before` is what it takes to undo it the same day: the time before, the sessions that were
    called off, the visits that went to the commune with who had promised them.
    """

    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="terms")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    before = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "thời gian hoạt động của tổ"
        verbose_name_plural = "thời gian hoạt động của tổ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="term_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            # What was said of a team last.
            models.Index(name="term_of_team", fields=["team", "-made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.valid_from} {self.valid_to}"
