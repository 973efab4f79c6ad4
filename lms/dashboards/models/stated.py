"""What others told us: never overwritten, only withdrawn; each figure says what it restates."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.models import PeersManager


class StatedQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Neither taken back nor followed by another figure for the same."""
        return self.filter(withdrawn_at=None)


class Stated(models.Model):
    """A figure by a source as of a day; nothing of it changes but that it is withdrawn: by undoing
    its import, or because a later one says otherwise of the same."""

    SAME: ClassVar[tuple[str, ...]] = ()
    """The columns that make two figures say something of the same; of these one stands."""

    as_of = models.DateField("thời điểm số liệu")
    source = models.CharField("nguồn số liệu", max_length=200)
    batch = models.ForeignKey(
        "dashboards.DataImport", models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    restated_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="restated_by"
    )
    """The figure of the same that this one took the place of; of several, all but one are
    withdrawn."""
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(StatedQuerySet)()

    class Meta:
        abstract = True

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.SAME)

    def says_as(self, other: "Stated") -> bool:
        """Whether the number is the same."""
        raise NotImplementedError


STANDS = Q(withdrawn_at=None)
